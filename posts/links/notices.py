"""What is told of looking at links: to whom, and how. telling.py tells it."""

from posts.drafting.notices import GROUP
from posts.links.models import Outage
from security.models import Role
from security.notices.models import How
from security.notices.registry import Kind, Standing, declare


def _standing(outage: Outage) -> Standing:
    return Standing("ended", "また確かめられる") if outage.ended_at else Standing("lasts", "確かめられない")


OUTAGE = declare(
    Kind(
        "links_outage",
        "サーバーから外に出られず、リンクを確かめられない",
        "システム管理者",
        (Role.ADMINISTRATOR,),
        least=How.DIGEST,
        because="直せるのはシステム管理者だけのため、メールでお知らせします。",
        clause="第４第１項(3)、第３項(3)",
        standing=_standing,
        group=GROUP,
    )
)
OUTAGE_ENDED = declare(
    Kind(
        "links_outage_ended",
        "リンクをまた確かめられるようになった",
        "システム管理者",
        (Role.ADMINISTRATOR,),
        group=GROUP,
    )
)
