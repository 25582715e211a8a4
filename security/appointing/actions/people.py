"""People, organisations, reference data. `by=None` is the command line."""

import copy

from django.db import transaction
from django.db.models import Q, QuerySet

from security.appointing import events, rules
from security.confirming import actions as asking
from security.confirming.kinds import effect_of
from security.office.answers import Refused, no, require
from security.people.account_changes import AccountChange, ChangeKind
from security.people.actors import Actor
from security.people.models import Appointment, Organization, Role, User
from security.signing_in import notices
from security.trail.changes import administrator, changes, save_reference
from security.trail.recording import record

CHANGEABLE = ("username", "name", "kana", "email", "is_active")
BY_ONESELF = "登録がなかったため、本人が登録しました。"
LETTING_IN = ("username", "name", "email", "is_active")


def save_organization(*, by: User | None, organization: Organization) -> None:
    save_reference(by=by, instance=organization, event=events.ORGANIZATION_SAVED)


def enter_person(person: User, *, by: Actor | None) -> None:
    """A new person, without a password but for the demo's. Runs in the transaction of the action that says why."""
    if not person.password:
        person.set_unusable_password()
    person.full_clean()
    person.save()
    record(events.PERSON_ADDED, by=by, subject=person)


@transaction.atomic
def add_person(*, by: User | None, person: User) -> None:
    """Register a person, who has no authority until appointed and chooses a password when invited (`invite`)."""
    enter_person(person, by=administrator(by))


@transaction.atomic
def change_person(*, by: User, person: User, reason: str = "") -> None:
    """Save what an administrator may change of a person; whatever else the row holds stays as it is by now.

    What would let somebody into the account of one who decides waits for a second person. Refused if nobody who
    administers would be left (第２).
    """
    _lock_with_administrators(person)
    actor = administrator(by)
    before = User.objects.get(pk=person.pk)
    after = copy.copy(before)
    for name in CHANGEABLE:
        setattr(after, name, getattr(person, name))
    after.full_clean()
    held = _letting_in(before, after)
    if held and asking.ask(by=by, person=before, kind=ChangeKind.REGISTRATION, changes=held, reason=reason):
        for name in held:
            setattr(after, name, getattr(before, name))
        if not changes(before, after):
            return
    after.save(update_fields=CHANGEABLE)
    if before.is_active and not after.is_active and not _administrators().exists():
        raise Refused(
            no(
                f"{after.name}さんの利用を停止すると、システム管理者が一人もいなくなります。",
                clause="第２",
                remedy="先に、ほかの方をシステム管理者に任用してください。",
            )
        )
    event = record(events.PERSON_CHANGED, by=actor, subject=after, changes=changes(before, after))
    notices.tell_of_registration(after, by=by, event=event)
    if after.email != before.email:
        notices.tell_of_new_address(after, before.email, by=by, event=event)


@transaction.atomic
def enter_own_address(*, by: User, address: str) -> bool:
    """The person gives the address that was missing; whether it waits for a second person, as of who decides.

    Raises ValidationError for what is no address.
    """
    before = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    actor = Actor.of(before)
    require(rules.may_enter_own_address(actor))
    after = copy.copy(before)
    after.email = address
    after.full_clean()
    held = _letting_in(before, after)
    if asking.ask(by=by, person=before, kind=ChangeKind.REGISTRATION, changes=held, reason=BY_ONESELF):
        return True
    after.save(update_fields=["email"])
    record(events.PERSON_CHANGED, by=actor, subject=after, changes=changes(before, after))
    return False


@effect_of(ChangeKind.REGISTRATION)
def _confirmed(change: AccountChange, by: Actor | None) -> None:
    person = change.person
    before = copy.copy(person)
    for field in User._meta.concrete_fields:
        if field.name in change.changes:
            setattr(person, field.name, field.to_python(change.changes[field.name][1]))
    person.full_clean()
    person.save(update_fields=list(change.changes))
    record(events.PERSON_CHANGED, by=by, subject=person, changes=changes(before, person))


def _letting_in(before: User, after: User) -> dict[str, list[str]]:
    """Of the changes those by which the account could become somebody else's. To stop its use lets nobody in."""
    found = {name: pair for name, pair in changes(before, after).items() if name in LETTING_IN}
    if not after.is_active:
        found.pop("is_active", None)
    return found


def _lock_with_administrators(person: User) -> None:
    """In one order: two administrators who deactivate each other must each see the other."""
    rows = User.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.filter(Q(pk=person.pk) | Q(pk__in=_administrators().values("user"))))


def _administrators() -> QuerySet[Appointment]:
    return Appointment.objects.in_force().filter(role=Role.ADMINISTRATOR)
