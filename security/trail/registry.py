"""What an event of the trail is. Each is declared once, by the noun that it happens to (its `events.py`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# What `changes.changes` finds, told field by field in the model's own words: no event needs to declare it.
CHANGES = "changes"
# Where an event stands among those of its kind, if not where it is declared.
FIRST = -1


@dataclass(frozen=True)
class Kind:
    """What the trail's search groups events by; `place` is where the group stands among all others."""

    key: str
    label: str
    place: int


@dataclass(frozen=True)
class Word:
    """A detail: the keyword under which it is recorded, its name on the screen and, if need be, how its value is told.

    `open_to`: a rule, asked of the actor who reads the trail; None is everybody who may.
    """

    key: str
    label: str
    spoken: Callable[[Any], str] | None = None
    open_to: Callable[[Any], object] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Event:
    """Something that happens. Its tag is never renamed: what has been recorded keeps it for good.

    In the sentence, {who} is 職名・氏名 and {what} the object's name as it was then. `mark` is how a history shows the
    line (components/timeline.html). `only_looks`: somebody has read something, and nothing is other than before.
    """

    tag: str
    label: str
    sentence: str
    kind: Kind
    details: tuple[Word, ...] = ()
    mark: str = "note"
    only_looks: bool = False
    place: int = 0

    def told(self, who: str, what: str) -> str:
        """What happened. An event without an object leaves no empty brackets behind."""
        sentence = self.sentence
        if not what:
            sentence = sentence.replace("({what})", "").replace("「{what}」の", "").replace("「{what}」", "")
        return sentence.format(who=who, what=what)

    def word(self, key: str) -> Word | None:
        return next((word for word in self.details if word.key == key), None)


_declared: dict[str, Event] = {}
_UNKNOWN = Kind("unknown", "いまは使われていない種類", place=1000)


def event(
    kind: Kind,
    tag: str,
    label: str,
    sentence: str,
    *details: Word,
    mark: str = "note",
    only_looks: bool = False,
    place: int = 0,
) -> Event:
    """Declare one. Among its kind it stands where it is declared, or with `place=FIRST` before the others.

    Raises ValueError for a tag that is taken.
    """
    if tag in _declared:
        raise ValueError(f"two events have the tag {tag}")
    declared = Event(tag, label, sentence, kind, details, mark, only_looks, place)
    _declared[tag] = declared
    return declared


def event_of(tag: str) -> Event:
    """A tag that nobody declares any more, its noun being gone, is told as far as it goes without its words."""
    return _declared.get(tag) or Event(
        tag, tag, f"{{who}}による、いまは使われていない種類({tag})の記録です({{what}})。", _UNKNOWN
    )


def events() -> list[Event]:
    """All of them, kind by kind."""
    return sorted(_declared.values(), key=lambda one: (one.kind.place, one.place))


def looks() -> list[str]:
    """The tags of those that tell of a look alone."""
    return [one.tag for one in events() if one.only_looks]
