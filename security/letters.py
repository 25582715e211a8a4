"""Writing letters. `about` names what they are about, so that those no longer needed can be taken back."""

from collections.abc import Iterable

from .models import Letter, User

SUBJECT_MAX = 200


def write(*, key: str, to: User, subject: str, body: str, about: str = "") -> None:
    """One letter to one person, once: a key that has been used changes nothing. Belongs in the caller's transaction.

    The subject becomes one line, whatever names it contains.
    """
    one_line = " ".join(subject.split())[:SUBJECT_MAX]
    Letter.objects.get_or_create(
        key=_key(key, to), defaults={"recipient": to, "subject": one_line, "body": body, "about": about}
    )


def not_yet_written(key: str, people: Iterable[User]) -> list[User]:
    """Those to whom this letter has not been written: one query, so that asking every minute costs next to nothing."""
    keys = {_key(key, person): person for person in people}
    written = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    return [person for own_key, person in keys.items() if own_key not in written]


def take_back(*, about: str) -> None:
    """What has not left yet need not leave any more."""
    Letter.objects.filter(about=about, state=Letter.State.WAITING).update(state=Letter.State.CANCELLED)


def _key(key: str, person: User) -> str:
    return f"{key}:{person.pk}"
