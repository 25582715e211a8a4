"""任用: designating, appointing, deputies, transfers, and ending (第２, 第４第２項). `by=None` is the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from security.appointing import events, rules
from security.appointing import requirements as appointing
from security.appointing.actions import confirmation
from security.appointing.actions.appointment_ended import settle
from security.appointing.actions.people import enter_person
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.people.models import Appointment, Organization, Role, User
from security.signing_in.notices import tell_of_appointment, tell_of_end, tell_of_newcomer
from security.trail.changes import changes, stored
from security.trail.recording import record

CHANGEABLE = ("user", "organization", "role", "valid_from", "valid_until", "deputizes")


@transaction.atomic
def appoint(*, by: User | None, appointment: Appointment, reason: str = "") -> None:
    """Give or change an appointment. A person's two appointments wait for one another: each must see the other.

    Of those who decide or confirm it stands, and gives nothing until a second person has confirmed it.
    """
    actor = Actor.of(by) if by else None
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    before = stored(appointment)
    if actor:
        require(rules.may_appoint(actor, before or appointment))
        require(rules.may_appoint(actor, appointment))
    appointing.check(appointment, by=by)
    if before is None:
        appointment.appointed_by = by
    appointment.full_clean()
    # Of a row that was loaded before the lock, nothing but what the form can change is written.
    appointment.save(update_fields=CHANGEABLE if before else None)
    record(
        events.APPOINTMENT_CHANGED if before else events.APPOINTED,
        by=actor,
        subject=appointment,
        changes=changes(before, appointment),
    )
    if not confirmation.ask_for(appointment, before, by=by, reason=reason):
        tell_of_appointment(appointment, by=by, is_change=before is not None)


@transaction.atomic
def designate(
    *, by: User, organization: Organization, person: User, valid_from: date, valid_until: date | None
) -> Appointment:
    """投稿者を指定する (第４第２項): somebody known, or somebody new.

    A new person is registered with it, and invited by the administrator: who approves the posters' posts does not
    also open their accounts.
    """
    actor = Actor.of(by)
    require(rules.may_designate(actor, organization))
    if person.pk is None:
        enter_person(person, by=actor)
        tell_of_newcomer(person, organization, by=by)
    role = (
        Role.CONTRACTOR_POSTER
        if organization.kind == Organization.Kind.CONTRACTOR
        else Role.PREFECTURE_POSTER
    )
    appointment = Appointment(
        user=person, organization=organization, role=role, valid_from=valid_from, valid_until=valid_until
    )
    appoint(by=by, appointment=appointment)
    return appointment


@transaction.atomic
def end_appointment(
    *,
    by: User,
    appointment: Appointment,
    last_day: date | None,
    reason: str,
    successor: User | None = None,
) -> None:
    """End it with its last day, or (`last_day=None`) at once; drafts go to the successor, if one is named."""
    actor, appointment = Actor.of(by), _locked(appointment)
    require(rules.may_end(actor, appointment))
    if not reason.strip():
        raise Refused(no("任用を終える理由を入力してください。", clause="第２"))
    _check_successor(appointment, successor)
    before = stored(appointment)
    appointment.successor = successor
    appointment.ending_reason = reason.strip()
    if last_day is None:
        appointment.ended_at = timezone.now()
    else:
        _check_last_day(appointment, last_day)
        appointment.valid_until = last_day
    appointment.save()
    if appointment.ended_at:
        settle(appointment, by=actor)
    event = record(
        events.APPOINTMENT_ENDED,
        by=actor,
        subject=appointment,
        reason=reason.strip(),
        changes=changes(before, appointment),
    )
    tell_of_end(appointment, by=actor, event=event)


@dataclass(frozen=True)
class Ending:
    appointment: Appointment
    successor: User | None = None


@transaction.atomic
def transfer(*, by: User, day: date, endings: Sequence[Ending], beginnings: Sequence[Appointment]) -> None:
    """異動: what ends the day before and what begins on the day, prepared beforehand and registered as one.

    Raises ValidationError or Refused, with nothing registered, for the first that cannot be.
    """
    if day <= timezone.localdate():
        raise ValidationError({"day": "異動の日は、明日以降の日を指定してください。"})
    if not endings and not beginnings:
        raise ValidationError("終わる任用か、始まる任用を1つ以上選んでください。")
    actor, name = Actor.of(by), f"{day.year}年{day.month}月{day.day}日付けの異動"
    _lock_people([one.appointment for one in endings] + list(beginnings))
    record(
        events.TRANSFER_PREPARED,
        by=actor,
        label=name,
        endings=[str(one.appointment) for one in endings],
        beginnings=[str(one) for one in beginnings],
    )
    for ending in endings:
        end_appointment(
            by=by,
            appointment=ending.appointment,
            last_day=day - timedelta(days=1),
            reason=name,
            successor=ending.successor,
        )
    for appointment in beginnings:
        appointment.valid_from = day
        appoint(by=by, appointment=appointment, reason=name)


def _lock_people(appointments: Sequence[Appointment]) -> None:
    """All of them, in one order, before the trail's head is."""
    people = User.objects.filter(pk__in={one.user_id for one in appointments}).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))


def _locked(appointment: Appointment) -> Appointment:
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    rows = Appointment.objects.filter(pk=appointment.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related("user", "organization", "deputizes__organization").get()


def _check_last_day(appointment: Appointment, last_day: date) -> None:
    if last_day < max(timezone.localdate(), appointment.valid_from):
        sentence = "最後の日は、今日以降の日を指定してください。今日のうちに任用を終えるときは「ただちに」を選びます。"
        raise ValidationError({"last_day": sentence})
    if appointment.valid_until and last_day > appointment.valid_until:
        raise ValidationError({"last_day": "いまの終期より後の日は指定できません。"})


def _check_successor(appointment: Appointment, successor: User | None) -> None:
    """後任: somebody else, who does not work for another organisation; on the day the hand-over asks once more."""
    if successor is None:
        return
    if successor == appointment.user or not successor.is_active:
        raise ValidationError({"successor": "後任には、ほかの有効な方を選んでください。"})
    elsewhere = Appointment.objects.in_force().filter(user=successor)
    if elsewhere.exclude(organization=appointment.organization_id).exists():
        sentence = f"{successor.name}さんは、ほかの組織に任用されています。"
        raise ValidationError({"successor": sentence})
