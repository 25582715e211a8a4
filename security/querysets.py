"""What pages of the ground floor read."""

from django.db.models import F, OuterRef, QuerySet
from django.utils import timezone

from .actors import Actor
from .audit import subject_key
from .models import (
    Acknowledgement,
    Appointment,
    AuditEvent,
    Device,
    Network,
    Organization,
    Role,
    Tag,
    User,
)
from .rules import RECORD_READERS


def organizations_seen_by(actor: Actor) -> QuerySet[Organization]:
    """Whose workplaces the person may see: all, or the own firm's for its manager."""
    if actor.is_any(*RECORD_READERS):
        return Organization.objects.all()
    managed = [one.organization_id for one in actor.appointments if one.role == Role.MANAGER]
    return Organization.objects.filter(pk__in=managed)


def devices(actor: Actor) -> QuerySet[Device]:
    """Those in use first, those cut off last."""
    seen = Device.objects.filter(organization__in=organizations_seen_by(actor))
    return seen.select_related("organization", "cut_off_by").order_by(
        F("cut_off_at").asc(nulls_first=True), "organization", "number"
    )


def networks(actor: Actor) -> QuerySet[Network]:
    return Network.objects.filter(
        ended_at=None, organization__in=organizations_seen_by(actor)
    ).select_related("organization", "added_by")


def awaiting_code(actor: Actor) -> QuerySet[Device]:
    """Devices that this person could begin to use now: a code has been made for them."""
    waiting = Device.objects.filter(cut_off_at=None, code_expires_at__gt=timezone.now()).exclude(code_hash="")
    if not actor.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        waiting = waiting.filter(organization__in=actor.organization_ids)
    return waiting.select_related("organization")


def refusal_since_sign_in(user: User) -> AuditEvent | None:
    """The refused use of this person's session, if it is later than the last sign-in."""
    told = AuditEvent.objects.filter(
        subject=subject_key(user), tag__in=[Tag.SIGN_IN, Tag.SESSION_REFUSED]
    ).first()
    return told if told and told.tag == Tag.SESSION_REFUSED else None


def acknowledgers(year: int) -> QuerySet[Appointment]:
    """Everybody's appointments of today, with when the person has acknowledged in that year; who has not comes first."""
    done = Acknowledgement.objects.filter(user=OuterRef("user"), fiscal_year=year)
    return (
        Appointment.objects.in_force()
        .select_related("user", "organization")
        .annotate(acknowledged_at=done.values("at")[:1])
        .order_by(F("acknowledged_at").asc(nulls_first=True), "organization", "user__kana")
    )
