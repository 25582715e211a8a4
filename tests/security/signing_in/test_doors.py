"""Each page says which doors it stands open without; one that says nothing is behind all of them (第２, 第４第１項(1), 第５第２項)."""

from functools import wraps

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from security.pages.doors import Door, is_public, machine, open_without, public_page, shut_doors
from security.signing_in.gates import KEEPERS
from tests.permissions.addresses import every_address

pytestmark = pytest.mark.clause("第５第２項")

OWN_ACCOUNT = {Door.SECOND_FACTOR, Door.PROOF}  # shut
SHUT = {
    "home": {Door.WORKPLACE, Door.SECOND_FACTOR, Door.PROOF, Door.ACKNOWLEDGEMENT},
    "security:enrol_device": {Door.APPOINTMENT, Door.SECOND_FACTOR, Door.PROOF, Door.ACKNOWLEDGEMENT},
    "security:elsewhere": {Door.APPOINTMENT, Door.SECOND_FACTOR, Door.PROOF},
    "security:acknowledgement": {Door.APPOINTMENT, Door.WORKPLACE, Door.SECOND_FACTOR, Door.PROOF},
    "account_login": OWN_ACCOUNT,
    "account_inactive": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_reset_password": OWN_ACCOUNT,
    "account_reset_password_done": OWN_ACCOUNT,
    "account_reset_password_from_key": OWN_ACCOUNT,
    "account_reset_password_from_key_done": OWN_ACCOUNT,
    "account_sessions": OWN_ACCOUNT,
    "account_invitation": OWN_ACCOUNT,
    "account_invited": OWN_ACCOUNT,
    "mfa_deactivate_totp": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_login_webauthn": OWN_ACCOUNT,
    "mfa_remove_webauthn": OWN_ACCOUNT,
    "account_reauthenticate": {Door.PROOF},
    "mfa_index": {Door.PROOF},
    "mfa_activate_totp": {Door.PROOF},
    "mfa_view_recovery_codes": {Door.PROOF},
    "mfa_download_recovery_codes": {Door.PROOF},
    "mfa_add_webauthn": {Door.PROOF},
    "posts:photo_for_instagram": set(),
    "posts:calendar_feed": set(),
    "webhooks:instagram": set(),
    "account_logout": set(),
    "account_session": set(),
    "mfa_reauthenticate": set(),
    "mfa_reauthenticate_webauthn": set(),
    "healthz": set(),
    "metrics": set(),
    "robots": set(),
    "policy:public": set(),
    "policy:public_version": set(),
    "links:list": set(),
    "links:picture": set(),
}
PUBLIC = {"policy:public", "policy:public_version", "links:list", "links:picture"}


def test_every_address_stands_open_as_decided_here_and_all_others_behind_every_door():
    addresses = every_address()
    differ = [one for one in addresses if set(shut_doors(one.view)) != SHUT.get(one.name, set(Door))]
    assert [(one.route, shut_doors(one.view)) for one in differ] == []
    assert {one.name for one in addresses} >= set(SHUT)


def test_only_what_is_the_same_for_everybody_is_public():
    assert {one.name for one in every_address() if is_public(one.view)} == PUBLIC


def test_each_door_has_its_keeper_in_the_order_in_which_one_is_asked():
    assert list(KEEPERS) == list(Door)
    assert [door.name for door in Door] == [
        "APPOINTMENT",
        "WORKPLACE",
        "SECOND_FACTOR",
        "PROOF",
        "ACKNOWLEDGEMENT",
    ]


def hello(request):
    return HttpResponse("hello")


def test_mark_is_seen_through_decorators_that_wrap():
    @wraps(open_without(Door.WORKPLACE)(lambda request: hello(request)))
    def wrapped(request):
        return hello(request)

    assert Door.WORKPLACE not in shut_doors(wrapped)


def test_view_that_says_nothing_and_a_wrapper_that_forgets_are_behind_every_door():
    marked = machine(lambda request: hello(request))
    assert shut_doors(hello) == shut_doors(lambda request: marked(request)) == list(Door)
    assert shut_doors(marked) == []


def test_public_page_is_open_without_anything():
    page = public_page(lambda request: hello(request))
    assert (is_public(page), shut_doors(page)) == (True, [])
    assert not is_public(machine(lambda request: hello(request)))
    assert page(RequestFactory().get("/")).content == b"hello"
