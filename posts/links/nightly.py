"""The links of live posts, looked at again every night (第４第１項(3), 第３項(3)): sites move and disappear.

The rows say what is due, so nothing depends on a message or on which night was missed. Pages are asked outside any
transaction. A link that two nights have found dead is alive again with the first check that opens it.
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from approvals.models import State
from posts.drafting.models import Link
from posts.links import actions, check
from security.models import POSTERS
from security.people.actors import Actor

NIGHT = range(1, 5)  # hours in Japan; four hours at a batch a minute are some 1,900 links
BATCH = 8  # a worker is kept for about ten seconds at most


def due(now: datetime) -> QuerySet[Link]:
    """Links of live posts that have not been looked at since the night before, the longest waiting first."""
    waiting = Q(checked_at=None) | Q(checked_at__lte=now - Link.APART)
    links = Link.objects.filter(waiting, post__state=State.PUBLISHED)
    return links.order_by(F("checked_at").asc(nulls_first=True), "pk")


def dead_of(actor: Actor) -> QuerySet[Link]:
    """Dead links of the live posts of the sides for which the person posts, the latest first."""
    posting = [one.organization_id for one in actor.appointments if one.role in POSTERS]
    if not posting:
        return Link.objects.none()
    live = Link.objects.filter(Link.DEAD, post__state=State.PUBLISHED, post__organization__in=posting)
    return live.select_related("post").order_by("-dead_since", "pk")


def run() -> None:
    now = timezone.now()
    if timezone.localtime(now).hour not in NIGHT:
        return
    links = list(due(now)[:BATCH])
    for link, finding in zip(links, check.check_all(link.url for link in links), strict=True):
        actions.note_checked(link=link, state=finding.state, now=now)
