"""Rows in great numbers: one that the product's own actions have made is copied by the database itself.

What a bench knows nothing of (a column that came later) is copied with the row, so that all copies are whole.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model


def copy(model: type[Model], where: str, numbers: str, **columns: str) -> None:
    """Every row of `where`, once for each n among `numbers`. Both are SQL, as are the columns that differ; `id` is
    given by the database where it is not among them.
    """
    names = [field.column for field in model._meta.concrete_fields]
    names = [name for name in names if name != "id" or name in columns]
    values = ", ".join(columns.get(name) or f'seed."{name}"' for name in names)
    table, filled = model._meta.db_table, ", ".join(f'"{name}"' for name in names)
    source = f"{table} seed, ({numbers}) numbers"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({filled}) SELECT {values} FROM {source} WHERE {where}")


def numbers(first: int, last: int, among: str = "true") -> str:
    """The series of n from the first to the last, as far as the condition holds."""
    return f"SELECT n FROM generate_series({first}, {last}) n WHERE ({among})"


def go_on_counting(models: Sequence[type[Model]]) -> None:
    """The next row that the product makes gets a number after those that were copied."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def tables_of(models: Sequence[type[Model]]) -> Iterator[str]:
    return (model._meta.db_table for model in models)


def through(model: type[Model], relation: str) -> Any:
    """The rows between two models."""
    return model._meta.get_field(relation).remote_field.through  # type: ignore[union-attr]  # a relation
