"""A measured figure beside the one that must be reached, and the table of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    measured: str
    wanted: str = ""
    is_reached: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "", True: "reached", False: "NOT REACHED"}[self.is_reached]


def at_least(name: str, measured: float, wanted: float, unit: str) -> Figure:
    return Figure(name, f"{measured:,.0f} {unit}", f">= {wanted:,.0f} {unit}", measured >= wanted)


def at_most(name: str, measured: float, wanted: float, unit: str) -> Figure:
    return Figure(name, f"{measured:,.1f} {unit}", f"<= {wanted:,.0f} {unit}", measured <= wanted)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share (above 0, up to 1) of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def table(figures: Sequence[Figure]) -> str:
    rows = [
        ("figure", "measured", "wanted", ""),
        *((one.name, one.measured, one.wanted, one.verdict) for one in figures),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
