"""The register of the official account's password (第５第１項), which itself is never kept here."""

from django.db import transaction

from security.actors import Actor
from security.audit import record
from security.models import Appointment, PasswordChange, PasswordTask, Tag, User


@transaction.atomic
def open_task(
    *,
    reason: PasswordChange.Reason,
    about: str,
    appointment: Appointment | None = None,
    by: User | None = None,
) -> PasswordTask:
    """Ask for the password to be changed, because of `about` (one sentence, at most 300 characters).

    Once for an appointment: a second call gives back the first task, whatever became of it. `by=None` is the system.
    """
    content = {"reason": reason, "about": about}
    if appointment is None:
        task, is_new = PasswordTask.objects.create(**content), True
    else:
        task, is_new = PasswordTask.objects.get_or_create(appointment=appointment, defaults=content)
    if is_new:
        record(
            Tag.PASSWORD_TASK_OPENED,
            by=Actor.of(by) if by else None,
            subject=task,
            reason=reason,
            about=about,
        )
    return task
