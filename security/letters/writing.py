"""Writing letters. `about` names what they are about, so that those no longer needed can be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape

from outbox.jobs import OPEN
from security.letters import layout
from security.letters.models import SECRET_MARK, Letter
from security.office import vault
from security.people.models import User

SUBJECT_MAX = 200


def write(
    *,
    key: str,
    to: User,
    subject: str,
    body: str,
    html: str = "",
    pictures: Mapping[str, str] | None = None,
    more: Sequence[str] = (),
    about: str = "",
    secret: str = "",
    address: str = "",
) -> None:
    """One letter to one person, once: a key that has been used changes nothing. Belongs in the caller's transaction.

    The layout greets and signs: `body` is what is said, `html` the same for a page where it is more than lines and
    links, `more` stands below the signature. The subject becomes one line, whatever names it contains. `secret` stands
    in the mail where the body has SECRET_MARK, and until then nowhere readable. `address` is where it goes instead of
    the person's present one. `pictures`: what the page shows, by content id (security.letters.pictures).
    """
    content = {
        "recipient": to,
        "subject": " ".join(subject.split())[:SUBJECT_MAX],
        "body": layout.as_text(to, body, more),
        "html": layout.as_page(to, body, more, links=[SECRET_MARK], html=html),
        "pictures": pictures or {},
        "about": about,
        "address": address,
        "sealed_secret": vault.seal(secret) if secret else "",
    }
    Letter.objects.get_or_create(key=_key(key, to), defaults=content)


def not_yet_written(key: str, people: Iterable[User]) -> list[User]:
    """Those to whom this letter has not been written: one query, so that asking every minute costs next to nothing."""
    keys = {_key(key, person): person for person in people}
    written = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    return [person for own_key, person in keys.items() if own_key not in written]


def take_back(*, about: str) -> None:
    """What has not left yet need not leave any more; what may have left need not be looked into."""
    cancel(not_left(about=about))


def not_left(*, about: str) -> list[Letter]:
    """Those that have not left yet, or of which nobody knows; locked until the transaction ends."""
    open_ones = Letter.objects.filter(
        Q(state__in=OPEN, sent_at=None) | Q(state=Letter.State.UNKNOWN), about=about
    )
    return list(open_ones.order_by("pk").select_for_update(no_key=True))


def cancel(found: Iterable[Letter]) -> None:
    Letter.objects.filter(pk__in=[one.pk for one in found]).update(
        state=Letter.State.CANCELLED, sealed_secret="", finished_at=timezone.now()
    )


class Opened(NamedTuple):
    text: str
    page: str


def opened(letter: Letter) -> Opened:
    """As it goes out. Raises vault.Unreadable."""
    if not letter.sealed_secret:
        return Opened(letter.body, letter.html)
    secret = vault.unseal(letter.sealed_secret)
    return Opened(letter.body.replace(SECRET_MARK, secret), letter.html.replace(SECRET_MARK, escape(secret)))


def _key(key: str, person: User) -> str:
    return f"{key}:{person.pk}"
