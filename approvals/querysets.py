"""What desk and pages read, with everything that the rules ask about."""

from datetime import datetime, time

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.timezone import make_aware

from approvals.models import (
    WENT_WRONG,
    Approvable,
    Category,
    Decision,
    EmergencyStop,
    Reading,
    State,
    Step,
    Unnoted,
    Verdict,
)
from approvals.rules import CIRCULATING, READERS
from security.models import APPROVERS, Appointment, Role
from security.people.actors import Actor
from security.trail.cache import TrailCache

JUDGED = ("submission", "dossier", "author", "organization")


def judgeable(items: QuerySet) -> QuerySet:
    """With everything `rules.py` asks about an item: four joins and two queries, whatever the number of rows."""
    return items.select_related(*JUDGED).prefetch_related(*_votes())


def read_votes(item: Approvable) -> None:
    """What the rules ask of one pending item beside its own row: who has a hand in it, and what has been decided."""
    prefetch_related_objects([item], *_votes())


def _votes() -> tuple[str | Prefetch, ...]:
    decisions = Decision.objects.select_related("by", "appointment")
    return "dossier__contributors", Prefetch("submission__decisions", queryset=decisions)


def awaiting(items: QuerySet, actor: Actor) -> QuerySet:
    """Pending items whose next step is the actor's to take, soonest time first."""
    pending = items.filter(state=State.PENDING).exclude(dossier__contributors=actor.user)
    return pending.filter(_next_step_is_for(actor)).order_by(
        F("publish_at").asc(nulls_last=True), "submission__submitted_at", "pk"
    )


def unread(items: QuerySet, actor: Actor) -> QuerySet:
    """供覧: the contractor's approved versions that this person of the division has not marked as seen.

    What was approved before the person first came to the division was circulated to others; so what is looked through
    does not grow with the archive.
    """
    if not actor.is_any(*READERS):
        return items.none()
    came = Appointment.objects.filter(user=actor.user, role__in=READERS).aggregate(first=Min("valid_from"))
    since = make_aware(datetime.combine(came["first"], time.min))
    approved = Decision.objects.filter(verdict=Verdict.APPROVED, decided_at__gte=since)
    seen = Reading.objects.filter(by=actor.user, submission=OuterRef("submission"))
    return items.filter(
        ~Exists(seen),
        submission__in=approved.values("submission"),
        organization__kind="contractor",
        state__in=CIRCULATING,
    )


def unnoted_for(items: QuerySet, actor: Actor) -> QuerySet:
    """What went wrong and nobody has taken note of, for who approves it and, where it is his, the administrator."""
    mine = Q(pk__in=[])
    if actor.is_any(Role.SECTION_CHIEF):
        by_chief = Q(organization__chief_approves_all=True) | Q(category=Category.OTHER)
        mine |= Q(organization__kind="prefecture") | by_chief
    if manager := actor.appointment(Role.MANAGER):
        mine |= Q(organization=manager.organization_id)
    if actor.is_any(Role.ADMINISTRATOR):
        mine |= Q(unnoted=Unnoted.TECHNICAL)
    return items.filter(mine, state__in=WENT_WRONG).exclude(unnoted__in=["", Unnoted.AUTHORS])


def unseen_deputised(actor: Actor) -> QuerySet[Decision]:
    """後閲未了: what deputies have decided in the places that this person holds."""
    mine = Q(pk__in=[])
    for own in actor.own.appointments:
        if own.role in APPROVERS:
            mine |= Q(role=own.role, organization=own.organization_id)
    deputies = Appointment.objects.filter(mine, deputizes__isnull=False)
    unseen = Decision.objects.filter(appointment__in=deputies.values("pk"), seen_at__isnull=True)
    return unseen.select_related("by", "appointment", "submission__dossier")


def _next_step_is_for(actor: Actor) -> Q:
    """A manager's step is always the first; the chief's steps come after it or stand alone."""
    # Asked of each pending item: the decisions of the whole archive are not read for it.
    given = Decision.objects.filter(step=Step.MANAGER, verdict=Verdict.APPROVED)
    manager_done = Q(Exists(given.filter(submission=OuterRef("submission"))))
    by_manager = Q(organization__kind="contractor")
    mine = Q(pk__in=[])
    if manager := actor.appointment(Role.MANAGER):
        mine |= by_manager & Q(organization=manager.organization_id) & ~manager_done
    if actor.is_any(Role.SECTION_CHIEF):
        mine |= ~by_manager | manager_done
    return mine


def current_stop() -> EmergencyStop | None:
    """The emergency stop that stands now."""
    return EmergencyStop.objects.filter(ended_at=None).select_related("started_by", "organization").first()


def known_stop(cache: TrailCache) -> EmergencyStop | None:
    """The same for pages, which ask again and again."""
    return cache.get("approvals.stop", current_stop)


def closed_until(now: datetime) -> datetime | None:
    """Until when posting has been stopped: now, while a stop stands; else the end of the latest stop, if any."""
    last = EmergencyStop.objects.order_by("-started_at").first()
    if last is None:
        return None
    return last.ended_at or now
