"""What changed between two versions, for the eye of the one who decides again."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from .models import Approvable, Submission


@dataclass(frozen=True)
class Piece:
    """A run of text: `kept`, `added` or `removed`."""

    text: str
    kind: str


def changed_parts(item: Approvable, old: Submission, new: Submission) -> list[str]:
    """The names on the screen of the parts that differ."""
    before, after = old.data, new.data
    return [
        item.PART_LABELS.get(key, key)
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def pieces(old: str, new: str) -> Iterator[Piece]:
    """The two texts merged, character by character."""
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if operation == "equal":
            yield Piece(new[new_from:new_to], "kept")
            continue
        if old_to > old_from:
            yield Piece(old[old_from:old_to], "removed")
        if new_to > new_from:
            yield Piece(new[new_from:new_to], "added")
