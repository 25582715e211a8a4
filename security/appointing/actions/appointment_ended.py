"""What an appointment's end brings (第２, 第４第２項, 第５第１項): sessions ended, drafts handed over, the password's task.

Access itself ends with the appointment, by the rules, to the minute. This is what is done about it, once: at the moment
of an immediate end, and for an end by date, by the contract or by a deactivated account at the next sweep.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from security.account import rules
from security.account.actions.official_password import open_task
from security.account.models import PasswordChange
from security.account.querysets import knows_password
from security.appointing import events
from security.confirming import actions as asking
from security.people import signals
from security.people.actors import Actor
from security.people.models import Appointment, User
from security.signing_in.actions.sessions import end_sessions
from security.trail.recording import record


def settle(appointment: Appointment, *, by: Actor | None) -> None:
    """Runs in the transaction of the end, with the person locked. One that had not begun leaves nothing to settle."""
    appointment.settled_at = timezone.now()
    appointment.save(update_fields=["settled_at"])
    asking.drop(appointment=appointment, by=by)
    if appointment.valid_from > timezone.localdate():
        return
    remaining = Actor.of(appointment.user)
    left = rules.has_left(appointment, remaining, knows=knows_password(appointment.user))
    if left:
        # Posts are locked before the trail's head, here as everywhere.
        signals.somebody_left.send(sender=Appointment, appointment=appointment, by=by)
    record(events.ACCESS_CLOSED, by=by, subject=appointment, reason=appointment.ending_reason)
    if not remaining.appointments:
        end_sessions(user=appointment.user, by=by.user if by else None, reason="任用が終わったため")
    if left:
        _open_password_task(appointment)


def settle_ended() -> None:
    """The sweep: whatever has come to its end unsettled; what came back to life (a longer contract) can end again."""
    Appointment.objects.in_force().filter(settled_at__isnull=False).update(settled_at=None)
    for appointment in ended_unsettled():
        _settle_if_still_due(appointment)


def ended_unsettled() -> QuerySet[Appointment]:
    """What has been in force and no longer is: begun, and its contract too."""
    today = timezone.localdate()
    begun = Appointment.objects.filter(valid_from__lte=today, settled_at__isnull=True)
    begun = begun.exclude(organization__contract_from__gt=today)
    return begun.exclude(pk__in=Appointment.objects.in_force().values("pk"))


@transaction.atomic
def _settle_if_still_due(appointment: Appointment) -> None:
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    due = ended_unsettled().filter(pk=appointment.pk).select_related("user", "organization").first()
    if due:
        settle(due, by=None)


def _open_password_task(appointment: Appointment) -> None:
    organization = appointment.organization
    if organization.in_force(timezone.localdate()):
        reason = PasswordChange.Reason.TRANSFER
        about = f"{organization.name}の{appointment.title} {appointment.user.name}さんの任用が終わりました。"
    else:
        reason = PasswordChange.Reason.CONTRACT_END
        about = f"{organization.name}との契約が終わり、{appointment.user.name}さんの利用が終わりました。"
    open_task(reason=reason, about=about, appointment=appointment)
