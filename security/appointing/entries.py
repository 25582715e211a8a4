"""What appointing offers on the page of security."""

from security.appointing import rules
from security.pages.index import Entry, Group, offer

offer(
    Entry(
        Group.PEOPLE,
        "任用と異動",
        "security:people",
        "投稿する人と承認する人の、任用の期間。投稿者の指定、終了、代決者、年度替わりの異動。",
        "第２、第４第２項",
        rules.may_see_people,
    )
)
