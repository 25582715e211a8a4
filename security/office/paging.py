"""Lists in pages, found by the place of a row in the list's order (keyset) and never by counting what stands before it.

The thousandth page costs what the first one does, as long as an index has the list's order. A place is made of the
values that the rows are sorted by: it stays good when rows come, go and move meanwhile, and it says nothing of a row
that the reader may not see, since it only narrows the rows that the list has anyway.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Field,
    Func,
    IntegerField,
    Model,
    QuerySet,
    Value,
)
from django.http import QueryDict

# No row is counted beyond these: whether there are 3,000 or 90,000 is not worth reading all of them for each page.
COUNTED_MAX = 1_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Digits: microseconds up to the year 5138, and whatever number every database can hold.
MOMENT_MAX, NUMBER_MAX = 17, 18

Row = TypeVar("Row", bound=Model)
Order = Sequence[str]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`previous` and `next` are places as an address holds them; empty where the list begins and ends."""

    rows: list[Row]
    previous: str
    next: str
    _all: QuerySet[Row]
    _counted: int | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def total(self) -> str:
        """238件, or 1,000件以上. One query, none where everything stands on this page."""
        if not self.previous and not self.next:
            return f"{len(self)}件"
        most = self._counted or COUNTED_MAX
        found = self._all.order_by().values("pk")[: most + 1].count()
        return f"{found:,}件" if found <= most else f"{most:,}件以上"


def page(
    rows: QuerySet[Row], by: Order, asked: QueryDict, size: int, counted: int | None = None
) -> Page[Row]:
    """The page for which an address asks: `?after=` a place, `?before=` one, or the beginning.

    `by` as for `order_by`: all fields in the same direction, none of them ever null, the last one unique. Anything that
    is no place of this list asks for the beginning. One query; two if the place was left by the rows around it.
    counted: how far its total is told, less where each row costs something to judge.
    """
    found = None
    if place := read(asked.get("after", ""), rows.model, by):
        found = _following(rows, by, size, place)
    elif place := read(asked.get("before", ""), rows.model, by):
        found = _preceding(rows, by, size, place)
    return replace(found or _beginning(rows, by, size), _counted=counted)


def after(rows: QuerySet[Row], by: Order, place: Sequence[Any]) -> QuerySet[Row]:
    """Those that come after a place in the order, as a condition at which an index can begin."""
    fields = _fields(rows.model, by)
    columns = [F(field.name) for field in fields]
    values = [Value(value, output_field=field) for field, value in zip(fields, place, strict=True)]
    sign = "<" if _descends(by) else ">"
    return rows.filter(_Comparison(*columns, *values, sign=sign)).order_by(*by)


def write(values: Iterable[Any]) -> str:
    """A place as an address holds it. Only the last value may contain the mark that divides them."""
    return "_".join(_text(value) for value in values)


def read(text: str, model: type[Model], by: Order) -> list[Any] | None:
    """The values that were told; None for anything else."""
    fields = _fields(model, by)
    parts = text.split("_", len(fields) - 1)
    if len(parts) != len(fields):
        return None
    values = [_value(field, part) for field, part in zip(fields, parts, strict=True)]
    return None if None in values else values


class _Comparison(Func):
    """(a, b) < (x, y), which both databases look up in an index of (a, b)."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sign: str, **extra: Any) -> None:
        super().__init__(*expressions, sign=sign, **extra)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # asked for without Func's own options
        compiled = [compiler.compile(one) for one in self.source_expressions]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        params = [value for _, values in compiled for value in values]
        return f"({left}) {self.extra['sign']} ({right})", params


def _beginning(rows: QuerySet[Row], by: Order, size: int) -> Page[Row]:
    found = list(rows.order_by(*by)[: size + 1])
    return Page(found[:size], "", _place(found[size - 1], by) if len(found) > size else "", rows)


def _following(rows: QuerySet[Row], by: Order, size: int, place: Sequence[Any]) -> Page[Row] | None:
    """From a place on; None where nothing follows any more."""
    found = list(after(rows, by, place)[: size + 1])
    if not found:
        return None
    following = _place(found[size - 1], by) if len(found) > size else ""
    return Page(found[:size], _place(found[0], by), following, rows)


def _preceding(rows: QuerySet[Row], by: Order, size: int, place: Sequence[Any]) -> Page[Row] | None:
    """Up to a place; None where less than a page precedes: a list does not begin with half a page."""
    found = list(after(rows, _reversed(by), place)[: size + 1])
    if len(found) < size:
        return None
    shown = found[:size][::-1]
    return Page(shown, _place(shown[0], by) if len(found) > size else "", _place(shown[-1], by), rows)


def _place(row: Model, by: Order) -> str:
    return write(getattr(row, name.lstrip("-")) for name in by)


def _descends(by: Order) -> bool:
    directions = {name.startswith("-") for name in by}
    assert len(directions) == 1, by  # noqa: S101 - a row comparison has one direction
    return directions.pop()


def _reversed(by: Order) -> Order:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in by]


def _fields(model: type[Model], by: Order) -> list[Any]:
    names, meta = [name.lstrip("-") for name in by], model._meta
    return [meta.pk if name == "pk" else meta.get_field(name) for name in names]


def _text(value: Any) -> str:
    """Moments in microseconds: exactly what the database has, without signs that an address must escape."""
    return str((value - EPOCH) // timedelta(microseconds=1)) if isinstance(value, datetime) else str(value)


def _value(field: Field, text: str) -> Any:
    if isinstance(field, CharField):
        return text if text and text.isprintable() else None
    limit = MOMENT_MAX if isinstance(field, DateTimeField) else NUMBER_MAX
    if not (text.isascii() and text.isdigit() and len(text) <= limit):
        return None
    if isinstance(field, DateTimeField):
        return EPOCH + timedelta(microseconds=int(text))
    assert isinstance(field, IntegerField), field  # noqa: S101 - no list is sorted by anything else
    return int(text)
