"""What was told stays, and who may read of it changes: somebody works for the other side by now, or for another contractor.

Who keeps what not everybody may read says here who may. It is asked whenever a notice is shown or becomes a letter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.apps import apps
from django.db.models import Model, QuerySet

from security.notices.models import Notice
from security.people.actors import Actor

# Of a model the rows that this person may read; None: all.
Readable = Callable[[type[Model], Actor], QuerySet[Model] | None]
_narrowed: list[tuple[type[Model], Readable]] = []


def narrows(base: type[Model]) -> Callable[[Readable], Readable]:
    """The function says who may read rows of this model, and of those that are made of it."""

    def register(readable: Readable) -> Readable:
        _narrowed.append((base, readable))
        return readable

    return register


def hidden(notices: Iterable[Notice], reader: Actor) -> set[int]:
    """Those of which this person may not read any more, by their keys. At most one query for each model."""
    found: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for notice in notices:
        label, _, number = notice.subject.partition(":")
        if number.isdecimal():
            found[label][int(number)].append(notice.pk)
    return {key for label, of_row in found.items() for key in _hidden_of(label, of_row, reader)}


def _hidden_of(label: str, of_row: dict[int, list[int]], reader: Actor) -> list[int]:
    model = next((one for one in apps.get_models() if one._meta.label_lower == label), None)
    if model is None:  # nothing of the kind is kept any more
        return []
    for base, readable in _narrowed:
        if issubclass(model, base) and (rows := readable(model, reader)) is not None:
            may_be_read = set(rows.filter(pk__in=of_row).values_list("pk", flat=True))
            return [key for number, keys in of_row.items() if number not in may_be_read for key in keys]
    return []
