"""The links of live posts, looked at again every night (第４第１項(3), 第３項(3)): sites move and disappear.

The rows say what is due, so nothing depends on a message or on which night was missed. Pages are asked outside any
transaction. A link that three nights have found dead is alive again with the first check that opens it. Where nothing can
be reached, that is what is noted, and no link's standing changes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from approvals.models import State
from posts.drafting.models import Link
from posts.links import actions, check
from posts.links.check import Finding, Trouble
from posts.links.check import State as Found
from posts.links.models import Outage
from security.models import POSTERS
from security.office.addresses import host_of
from security.people.actors import Actor

NIGHT = range(1, 5)  # hours in Japan; four hours at a batch a minute are some 1,900 links
BATCH = 8  # a worker is kept for some fifteen seconds at most
AGAIN = timedelta(minutes=30)  # by day too, whether we get out again


def due(now: datetime) -> QuerySet[Link]:
    """Links of live posts that have not been looked at since the night before, the longest waiting first.

    Not those that a person has taken off: whoever did so puts them back.
    """
    waiting = Q(checked_at=None) | Q(checked_at__lte=now - Link.APART)
    links = Link.objects.filter(waiting, post__state=State.PUBLISHED, taken_off_at=None)
    return links.order_by(F("checked_at").asc(nulls_first=True), "pk")


def doubtful_of(actor: Actor) -> QuerySet[Link]:
    """Links of the live posts of the sides for which the person posts that several nights could not open, latest first."""
    posting = [one.organization_id for one in actor.appointments if one.role in POSTERS]
    if not posting:
        return Link.objects.none()
    live = Link.objects.filter(post__state=State.PUBLISHED, post__organization__in=posting)
    found = live.filter(dead_nights__gte=Link.DOUBTED_NIGHTS, taken_off_at=None)
    return found.select_related("post").order_by("-dead_since", "pk")


def run() -> None:
    now, outage = timezone.now(), Outage.current()
    if not _is_time(now, outage):
        return
    # What could not be reached stays due: another sample each time, or the same eight would be tried for ever.
    links = list(due(now).order_by("?")[:BATCH] if outage else due(now)[:BATCH])
    findings = check.check_all(link.url for link in links)
    if ours := _ours(links, findings):
        actions.note_outage(trouble=ours, now=now)
    elif outage and (any(map(_has_answered, findings)) or check.probe() is None):
        actions.note_reached(now=now)
    for link, finding in zip(links, findings, strict=True):
        if not (ours and _is_doubt(finding)):
            actions.note_checked(link=link, state=finding.state, now=now, problem=finding.sentence)


def _is_time(now: datetime, outage: Outage | None) -> bool:
    if outage:
        return now - outage.looked_at >= AGAIN
    return timezone.localtime(now).hour in NIGHT


def _ours(links: Sequence[Link], findings: Sequence[Finding]) -> Trouble | None:
    """What of tonight's look says something of us: what the check says does, or sites that were all open yesterday."""
    for finding in findings:
        if finding.state == Found.CUT_OFF:
            return finding.trouble
    fresh = {host_of(link.url) for link in links if not link.dead_nights}
    return Trouble.FILTER if len(fresh) >= check.MANY and all(map(_is_doubt, findings)) else None


def _is_doubt(finding: Finding) -> bool:
    return finding.state in (Found.DEAD, Found.CUT_OFF)


def _has_answered(finding: Finding) -> bool:
    return finding.state != Found.REFUSED and finding.trouble is None
