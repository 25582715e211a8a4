"""Reference data in the trail's sight: who may, what stood before, what has changed, saved."""

from typing import Any, TypeVar

from django.db import models, transaction

from security.office.answers import require
from security.people import rules
from security.people.actors import Actor
from security.people.models import User
from security.trail import events as trail_events
from security.trail.recording import record
from security.trail.registry import Event


def administrator(by: User | None) -> Actor | None:
    """Whoever may administer; None is the command line, where a new system gets its first people."""
    if by is None:
        return None
    actor = Actor.of(by)
    require(rules.may_administer(actor))
    return actor


Row = TypeVar("Row", bound=models.Model)


def stored(instance: Row) -> Row | None:
    """The row as it stands, locked; None for one that is not there yet."""
    manager = type(instance)._default_manager
    return manager.select_for_update(no_key=True).filter(pk=instance.pk).first() if instance.pk else None


def changes(before: models.Model | None, after: models.Model) -> dict[str, Any]:
    """Field by field old and new value as text, without passwords."""
    found = {}
    for field in after._meta.concrete_fields:
        if field.name in ("id", "password", "last_login", "mac"):
            continue
        old = field.value_to_string(before) if before else None
        new = field.value_to_string(after)
        if old != new:
            found[field.name] = [old, new]
    return found


@transaction.atomic
def save_reference(
    *, by: User | None, instance: models.Model, event: Event = trail_events.SETTING_CHANGED
) -> None:
    """Save a row of the reference data (topics, guideline versions and the like) that the administrator keeps."""
    actor = administrator(by)
    before = stored(instance)
    instance.full_clean()
    instance.save()
    record(event, by=actor, subject=instance, changes=changes(before, instance))
