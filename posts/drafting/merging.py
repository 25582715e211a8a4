"""Two people in one draft: what each has changed is brought together field by field, and nothing is overwritten unseen.

A value is what a form sends of a field: its texts, none for an empty one. Each change comes with the value that its
field had when screen and server last agreed; only where the server still has that one is the change taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Value = tuple[str, ...]
# A half of a character, which no form can send and no database holds: a browser sends this in its place.
REPLACED = "\ufffd"


@dataclass(frozen=True)
class Change:
    """What somebody has typed (`now`) over what was there (`was`)."""

    was: Value
    now: Value


@dataclass(frozen=True)
class Merged:
    """`write`: the values to be stored; `differing`: fields that both have changed; `unknown`: those that are not there."""

    write: dict[str, Value] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def value_of(texts: Iterable[str]) -> Value:
    """As two of them are compared: ends of lines are \\n, and an empty text is none."""
    written = (text.replace("\r\n", "\n").replace("\r", "\n") for text in texts)
    whole = (text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in written)
    return tuple(sorted(text for text in whole if text))


def merge(stored: Mapping[str, Value], changes: Mapping[str, Change]) -> Merged:
    """What the server has comes first: only where it is as the change found it, the change is taken."""
    merged = Merged()
    for name, change in changes.items():
        if name not in stored:
            merged.unknown.append(name)
        elif stored[name] == change.now:
            continue
        elif stored[name] == change.was:
            merged.write[name] = change.now
        else:
            merged.differing.append(name)
    return merged


def changes_in(data: object) -> dict[str, Change] | None:
    """From what a page has sent, `{name: [was, now]}` with lists of texts; None if it is anything else."""
    if not isinstance(data, dict):
        return None
    if not all(_is_change(one) for one in data.values()):
        return None
    return {name: Change(value_of(was), value_of(now)) for name, (was, now) in data.items()}


def _is_change(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(_is_value(value) for value in one)


def _is_value(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
