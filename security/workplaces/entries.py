"""What the workplaces offer on the page of security."""

from security.pages.index import Entry, Group, offer
from security.workplaces import rules

offer(
    Entry(
        Group.WORKPLACES,
        "職場の端末とネットワーク",
        "security:devices",
        "職場のタブレット等の登録、登録コードの発行、紛失したときの利用停止。",
        "第４第１項(1)",
        rules.may_see_devices,
    ),
    Entry(
        Group.WORKPLACES,
        "この端末を職場の端末にする",
        "security:enrol_device",
        "いまお使いの端末で登録コードを入力し、職場の端末として使い始めます。",
        "第４第１項(1)",
    ),
)
