"""What an item still lacks before approval can be asked for, and what is confirmed in asking for it.

Saving a draft never refuses; submitting does.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One thing to do: the sentence, its clause, and the id of the form's field."""

    sentence: str
    anchor: str
    clause: str = ""
    is_confirmation: bool = False


@dataclass(frozen=True)
class Confirmation:
    """A sentence that the author confirms in asking for approval."""

    sentence: str
    clause: str


class Incomplete(Exception):
    """Approval was asked for while something is missing."""

    def __init__(self, points: list[Point]) -> None:
        super().__init__("; ".join(point.sentence for point in points))
        self.points = points


def unconfirmed(asked: Iterable[Confirmation], confirmed: Collection[str]) -> list[Point]:
    """A point for each sentence that has not been confirmed. `confirmed`: the sentences that have."""
    return [
        Point(
            f"「{one.sentence}」を確認してください。",
            f"id_confirm_{place}",
            one.clause,
            is_confirmation=True,
        )
        for place, one in enumerate(asked)
        if one.sentence not in confirmed
    ]
