"""What people do with their own accounts, as the trail tells it."""

from django.db import transaction

from security.actors import Actor
from security.audit import record
from security.models import Tag, User


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    record(Tag.SIGN_IN, by=Actor.of(user), subject=user)


@transaction.atomic
def note_sign_out(*, user: User) -> None:
    record(Tag.SIGN_OUT, by=Actor.of(user), subject=user)


@transaction.atomic
def note_failed_sign_in(*, username: str) -> None:
    """The name as typed is kept (cut to length), never the password."""
    record(Tag.SIGN_IN_FAILED, by=None, label=username[:100])


@transaction.atomic
def note_sign_in_elsewhere(*, user: User) -> None:
    """The password was right, the place was not (第４第１項(1))."""
    record(Tag.SIGN_IN_FAILED, by=None, subject=user, reason="職場の端末ではないため")


@transaction.atomic
def note_password_change(*, user: User) -> None:
    record(Tag.PASSWORD_CHANGED, by=Actor.of(user), subject=user)
