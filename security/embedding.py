"""Rows that every page asks for, read inside another query: what there is but one of costs no query of its own."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, JSONField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

Row = TypeVar("Row", bound=Model)


def embedded(rows: QuerySet[Any], *columns: str) -> Subquery:
    """The first of the rows as one value: these columns (by default all of its own), null if there is none."""
    names = columns or tuple(field.attname for field in rows.model._meta.concrete_fields)
    return Subquery(rows.values(_as_json=JSONObject(**{name: name for name in names}))[:1])


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many there are, as one value of another query."""
    all_of_them = rows.order_by().annotate(_all=Value(1)).values("_all")
    return Coalesce(Subquery(all_of_them.annotate(_count=Count("pk", distinct=True)).values("_count")), 0)


def revived(model: type[Row], data: Mapping[str, Any] | None) -> Row | None:
    """The embedded row as an instance, as good as one that was read by itself."""
    if data is None:
        return None
    names = [field.attname for field in model._meta.concrete_fields]
    values = [value_of(model, name, data[name]) for name in names]
    return model.from_db(model._default_manager.db, names, values)


def value_of(model: type[Model], name: str, value: Any) -> Any:
    """One embedded value as its field would give it; databases write moments and JSON inside JSON differently."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:  # a column of a joined table
        return value
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    found = field.to_python(value)  # type: ignore[union-attr]  # concrete ones alone are embedded
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found
