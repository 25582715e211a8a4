"""任用: giving and changing appointments (第２, 第４第２項)."""

from django.db import transaction

from security import appointing
from security.audit import record
from security.models import Appointment, Tag, User

from .common import administrator, changes, stored


@transaction.atomic
def appoint(*, by: User | None, appointment: Appointment) -> None:
    """Give or change an appointment (第２, 第４第２項)."""
    actor = administrator(by)
    # Two appointments of one person wait for one another: each must see the other.
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    appointing.check(appointment, by=by)
    is_new = appointment.pk is None
    before = stored(appointment)
    if is_new:
        appointment.appointed_by = by
    appointment.full_clean()
    appointment.save()
    record(
        Tag.APPOINTED if is_new else Tag.APPOINTMENT_CHANGED,
        by=actor,
        subject=appointment,
        changes=changes(before, appointment),
    )
