"""A new appointment to decide or to confirm, or a longer one, waits for a second person (第５第２項)."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from security.appointing import events
from security.appointing.actions.appointment_ended import settle
from security.confirming import actions as asking
from security.confirming.kinds import effect_of, refusal_of
from security.people.account_changes import GUARDED, AccountChange, ChangeKind
from security.people.actors import Actor
from security.people.models import Appointment, User
from security.signing_in.models import Invitation
from security.trail.changes import changes
from security.trail.recording import record

REFUSED = "任用の確認が得られなかったため"
A_DAY = timedelta(days=1)


def ask_for(appointment: Appointment, before: Appointment | None, *, by: User | None, reason: str) -> bool:
    """Whether it waits now. Runs in the action that has just saved it; what takes away authority waits for nobody."""
    if before and (before.user_id != appointment.user_id or appointment.role not in GUARDED):
        asking.drop(appointment=appointment, by=Actor.of(by) if by else None)
    if appointment.role not in GUARDED or not _gives_more(appointment, before):
        return False
    change = asking.ask(
        by=by,
        person=appointment.user,
        kind=ChangeKind.APPOINTMENT,
        appointment=appointment,
        begins=_first_day_added(appointment, before),
        reason=reason,
    )
    if change is None:
        _open_invitations(appointment.user).update(is_confirmed=True)
    return change is not None


def _gives_more(after: Appointment, before: Appointment | None) -> bool:
    if before is None or _is_other(after, before) or after.valid_from < before.valid_from:
        return True
    return before.valid_until is not None and (
        after.valid_until is None or after.valid_until > before.valid_until
    )


def _is_other(after: Appointment, before: Appointment) -> bool:
    names = ("user_id", "organization_id", "role", "deputizes_id")
    return any(getattr(after, name) != getattr(before, name) for name in names)


def _first_day_added(after: Appointment, before: Appointment | None) -> date | None:
    """Of a term that is only prolonged, unless it waits itself: the days that were confirmed stay good."""
    if before is None or _is_other(after, before) or after.valid_from < before.valid_from:
        return None
    waiting = list(
        AccountChange.objects.waiting().filter(appointment=after).values_list("bites_from", flat=True)
    )
    if None in waiting or before.valid_until is None:
        return None
    return min([before.valid_until + A_DAY, *filter(None, waiting)])


@effect_of(ChangeKind.APPOINTMENT)
def _confirmed(change: AccountChange, by: Actor | None) -> None:
    """Whoever confirms has the address before him to which the invitation was mailed; the passing day sees nothing."""
    if by and change.person.email:
        _open_invitations(change.person).filter(address=change.person.email).update(is_confirmed=True)


def _open_invitations(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(user=person, ended_at=None)


@refusal_of(ChangeKind.APPOINTMENT)
def _refused(change: AccountChange, by: Actor | None) -> None:
    """It ends; one that was only prolonged ends when it would have."""
    appointment = change.appointment
    assert appointment is not None  # noqa: S101 - by constraint
    if appointment.ended_at:
        return
    before = Appointment.objects.get(pk=appointment.pk)
    if change.bites_from:
        appointment.valid_until = change.bites_from - A_DAY
        appointment.save(update_fields=["valid_until"])
        event, reason = events.APPOINTMENT_CHANGED, {}
    else:
        appointment.ended_at, appointment.ending_reason = timezone.now(), REFUSED
        appointment.save(update_fields=["ended_at", "ending_reason"])
        settle(appointment, by=by)
        event, reason = events.APPOINTMENT_ENDED, {"reason": REFUSED}
    record(event, by=by, subject=appointment, changes=changes(before, appointment), **reason)
