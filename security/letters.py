"""Writing letters. `about` names what they are about, so that those no longer needed can be taken back."""

from .models import Letter, User

SUBJECT_MAX = 200


def write(*, key: str, to: User, subject: str, body: str, about: str = "") -> None:
    """One letter to one person, once: a key that has been used changes nothing. Belongs in the caller's transaction.

    The subject becomes one line, whatever names it contains.
    """
    one_line = " ".join(subject.split())[:SUBJECT_MAX]
    Letter.objects.get_or_create(
        key=f"{key}:{to.pk}", defaults={"recipient": to, "subject": one_line, "body": body, "about": about}
    )


def take_back(*, about: str) -> None:
    """What has not left yet need not leave any more."""
    Letter.objects.filter(about=about, state=Letter.State.WAITING).update(state=Letter.State.CANCELLED)
