"""People, organisations, reference data. `by=None` is the command line."""

from django.db import models, transaction

from security.actors import Actor
from security.audit import record
from security.models import Organization, Tag, User

from .common import administrator, changes, stored


@transaction.atomic
def save_reference(*, by: User | None, instance: models.Model, tag: Tag = Tag.SETTING_CHANGED) -> None:
    """Save a row of the reference data (topics, guideline versions and the like) that the administrator keeps."""
    actor = administrator(by)
    before = stored(instance)
    instance.full_clean()
    instance.save()
    record(tag, by=actor, subject=instance, changes=changes(before, instance))


def save_organization(*, by: User | None, organization: Organization) -> None:
    save_reference(by=by, instance=organization, tag=Tag.ORGANIZATION_SAVED)


def enter_person(person: User, *, by: Actor | None) -> None:
    """A new person, without a password but for the demo's. Runs in the transaction of the action that says why."""
    if not person.password:
        person.set_unusable_password()
    person.full_clean()
    person.save()
    record(Tag.PERSON_ADDED, by=by, subject=person)


@transaction.atomic
def add_person(*, by: User | None, person: User) -> None:
    """Register a person, who has no authority until appointed and chooses a password when invited (`invite`)."""
    enter_person(person, by=administrator(by))


@transaction.atomic
def change_person(*, by: User, person: User) -> None:
    actor = administrator(by)
    before = stored(person)
    person.full_clean()
    person.save()
    record(Tag.PERSON_CHANGED, by=actor, subject=person, changes=changes(before, person))
