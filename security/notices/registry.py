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

    to: who is told, in words; roles: who can be among them. least: what may not be undercut, for the reason `because`.
    urgent: its letter does not wait for the pause after the last one. standing: what its subject is now. preview: what
    a letter shows of it to this reader, None for who may not read it. group: the noun under which it is listed.
    """

    key: str
    label: str
    to: str
    roles: tuple[Role, ...]
    how: How = How.AT_ONCE
    least: How = How.PAGE
    because: str = ""
    clause: str = ""
    urgent: bool = False
    standing: Callable[[Any], Standing] = without_states
    preview: Callable[[Any, Actor], Preview | None] = without_preview
    group: str = OTHER_GROUP

    def may_be(self, how: How) -> Answer:
        """Whether a person may choose to be told so."""
        if ORDER.index(how) >= ORDER.index(self.least):
            return YES
        return no(f"「{self.label}」は、「{how.label}」にはできません。{self.because}", clause=self.clause)

    @property
    def choices(self) -> list[How]:
        """The most first."""
        return [one for one in reversed(ORDER) if self.may_be(one)]


_declared: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Put a kind into the table. Raises ValueError for a key that is taken, and for a least without its reason."""
    if kind.key in _declared:
        raise ValueError(f"two kinds of notices have the key {kind.key}")
    if kind.least != How.PAGE and not kind.because:
        raise ValueError(f"{kind.key} does not say why it cannot be switched off")
    if not kind.may_be(kind.how):
        raise ValueError(f"{kind.key} is told by less than its least")
    _declared[kind.key] = kind
    return kind


def kinds() -> list[Kind]:
    """All of them, as they were declared."""
    return list(_declared.values())


def kinds_for(actor: Actor) -> list[Kind]:
    """Those of which this person can be told in the offices held today."""
    return [kind for kind in kinds() if actor.is_any(*kind.roles)]


def kind_of(key: str) -> Kind | None:
    """None for a kind that nobody declares any more."""
    return _declared.get(key)
