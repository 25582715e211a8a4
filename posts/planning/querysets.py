"""What calendar, feed and list read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from django.utils.timezone import get_current_timezone

from approvals.models import State
from outbox.jobs import JobState
from posts.drafting import querysets as drafting
from posts.drafting.models import Photo, Post, Topic
from posts.live.models import AccountPost
from posts.planning.usual import UsualTimes
from security.models import POSTERS, Appointment, Organization, User
from security.people.actors import Actor
from security.trail.cache import TrailCache

# `at` is annotated, which the stubs do not follow.
EARLIEST_FIRST: Any = ("at", "pk")
# What has come to an end without going out stands in no calendar.
OVER = (State.WITHDRAWN, State.REJECTED)
OUT = (State.PUBLISHED, State.REMOVED)
# So many of one day are shown; the others are counted, and stand in the list.
DAY_MAX = 12
IDEAS_MAX = 30
REMEMBERED = 200  # posts on the account, from which the usual times are taken


def planned(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Post]:
    """What has a time in that period and has not gone out, each with `at`."""
    found = drafting.readable_by(actor).filter(publish_at__gte=begin, publish_at__lt=end)
    return _by_day(found.exclude(state__in=[*OVER, *OUT]).annotate(at=F("publish_at")))


def gone_out(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Post]:
    """What went out in that period, `at` the moment when it did."""
    found = drafting.readable_by(actor).filter(_out_in(begin, end))
    return _by_day(found.annotate(at=F("jobs__finished_at")))


def shown(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Post]:
    """Both, in one query, each with `at` and, as `on_day`, how many of its kind there are on its day."""
    plans, out = planned(actor, begin, end).order_by(), gone_out(actor, begin, end).order_by()
    return plans.union(out, all=True).order_by(*EARLIEST_FIRST)


def of_others(actor: Actor, begin: datetime, end: datetime, cache: TrailCache) -> list[datetime]:
    """When posts are to go out, or went out, that the person may not read: the moments and nothing else of them."""
    if actor.is_of_prefecture:
        return []
    own, now = sorted(actor.organization_ids), timezone.now()
    plans, out = cache.get(f"posts.of_others:{own}:{begin:%F}:{end:%F}", lambda: _of_others(own, begin, end))
    return sorted([*out, *(moment for moment in plans if moment >= now)])


def _of_others(own: list[int], begin: datetime, end: datetime) -> tuple[list[datetime], list[datetime]]:
    theirs = Post.objects.exclude(organization__in=own)
    plans = theirs.filter(publish_at__gte=begin, publish_at__lt=end).exclude(state__in=[*OVER, *OUT])
    out = theirs.filter(_out_in(begin, end))
    told: Any = plans.values_list("publish_at", flat=True), out.values_list("jobs__finished_at", flat=True)
    return list(told[0]), list(told[1])


def ideas(actor: Actor) -> QuerySet[Post]:
    """Drafts without a day, the latest first."""
    found = drafting.readable_by(actor).filter(state=State.DRAFT, publish_at=None)
    return _with_picture(found).order_by(*drafting.LATEST_FIRST)[: IDEAS_MAX + 1]


def usual_times(cache: TrailCache) -> UsualTimes:
    """When the account posts, by what stands on it."""
    return UsualTimes.of(cache.get("posts.posted", _posted))


def _posted() -> list[datetime]:
    latest = AccountPost.objects.filter(gone_at=None).order_by("-posted_at", "-pk")
    return list(latest.values_list("posted_at", flat=True)[:REMEMBERED])


def able_successors(actor: Actor) -> QuerySet[User]:
    """Who posts today for the sides for which the person posts."""
    sides = {one.organization_id for one in actor.acting if one.role in POSTERS}
    appointed = Appointment.objects.in_force().filter(organization__in=sides, role__in=POSTERS)
    return User.objects.filter(pk__in=appointed.values("user"), is_active=True).order_by("kana", "name", "pk")


def offered(actor: Actor, cache: TrailCache) -> dict[str, Sequence[tuple[str, str]]]:
    """What the list can be narrowed to, by the fields of its form: people and organisations that the reader reads of."""
    own = None if actor.is_of_prefecture else sorted(actor.organization_ids)
    found: dict[str, Sequence[tuple[str, str]]] = cache.get(f"posts.offered:{own}", lambda: _offered(own))
    return found


def _offered(own: list[int] | None) -> dict[str, Sequence[tuple[str, str]]]:
    sides = Organization.objects.order_by("-kind", "name", "pk")
    posting = Appointment.objects.filter(role__in=POSTERS).order_by("user__kana", "user__name", "user")
    if own is not None:
        sides, posting = sides.filter(pk__in=own), posting.filter(organization__in=own)
    return {
        "author": [(str(pk), name) for pk, name in dict(posting.values_list("user", "user__name")).items()],
        "organization": [(str(pk), name) for pk, name in sides.values_list("pk", "name")],
        "topic": [(str(pk), name) for pk, name in Topic.objects.values_list("pk", "name")],
    }


def _out_in(begin: datetime, end: datetime) -> Q:
    """One condition, so that all of it is asked of the same job."""
    return Q(
        jobs__state=JobState.DONE,
        jobs__finished_at__gte=begin,
        jobs__finished_at__lt=end,
        jobs__submission=F("submission"),
        state__in=OUT,
    )


def _by_day(posts: QuerySet[Post]) -> QuerySet[Post]:
    """The first of each day, in their order, and how many there are on it."""
    day: Any = TruncDate("at", tzinfo=get_current_timezone())
    numbered = posts.annotate(
        of_day=Window(RowNumber(), partition_by=day, order_by=["at", "pk"]),
        on_day=Window(Count("pk"), partition_by=day),
    )
    return _with_picture(numbered.filter(of_day__lte=DAY_MAX)).order_by(*EARLIEST_FIRST)


def _with_picture(posts: QuerySet[Post]) -> QuerySet[Post]:
    first = Photo.objects.filter(post=OuterRef("pk")).order_by("position")
    return posts.select_related("organization").annotate(
        first_picture=Subquery(first.values("rendition")[:1])
    )
