"""Numbers that every page shows of a person, counted in the question that reads him anyway."""

from collections.abc import Callable
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from security.people.models import User

# Beyond it a page says no exact number.
COUNTED_MAX = 100
Rows = Callable[[], QuerySet[Any]]
_counted: dict[str, Rows] = {}


class _Counted(Subquery):
    """How many rows the subquery has. It may end in a limit, which an aggregate could not."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def count(name: str, rows: Rows) -> None:
    """Every person read for a request has the number of these rows as `name`; OuterRef("pk") is the person."""
    _counted[name] = rows


def with_numbers(people: QuerySet[User]) -> QuerySet[User]:
    return people.annotate(**{name: _of(rows()) for name, rows in _counted.items()})


def counted(person: User, **rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these has, in one query for all."""
    asked = {name: _of(one) for name, one in rows.items() if not one.query.is_empty()}
    found = User.objects.filter(pk=person.pk).annotate(**asked).values(*asked).first() if asked else None
    return dict.fromkeys(rows, 0) | (found or {})


def _of(rows: QuerySet[Any]) -> _Counted:
    return _Counted(rows.order_by().values("pk")[:COUNTED_MAX])
