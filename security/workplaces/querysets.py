"""Devices and networks from which the office works."""

from django.db.models import F, QuerySet
from django.utils import timezone

from security.people.actors import Actor
from security.people.models import Organization, Role
from security.people.querysets import visible_organizations
from security.workplaces.models import Device, Network


def devices(actor: Actor) -> QuerySet[Device]:
    """Those in use first, those cut off last."""
    seen = Device.objects.filter(organization__in=visible_organizations(actor))
    return seen.select_related("organization", "cut_off_by").order_by(
        F("cut_off_at").asc(nulls_first=True), "organization", "number"
    )


def networks(actor: Actor) -> QuerySet[Network]:
    return Network.objects.filter(
        ended_at=None, organization__in=visible_organizations(actor)
    ).select_related("organization", "added_by")


def has_workplace(kind: Organization.Kind) -> bool:
    """Whether there is any place at all from which those organisations' posters could act."""
    in_use = Device.objects.filter(organization__kind=kind).exclude(secret_hash="")
    return in_use.exists() or Network.objects.filter(organization__kind=kind, ended_at=None).exists()


def awaiting_code(actor: Actor) -> QuerySet[Device]:
    """Devices that this person could begin to use now: a code has been made for them."""
    waiting = Device.objects.filter(cut_off_at=None, code_expires_at__gt=timezone.now()).exclude(code_hash="")
    if not actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        waiting = waiting.filter(organization__in=actor.own.organization_ids)
    return waiting.select_related("organization")
