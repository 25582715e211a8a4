"""職場の端末とネットワーク: registering, enrolling, cutting off (第４第１項(1))."""

import ipaddress
import secrets
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from security.office.answers import Answer, Refused, no, require
from security.people import signals
from security.people.actors import Actor
from security.people.models import User
from security.people.places import SESSION_DEVICE
from security.trail.recording import record
from security.workplaces import events, notices, recognising, rules
from security.workplaces.models import Device, Network

CODE_DIGITS = 8
CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
# Narrower than this is an office; wider is a provider or the whole world.
PREFIX_LEAST = {4: 16, 6: 32}

NO_CODE = no(
    "この端末の登録コードは、期限が切れたか、使用済みか、発行されていません。",
    remedy="新しい登録コードを発行してもらってください。",
)


@transaction.atomic
def register_device(*, by: User, device: Device) -> Device:
    """端末を登録する: it becomes a workplace only once it is enrolled."""
    actor = Actor.of(by)
    require(rules.may_keep_devices(actor, device.organization))
    device.registered_by = by
    device.full_clean(exclude=["code_expires_at", "last_seen_on", "cut_off_at", "cut_off_by", "enrolled_at"])
    device.save(force_insert=True)
    record(
        events.DEVICE_REGISTERED,
        by=actor,
        subject=device,
        kind=device.get_kind_display(),
        organization=device.organization.name,
    )
    return device


@transaction.atomic
def make_code(*, by: User, device: Device) -> str:
    """A new one-time code, told once and kept as a hash; an earlier one is void."""
    actor, device = Actor.of(by), _locked(device)
    require(rules.may_keep_devices(actor, device.organization))
    require(rules.is_not_cut_off(device))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    device.code_hash, device.code_failures = _hash(device, code), 0
    device.code_expires_at = timezone.now() + CODE_LASTS
    device.save(update_fields=["code_hash", "code_failures", "code_expires_at"])
    record(events.DEVICE_CODE_MADE, by=actor, subject=device)
    return code


def enrol_device(*, by: User, device: Device, code: str) -> str:
    """利用を始める: the value of the cookie to leave on this very device. Another's earlier secret is void.

    A wrong code is counted and told in the trail; the fifth ends it.
    """
    with transaction.atomic():
        actor, device = Actor.of(by), _locked(device)
        require(rules.may_enrol(actor, device))
        if not device.code_hash or device.code_expires_at is None or device.code_expires_at < timezone.now():
            raise Refused(NO_CODE)
        if constant_time_compare(_hash(device, code), device.code_hash):
            return _enrolled(actor, device)
        left = _count_failure(actor, device)
    raise Refused(_wrong_code(left))


def _enrolled(actor: Actor, device: Device) -> str:
    secret = secrets.token_urlsafe(32)
    _forget_code(device)
    device.secret_hash = recognising.digest(secret)
    device.enrolled_at, device.last_seen_on = timezone.now(), timezone.localdate()
    device.save()
    record(events.DEVICE_ENROLLED, by=actor, subject=device)
    return f"{device.pk}.{secret}"


def _count_failure(actor: Actor, device: Device) -> int:
    """How many tries are left."""
    device.code_failures += 1
    left = CODE_TRIES - device.code_failures
    if left <= 0:
        _forget_code(device)
    device.save(update_fields=["code_hash", "code_failures", "code_expires_at"])
    record(events.DEVICE_CODE_REFUSED, by=actor, subject=device, left=left)
    return left


def _wrong_code(left: int) -> Answer:
    if left > 0:
        return no("登録コードが違います。", remedy=f"確かめて、入力し直してください(あと{left}回)。")
    return no(
        f"登録コードを{CODE_TRIES}回間違えたため、このコードは使えなくなりました。",
        remedy="新しい登録コードを発行してもらってください。",
    )


def _forget_code(device: Device) -> None:
    device.code_hash, device.code_expires_at, device.code_failures = "", None, 0


@transaction.atomic
def cut_off_device(*, by: User, device: Device, reason: str, is_lost: bool) -> int:
    """利用を止める: lost or stolen, or broken, or given away. Its secret is gone at once.

    A lost one is told to the floors above. Returns how many sign-ins were ended.
    """
    actor, device = Actor.of(by), _locked(device)
    require(rules.may_keep_devices(actor, device.organization))
    require(rules.is_not_cut_off(device))
    if not reason.strip():
        raise ValidationError({"reason": "止める理由を入力してください。"})
    _forget_code(device)
    device.secret_hash = ""
    device.cut_off_at, device.cut_off_by, device.cut_off_reason = timezone.now(), by, reason.strip()
    device.is_lost = is_lost
    device.save()
    ended = _end_sessions(device)
    if is_lost:  # before the event: whoever hears it takes a number, and the trail comes last
        signals.device_lost.send(sender=Device, device=device, by=by, reason=reason.strip())
        notices.tell_of_loss(device, by=by, reason=reason.strip())
    record(events.DEVICE_CUT_OFF, by=actor, subject=device, reason=reason.strip(), sessions=ended)
    return ended


def _end_sessions(device: Device) -> int:
    """Sessions begun on the device. The gate would end each at its next use; this does not wait for it."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [one.session_key for one in running if one.get_decoded().get(SESSION_DEVICE) == device.pk]
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def note_device_seen(*, device: Device) -> None:
    """Once a day; not worth an event."""
    today = timezone.localdate()
    Device.objects.filter(pk=device.pk).exclude(last_seen_on=today).update(last_seen_on=today)


@transaction.atomic
def add_network(*, by: User, network: Network) -> Network:
    """職場のネットワークを登録する. Raises ValidationError for what is no office's range."""
    actor = Actor.of(by)
    require(rules.may_keep_devices(actor, network.organization))
    network.cidr, network.added_by = office_range(network.cidr), by
    network.full_clean(exclude=["ended_at"])
    network.save(force_insert=True)
    record(
        events.NETWORK_ADDED,
        by=actor,
        subject=network,
        cidr=network.cidr,
        organization=network.organization.name,
    )
    return network


@transaction.atomic
def end_network(*, by: User, network: Network) -> None:
    """Its addresses are no workplace from now on."""
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    actor = Actor.of(by)
    require(rules.may_keep_devices(actor, network.organization))
    if network.ended_at:
        raise Refused(no("このネットワークは、すでに終了しています。"))
    network.ended_at = timezone.now()
    network.save(update_fields=["ended_at"])
    record(events.NETWORK_ENDED, by=actor, subject=network, cidr=network.cidr)


def office_range(typed: str) -> str:
    """The range in its usual form. Raises ValidationError with what is wrong with it."""
    try:
        found = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError:
        raise _unfit(
            "アドレスの範囲として読み取れません。203.0.113.0/24 のように入力してください。"
        ) from None
    least = PREFIX_LEAST[found.version]
    if found.prefixlen < least:
        raise _unfit(
            f"範囲が広すぎます(/{found.prefixlen})。職場の外の人まで職場にいることになります。"
            f"/{least} より狭い範囲を入力してください。"
        )
    if found.is_multicast or found.is_unspecified or found.is_link_local:
        raise _unfit("この範囲は職場のネットワークには使われません。")
    if found.is_loopback and not settings.DEMO:
        raise _unfit("この範囲はサーバー自身を指すため、登録するとすべての人が職場にいることになります。")
    return str(found)


def _unfit(sentence: str) -> ValidationError:
    return ValidationError({"cidr": sentence})


def _locked(device: Device) -> Device:
    return (
        Device.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization")
        .get(pk=device.pk)
    )


def _hash(device: Device, code: str) -> str:
    """Under the site's key: eight digits alone would be guessed back from a plain hash."""
    typed = "".join(filter(str.isdigit, code))
    return salted_hmac("security.device.code", f"{device.pk}:{typed}", algorithm="sha256").hexdigest()
