"""A measured figure beside the one that must be reached, and the table of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`is_reached` is None for what is only told; `wanted` may still say what a later issue will ask for."""

    name: str
    measured: str
    wanted: str = ""
    is_reached: bool | None = None
    # What of several things misses.
    missed: str = ""

    @property
    def verdict(self) -> str:
        if self.is_reached is None:
            return ""
        return "reached" if self.is_reached else f"NOT REACHED {self.missed}".rstrip()


def heading(name: str, columns: str = "") -> Figure:
    """A line above the figures that belong together."""
    return Figure(f"-- {name}", columns)


def at_least(name: str, measured: float, wanted: float, unit: str) -> Figure:
    return Figure(name, f"{measured:,.1f} {unit}", f">= {wanted:,.0f} {unit}", measured >= wanted)


def at_most(name: str, measured: float, wanted: float, unit: str) -> Figure:
    """Infinitely much is what was not waited for."""
    told = f"{measured:,.1f} {unit}" if math.isfinite(measured) else "far too much"
    return Figure(name, told, f"<= {wanted:g} {unit}", measured <= wanted)


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
    return "\n".join(line.rstrip() for line in [lines[0], "-" * len(lines[0]), *lines[1:]])
