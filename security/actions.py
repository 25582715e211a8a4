"""Verbs of the ground floor: people, organisations, appointments, what people do with their own accounts. `by=None` is the command line."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import models, transaction

from . import appointing, rules
from .actors import Actor
from .answers import require
from .audit import record
from .models import Appointment, Organization, Tag, User


@transaction.atomic
def save_reference(*, by: User | None, instance: models.Model, tag: Tag = Tag.SETTING_CHANGED) -> None:
    """Save a row of the reference data (topics, guideline versions and the like) that the administrator keeps."""
    actor = _administrator(by)
    before = _stored(instance)
    instance.full_clean()
    instance.save()
    record(tag, by=actor, subject=instance, changes=_changes(before, instance))


def save_organization(*, by: User | None, organization: Organization) -> None:
    save_reference(by=by, instance=organization, tag=Tag.ORGANIZATION_SAVED)


@transaction.atomic
def add_person(*, by: User | None, person: User, password: str) -> None:
    """Register a person. The password must pass the validators; the person has no authority until appointed."""
    actor = _administrator(by)
    validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save()
    record(Tag.PERSON_ADDED, by=actor, subject=person)


@transaction.atomic
def change_person(*, by: User, person: User) -> None:
    actor = _administrator(by)
    before = _stored(person)
    person.full_clean()
    person.save()
    record(Tag.PERSON_CHANGED, by=actor, subject=person, changes=_changes(before, person))


@transaction.atomic
def appoint(*, by: User | None, appointment: Appointment) -> None:
    """Give or change an appointment (第２, 第４第２項)."""
    actor = _administrator(by)
    # Two appointments of one person wait for one another: each must see the other.
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    appointing.check(appointment, by=by)
    is_new = appointment.pk is None
    before = _stored(appointment)
    if is_new:
        appointment.appointed_by = by
    appointment.full_clean()
    appointment.save()
    record(
        Tag.APPOINTED if is_new else Tag.APPOINTMENT_CHANGED,
        by=actor,
        subject=appointment,
        changes=_changes(before, appointment),
    )


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    record(Tag.SIGN_IN, by=Actor.of(user), subject=user)


@transaction.atomic
def note_sign_out(*, user: User) -> None:
    record(Tag.SIGN_OUT, by=Actor.of(user), subject=user)


@transaction.atomic
def note_failed_sign_in(*, username: str) -> None:
    """The name as typed is kept (cut to length), never the password."""
    record(Tag.SIGN_IN_FAILED, by=None, label=username[:100])


@transaction.atomic
def note_password_change(*, user: User) -> None:
    record(Tag.PASSWORD_CHANGED, by=Actor.of(user), subject=user)


def _administrator(by: User | None) -> Actor | None:
    """Whoever may administer; None is the command line, where a new system gets its first people."""
    if by is None:
        return None
    actor = Actor.of(by)
    require(rules.may_administer(actor))
    return actor


def _stored(instance: models.Model) -> models.Model | None:
    manager = type(instance)._default_manager
    return manager.select_for_update(no_key=True).filter(pk=instance.pk).first() if instance.pk else None


def _changes(before: models.Model | None, after: models.Model) -> dict[str, Any]:
    """Field by field old and new value as text, without passwords."""
    changes = {}
    for field in after._meta.concrete_fields:
        if field.name in ("id", "password", "last_login"):
            continue
        old = field.value_to_string(before) if before else None
        new = field.value_to_string(after)
        if old != new:
            changes[field.name] = [old, new]
    return changes
