"""Whose account is guarded, who is told, what waits, and what has been done to an account lately."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from outbox.heartbeat import database_clock
from security.confirming import kinds, rules
from security.confirming.events import ASKED
from security.letters.models import Letter
from security.people.account_changes import (
    GUARDED,
    UNPROVEN,
    AccountChange,
    AccountChangeQuerySet,
    leaves_unproven,
)
from security.people.actors import Actor
from security.people.models import Appointment, Role, User
from security.people.querysets import working_as
from security.trail.models import AuditEvent
from security.trail.recording import subject_key
from security.trail.registry import CHANGES

# So long before an appointment what is done to the account counts, and so long after one its former holder is still
# told and his account still guarded: ending first, changing then, and appointing again leads nowhere.
LATELY = timedelta(days=14)
# Without a second person a change takes effect so long after it was told, if nobody has refused it.
A_DAY = timedelta(hours=24)


def must_wait(person: User, *, by: User | None) -> bool:
    """Whether what would let somebody into this account waits.

    Not where there is nobody to wait for, in the very first set-up: no other person has ever been anything but a
    poster, and this one has never been in. Appointments are never deleted and a password stays, so nobody gets back
    there later. Nor for the demo's people, as they are put into an empty database.
    """
    if by is None and person.is_demo:
        return False
    return is_guarded(person) and (has_been_in(person) or _others_ever(person, by).exists())


def is_guarded(person: User) -> bool:
    """Whether the person decides or confirms, is to, or did until lately."""
    return _lately_in_office().filter(user=person).exists()


def has_been_in(person: User) -> bool:
    """Whether somebody has ever signed in under the name, or could."""
    return person.last_login is not None or person.has_usable_password()


def waiting_for(people: Iterable[User]) -> QuerySet[AccountChange]:
    return AccountChange.objects.waiting().filter(person__in=people)


def all_waiting() -> QuerySet[AccountChange]:
    return AccountChange.objects.waiting().select_related("person", "asked_by", "appointment__organization")


def visible_to(actor: Actor) -> AccountChangeQuerySet:
    """One's own, and all to those who can confirm."""
    rows = AccountChange.objects.select_related("person", "asked_by", "settled_by", "appointment__user")
    return rows if rules.may_see_list(actor) else rows.filter(person=actor.user)


def others_to_tell(change: AccountChange) -> QuerySet[User]:
    """Everybody who decides or confirms, or did until lately, but who asked and whose account it is."""
    told = _lately_in_office().filter(valid_from__lte=timezone.localdate())
    others = User.objects.filter(pk__in=told.values("user"))
    return others.exclude(pk__in=[one for one in (change.asked_by_id, change.person_id) if one])


def addresses_of(change: AccountChange) -> list[str]:
    """The person's own: registered now, wanted, and registered lately. In this order, each once."""
    wanted = change.changes.get("email", ["", ""])[1]
    former = [
        event.data[CHANGES]["email"][0]
        for event in done_lately(change.person)
        if "email" in event.data.get(CHANGES, {})
    ]
    return list(dict.fromkeys(one for one in (change.person.email, wanted, *former) if one))


def due() -> list[AccountChange]:
    """What has been told for a day, by the clock that began it."""
    rows = all_waiting().annotate(now=database_clock())
    return [one for one in rows if (told := told_at(one)) and one.now - told >= A_DAY]


def told_at(change: AccountChange) -> datetime | None:
    """Since when somebody knows of it who could refuse it today: without him no day passes.

    Not who was let out meanwhile, since whoever asked may have done that; nor a letter of which only somebody's word
    tells that it has left (security/letters/actions.py).
    """
    if asker_was_put_out(change):
        return None
    letters = Letter.objects.filter(
        about=change.letters_about, state=Letter.State.SENT, sent_at__isnull=False
    )
    others = others_who_can_refuse(change)
    if others.exists():
        letters = letters.filter(recipient__in=others)
    elif change.kind not in UNPROVEN and working_as(*Role, also_deputies=False).filter(pk=change.person_id):
        letters = letters.filter(recipient=change.person_id, address=change.person.email)
    else:
        return None
    left = letters.aggregate(first=Min("sent_at"))["first"]
    return max(left, change.asked_at) if left else None


def asker_was_put_out(change: AccountChange) -> bool:
    """Ended at once or stopped since: what he has asked for is good only by somebody's yes. A term that runs out is not."""
    asker = change.asked_by
    if asker is None:
        return False
    return not asker.is_active or asker.appointments.filter(ended_at__gte=change.asked_at).exists()


def others_who_can_refuse(change: AccountChange) -> QuerySet[User]:
    """`rules.may_refuse`, as a query: of others than who asked and whose account it is, without the unproven."""
    today = timezone.localdate()
    offices = Appointment.objects.in_force(today).filter(role__in=GUARDED, deputizes=None)
    offices = offices.filter(~leaves_unproven(today))
    others = User.objects.filter(pk__in=offices.values("user"))
    return others.exclude(pk__in=[one for one in (change.asked_by_id, change.person_id) if one])


def asked_event(change: AccountChange) -> AuditEvent:
    told = AuditEvent.objects.filter(tag=ASKED.tag, subject=subject_key(change.person))
    return told.get(data__change=change.pk)


def done_lately(person: User) -> list[AuditEvent]:
    """What the trail tells of the account since so many days, the newest first."""
    events = AuditEvent.objects.filter(
        subject=subject_key(person), tag__in=kinds.tags_of_account(), at__gte=timezone.now() - LATELY
    )
    return list(events.order_by("-number"))


def _lately_in_office() -> QuerySet[Appointment]:
    since = timezone.now() - LATELY
    lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate(since))
    unended = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    return Appointment.objects.filter(lasts, unended, role__in=GUARDED)


def _others_ever(person: User, by: User | None) -> QuerySet[Appointment]:
    themselves = [person.pk, *([by.pk] if by else [])]
    return Appointment.objects.filter(role__in=GUARDED).exclude(user__in=themselves)
