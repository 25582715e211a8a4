"""What people are told of, to whom and how: each kind declared once, by the noun that tells it (its `notices.py`).

The page 「お知らせの設定」 shows this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from security.notices.models import How
from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import Role

# From the least to the most.
ORDER = (How.PAGE, How.DIGEST, How.AT_ONCE)


# Where a kind says nothing else: under what it stands on お知らせの設定, in letters and on the page.
OTHER_GROUP = "そのほか"


class Standing(NamedTuple):
    """What the subject of a notice is now: the code that is compared, the word that is read."""

    code: str
    word: str


def without_states(subject: Any) -> Standing:
    return Standing("", "")


class Preview(NamedTuple):
    """What a letter shows of the subject: how its words begin, and a picture by its name in security.letters.pictures."""

    words: str
    picture: str = ""


def without_preview(subject: Any, reader: Actor) -> Preview | None:
    return None


@dataclass(frozen=True)
class Kind:
    """One line of the table. Its key is for good, since choices name it.

    to: who is told, in words; roles: who can be among them. least, most: between which a person chooses, for the reason
    `because`. urgent: its letter does not wait for the pause after the last one. standing: what its subject is now.
    preview: what a letter shows of it to this reader, None for who may not read it. group: the noun under which it is listed.
    """

    key: str
    label: str
    to: str
    roles: tuple[Role, ...]
    how: How = How.AT_ONCE
    least: How = How.PAGE
    most: How = How.AT_ONCE
    because: str = ""
    clause: str = ""
    urgent: bool = False
    standing: Callable[[Any], Standing] = without_states
    preview: Callable[[Any, Actor], Preview | None] = without_preview
    group: str = ""

    def may_be(self, how: How) -> Answer:
        """Whether a person may choose to be told so."""
        if ORDER.index(self.least) <= ORDER.index(how) <= ORDER.index(self.most):
            return YES
        return no(f"「{self.label}」は、「{how.label}」にはできません。{self.because}", clause=self.clause)

    @property
    def choices(self) -> list[How]:
        """The most first."""
        return [one for one in reversed(ORDER) if self.may_be(one)]


@dataclass(frozen=True)
class Unchosen:
    """A letter of its own, beside the table: it comes to whom it concerns whatever he has chosen, also without an office.

    Such are letters that carry a secret, that whoever has taken over an account must not silence, by which a time
    begins to run, or that are kept outside as a proof. roles: none for everybody.
    """

    label: str
    to: str
    roles: tuple[Role, ...]
    because: str
    clause: str = ""


_declared: dict[str, Kind] = {}
_unchosen: list[Unchosen] = []


def declare(kind: Kind) -> Kind:
    """Put a kind into the table. Raises ValueError for a key that is taken, and for a narrower choice without its reason."""
    if kind.key in _declared:
        raise ValueError(f"two kinds of notices have the key {kind.key}")
    if (kind.least, kind.most) != (How.PAGE, How.AT_ONCE) and not kind.because:
        raise ValueError(f"{kind.key} does not say why it cannot be chosen freely")
    if not kind.may_be(kind.how):
        raise ValueError(f"{kind.key} is told otherwise than may be chosen")
    _declared[kind.key] = kind
    return kind


def declare_unchosen(*letters: Unchosen) -> None:
    """Put letters on the page that nobody chooses."""
    _unchosen.extend(letters)


def unchosen_for(actor: Actor) -> list[Unchosen]:
    """Those that this person can get in the offices held today."""
    return [one for one in _unchosen if not one.roles or actor.is_any(*one.roles)]


def kinds() -> list[Kind]:
    """All of them, as they were declared."""
    return list(_declared.values())


def kinds_for(actor: Actor) -> list[Kind]:
    """Those of which this person can be told in the offices held today."""
    return [kind for kind in kinds() if actor.is_any(*kind.roles)]


def kind_of(key: str) -> Kind | None:
    """None for a kind that nobody declares any more."""
    return _declared.get(key)
