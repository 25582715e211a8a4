"""How a workplace is recognised: by the secret cookie of an enrolled device, else by the network (第４第１項(1))."""

import hashlib
import ipaddress
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from security.people.places import Place
from security.workplaces.models import Device, Network

COOKIE_AGE = timedelta(days=400)  # the longest that browsers keep one; renewed on each day of use


def place_of(request: HttpRequest, address: str | None) -> Place:
    """One query for a device or, without one, for the networks. A recognised device decides alone."""
    if device := device_of(request):
        request.device = device  # type: ignore[attr-defined]  # read by `renew`
        return Place(
            address=address,
            device_id=device.pk,
            device=str(device),
            organization_ids=frozenset({device.organization_id}),
        )
    around = networks_around(address)
    return Place(
        address=address,
        network="、".join(dict.fromkeys(str(network) for network in around))[:200],
        organization_ids=frozenset(network.organization_id for network in around),
    )


def device_of(request: HttpRequest) -> Device | None:
    """The enrolled device whose secret the browser shows."""
    number, _, secret = request.COOKIES.get(cookie_name(), "").partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and secret):
        return None
    device = Device.objects.filter(pk=number).exclude(secret_hash="").first()
    if device and constant_time_compare(digest(secret), device.secret_hash):
        return device
    return None


def networks_around(address: str | None) -> list[Network]:
    """The registered networks in which the address lies."""
    if not address:
        return []
    here = ipaddress.ip_address(address)
    if isinstance(here, ipaddress.IPv6Address) and here.ipv4_mapped:
        here = here.ipv4_mapped
    return [one for one in Network.objects.filter(ended_at=None) if here in ipaddress.ip_network(one.cidr)]


def digest(secret: str) -> str:
    """The secret is long and random: a plain hash cannot be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_name() -> str:
    """With https the browser itself warrants that the cookie is this host's own."""
    return "__Host-workplace" if settings.HTTPS else "workplace"


def leave_secret(response: HttpResponse, value: str) -> None:
    """Lax and not Strict: a link in a mail must find the person at work, with the session it belongs to."""
    response.set_cookie(
        cookie_name(), value, max_age=COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def renew(request: HttpRequest, response: HttpResponse) -> Device | None:
    """On the first use of a day the cookie's time begins anew; returns the device if that was now."""
    device: Device | None = getattr(request, "device", None)
    if device is None or device.last_seen_on == timezone.localdate() or cookie_name() in response.cookies:
        return None
    leave_secret(response, request.COOKIES[cookie_name()])
    return device
