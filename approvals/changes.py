"""What changed between two versions, for the eye of the one who decides again."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any, Literal

from approvals.content import differing_fields
from approvals.models import Approvable, Submission

# The work grows with the pairs of like elements: a row of ☆ against a row of ☆ would keep the page waiting.
PAIRS_MAX = 40_000
# And with the length, walked through anew for each piece that is alike: two captions of full length are compared.
BOTH_MAX = 5_000

# As difflib has it: what happens, then from and to in the old and in the new sequence.
Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """A run of text: `kept`, `added` or `removed`."""

    text: str
    kind: str


def changed_parts(item: Approvable, old: Submission, new: Submission) -> list[str]:
    """The names on the screen of the parts that differ."""
    differing = differing_fields(old.read(item.FORMS), new.read(item.FORMS))
    return [item.PART_LABELS[name] for name in sorted(differing)]


def of_words(old: str, new: str) -> dict[str, Any]:
    """For the desk: what has changed in the words that go out."""
    return {"caption_changed": old != new, "caption_pieces": list(pieces(old, new))}


def pieces(old: str, new: str) -> Iterator[Piece]:
    """The two texts merged: line by line, and character by character within the lines that changed."""
    start = len(commonprefix([old, new]))
    end = len(commonprefix([old[start:][::-1], new[start:][::-1]]))
    if start:
        yield Piece(new[:start], "kept")
    yield from _between(old[start : len(old) - end], new[start : len(new) - end])
    if end:
        yield Piece(new[len(new) - end :], "kept")


def _between(old: str, new: str) -> Iterator[Piece]:
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for operation, old_from, old_to, new_from, new_to in _opcodes(old_lines, new_lines):
        before, after = "".join(old_lines[old_from:old_to]), "".join(new_lines[new_from:new_to])
        if operation == "equal":
            yield Piece(after, "kept")
        else:
            yield from _within(before, after)


def _within(old: str, new: str) -> Iterator[Piece]:
    for operation, old_from, old_to, new_from, new_to in _opcodes(old, new):
        if operation == "equal":
            yield Piece(new[new_from:new_to], "kept")
            continue
        if old_to > old_from:
            yield Piece(old[old_from:old_to], "removed")
        if new_to > new_from:
            yield Piece(new[new_from:new_to], "added")


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[Opcode]:
    if len(old) + len(new) > BOTH_MAX or _pairs(old, new) > PAIRS_MAX:
        return [("replace", 0, len(old), 0, len(new))]
    return difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of like elements there are: what difflib would look at, once and again."""
    others = Counter(new)
    return sum(count * others[element] for element, count in Counter(old).items())
