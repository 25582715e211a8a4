"""What an event says beside its sentence, in words: 項目: 旧 → 新 in place of raw data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from security.people.actors import Actor
from security.people.models import Organization, User
from security.trail.models import AuditEvent
from security.trail.registry import CHANGES

NOTHING = "(なし)"
WITHHELD = "(閲覧できる方だけに表示します)"
DAY = len("2026-04-01")


@dataclass(frozen=True)
class Detail:
    """One line. A change has `old`; anything else only what it says, `new`."""

    label: str
    new: str
    old: str | None = None


class Names:
    """The people and organisations that changes name by number; read once for a whole page."""

    def __init__(self, people: Mapping[int, str]) -> None:
        self.people = people
        self._organizations: dict[int, str] | None = None

    def of(self, model: type[models.Model], key: str) -> str | None:
        if not key.isdigit():
            return None
        if issubclass(model, User):
            return self.people.get(int(key))
        if issubclass(model, Organization):
            return self._organization_names().get(int(key))
        return None

    def _organization_names(self) -> dict[int, str]:
        if self._organizations is None:
            self._organizations = dict(Organization.objects.values_list("pk", "name"))
        return self._organizations


def details(event: AuditEvent, names: Names, reader: Actor | None = None) -> list[Detail]:
    """Its changes first, then everything else that was recorded, as far as the reader may know it. Without one, as far as all may."""
    data = dict(event.data)
    changes = data.pop(CHANGES, {})
    told = (_told(event, key, value, names, reader) for key, value in data.items())
    return [*_changes(event, changes, names), *told]


def _told(event: AuditEvent, key: str, value: Any, names: Names, reader: Actor | None) -> Detail:
    word, field = event.declared.word(key), _field(model_of(event), key)
    if word and word.open_to and not (reader and word.open_to(reader)):
        said = WITHHELD
    elif word and word.spoken and value not in (None, ""):
        said = word.spoken(value)
    elif field is not None and field.choices:
        said = _value(field, value, names)
    else:
        said = _plain(value)
    return Detail(word.label if word else key, said)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str) and (moment := _moment(value)):
        return moment
    if isinstance(value, list | tuple):
        return "、".join(_plain(part) for part in value)
    return NOTHING if value in (None, "") else str(value)


def _moment(text: str) -> str:
    """A day or a moment as recorded, in Japan's time; empty for any other text."""
    if not text[:4].isdigit():
        return ""
    try:
        day, moment = (parse_date(text), None) if len(text) == DAY else (None, parse_datetime(text))
    except ValueError:  # well formed, but no day of the calendar
        return ""
    if moment and moment.tzinfo:
        return date_format(timezone.localtime(moment), "Y年n月j日 H時i分")
    return date_format(day, "Y年n月j日") if day else ""


def _changes(event: AuditEvent, changes: Mapping[str, Any], names: Names) -> Iterator[Detail]:
    model = model_of(event)
    for name, pair in changes.items():
        old, new = pair
        field = _field(model, name)
        yield Detail(
            _label(model, name), _value(field, new, names), None if old is None else _value(field, old, names)
        )


def model_of(event: AuditEvent) -> type[models.Model] | None:
    """The kind of object that the event is about; None without one, or if there is none of the kind any more."""
    try:
        return apps.get_model(event.subject.partition(":")[0]) if event.subject else None
    except LookupError:
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _label(model: type[models.Model] | None, name: str) -> str:
    """A column's name, or that of the rows that hang on the object."""
    if field := _field(model, name):
        return str(field.verbose_name)
    rows = [one for one in model._meta.related_objects if one.name == name] if model else []
    return str(rows[0].related_model._meta.verbose_name) if rows else name


def _value(field: models.Field | None, value: Any, names: Names) -> str:
    """As a form would show it: the choice's words, yes or no, the person's name."""
    if value in (None, "", "None"):
        return NOTHING
    if isinstance(field, models.BooleanField):
        return "はい" if str(value) == "True" else "いいえ"
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return names.of(field.related_model, str(value)) or f"番号 {value}"
    return _plain(value)
