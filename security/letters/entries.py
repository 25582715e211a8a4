"""What the notices by mail offer on the page of security."""

from security.pages.index import Entry, Group, offer
from security.people import rules as people_rules

offer(
    Entry(
        Group.RECORDS,
        "通知メール",
        "security:letters",
        "このシステムが送るメール。送れないもの、送れたか分からないもの。",
        is_for=people_rules.may_administer,
    )
)
