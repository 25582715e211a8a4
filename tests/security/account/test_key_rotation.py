"""Keys are changed without losing what they keep: sealed anew, the old key taken out, everything still opens."""

import io

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from security.account import events
from security.letters import writing as letters
from security.models import AccessToken, AuditEvent, Letter
from security.office import vault

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


@pytest.fixture
def keys(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    return old, new


@pytest.fixture
def kept(keys, staff):
    """A token and both kinds of second factors, under the old key; a passkey, which holds no secret."""
    AccessToken.objects.create(
        flavour="instagram", user_id="1", sealed_secret=vault.seal("token"), state="connected"
    )
    kinds = Authenticator.Type
    make = Authenticator.objects.create
    make(user=staff, type=kinds.TOTP, data={"secret": vault.seal("totp")})
    make(user=staff, type=kinds.RECOVERY_CODES, data={"seed": vault.seal("seed"), "used_mask": 3})
    letters.write(key="k", to=staff, subject="招待", body=letters.SECRET_MARK, secret="invitation")
    make(user=staff, type=kinds.WEBAUTHN, data={"name": "鍵", "credential": {"id": "gAxx"}})


def rotate():
    said, told = io.StringIO(), io.StringIO()
    call_command("rotate_field_keys", stdout=said, stderr=told)
    return said.getvalue()


def data_of(kind):
    return Authenticator.objects.get(type=kind).data


def test_after_the_rotation_the_old_key_can_go(keys, kept, settings):
    old, new = keys
    settings.FIELD_KEYS = [new, old]
    assert "4 件" in rotate()
    settings.FIELD_KEYS = [new]
    assert vault.unseal(AccessToken.current().sealed_secret) == "token"
    assert vault.unseal(data_of("totp")["secret"]) == "totp"
    assert "\ninvitation\n" in letters.opened(Letter.objects.get()).text
    codes = data_of("recovery_codes")
    assert (vault.unseal(codes["seed"]), codes["used_mask"]) == ("seed", 3)
    assert data_of("webauthn") == {"name": "鍵", "credential": {"id": "gAxx"}}


def test_rotation_is_one_event_without_secrets(keys, kept, settings):
    settings.FIELD_KEYS = [keys[1], keys[0]]
    rotate()
    event = AuditEvent.objects.get(tag=events.KEYS_ROTATED.tag)
    assert event.data == {"sealed": 4, "unreadable": []}


def test_what_no_key_opens_is_named_and_left_alone(keys, kept, settings, staff):
    sealed = AccessToken.current().sealed_secret
    settings.FIELD_KEYS = [keys[1]]
    told = io.StringIO()
    with pytest.raises(CommandError, match="4 件が残っています"):
        call_command("rotate_field_keys", stdout=io.StringIO(), stderr=told)
    assert staff.name in told.getvalue()
    assert "アクセストークン" in told.getvalue()
    assert AccessToken.current().sealed_secret == sealed


def test_rotation_without_anything_to_rotate(db):
    assert "0 件" in rotate()
