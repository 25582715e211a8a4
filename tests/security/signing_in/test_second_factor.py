"""二要素認証: who needs one, codes that count once, and every way in which a code can be wrong (第５第２項)."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.models import Appointment, AuditEvent, Letter, Role, SecondFactor
from security.office import vault
from security.office.answers import Refused
from security.people.actors import Actor
from security.signing_in import actions, events, rules
from security.signing_in.adapter import WRONG_CODE
from security.signing_in.forms.sign_in import UNREADABLE, USED
from security.signing_in.guesses import TOO_MANY
from tests import factories
from tests.signing_in import (
    Browser,
    app_code,
    enter,
    is_in,
    prove,
    recovery_codes,
    safeguards,
    sign_in,
    with_app,
    with_password,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


ROOT = Path(__file__).parents[3]


@pytest.fixture
def person(staff):
    return with_password(staff)


@pytest.fixture
def secret(person):
    return with_app(person)


def error_of(page):
    (error,) = page.context["form"].errors["code"]
    return error


# --- Who needs one --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "needing"),
    [
        (SecondFactor.OFF, set()),
        (SecondFactor.APPROVERS, {"chief", "manager", "administrator"}),
        (
            SecondFactor.EVERYONE,
            {"chief", "manager", "administrator", "staff", "poster", "auditor"},
        ),
    ],
)
def test_who_needs_a_second_factor(request, wanted, needing):
    safeguards(second_factor=wanted)
    people = ["chief", "manager", "administrator", "staff", "poster", "auditor"]
    need = {name for name in people if rules.needs_second_factor(Actor.of(request.getfixturevalue(name)))}
    assert need == needing


def test_deputy_needs_one_while_he_is_one(chief, staff):
    safeguards(second_factor=SecondFactor.APPROVERS)
    absent = Appointment.objects.get(user=chief)
    absent.organization.deputies_allowed = True
    absent.organization.save()
    assert not rules.needs_second_factor(Actor.of(staff))
    factories.AppointmentFactory(
        user=staff,
        role=Role.SECTION_CHIEF,
        organization=absent.organization,
        deputizes=absent,
        valid_until=absent.valid_from.replace(year=2100),
    )
    assert rules.needs_second_factor(Actor.of(staff))


@pytest.mark.parametrize(
    "address", ["/", "/posts/", "/admin/", "/admin/security/user/", "/stop/", "/security/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_else_opens_before_enrolment(client, chief, address, method):
    safeguards(second_factor=SecondFactor.APPROVERS)
    client.force_login(chief)
    answer = getattr(client, method)(address)
    assert answer["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index"))
    assert "はじめに、二要素認証を設定してください" in page.content.decode()


def test_those_of_whom_none_is_asked_go_on_without(client, staff):
    safeguards(second_factor=SecondFactor.APPROVERS)
    client.force_login(staff)
    assert client.get("/posts/").status_code == 200


def test_enrolment_at_first_sign_in_opens_the_rest(client, chief, django_capture_on_commit_callbacks):
    safeguards(second_factor=SecondFactor.APPROVERS)
    with_password(chief)
    sign_in(client, chief)
    setup = client.get(reverse("mfa_activate_totp"))  # a sign-in just done is proof enough
    secret = setup.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(done["Location"]).context["unused_codes"]) == 10
    assert client.get("/posts/").status_code == 200
    stored = Authenticator.objects.get(user=chief, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    assert vault.unseal(stored.data["secret"]) == secret
    assert AuditEvent.objects.get(tag=events.SECOND_FACTOR_ADDED.tag).actor == chief


def test_page_of_the_secret_is_kept_by_no_browser(client, person):
    client.force_login(person)
    prove(client, person)
    assert "no-store" in client.get(reverse("mfa_activate_totp"))["Cache-Control"]


def test_issuer_is_named_in_japanese(client, person):
    client.force_login(person)
    prove(client, person)
    url = client.get(reverse("mfa_activate_totp")).context["totp_url"]
    assert "issuer=%E5%8C%97%E6%B5%B7%E9%81%93" in url
    assert url.startswith(f"otpauth://totp/{person.username}?")


# --- Sessions begun with the password alone --------------------------------------------------------------------------


def enrol(client, django_capture_on_commit_callbacks):
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        return client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})


def test_enrolment_ends_the_sessions_begun_without_it(chief, django_capture_on_commit_callbacks):
    safeguards(second_factor=SecondFactor.APPROVERS)
    with_password(chief)
    thief, owner = Browser(), Browser()
    sign_in(thief, chief), sign_in(owner, chief)
    assert is_in(thief)
    enrol(owner, django_capture_on_commit_callbacks)
    assert owner.get("/posts/").status_code == 200
    assert thief.get("/posts/")["Location"].startswith(reverse("account_login"))
    assert AuditEvent.objects.get(tag=events.SESSION_ENDED.tag).data["reason"] == "二要素認証を設定したため"


@pytest.mark.parametrize(
    "address", ["/posts/", "/admin/", "/accounts/2fa/", "/accounts/2fa/codes/", "/accounts/2fa/passkeys/add/"]
)
def test_session_that_has_shown_no_factor_gets_no_further_than_the_code(chief, address):
    """However it has outlived the enrolment. A fresh proof by the password alone does not open the codes either."""
    safeguards(second_factor=SecondFactor.APPROVERS)
    with_password(chief)
    client = Client()
    sign_in(client, chief)
    secret = with_app(chief)
    asked = client.get(address)
    assert asked["Location"] == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': address})}"
    shown = client.post(asked["Location"], {"code": app_code(secret), "next": address})
    assert shown["Location"] == address
    assert not client.get(address).get("Location", "").startswith(reverse("mfa_reauthenticate"))


def test_recovery_code_is_a_factor_shown(chief):
    safeguards(second_factor=SecondFactor.APPROVERS)
    with_password(chief), with_app(chief)
    client = Client()
    sign_in(client, chief), enter(client, recovery_codes(chief)[0])
    assert client.get("/posts/").status_code == 200


# --- Codes ----------------------------------------------------------------------------------------------------------


def test_code_is_asked_after_the_password(client, person, secret):
    assert sign_in(client, person)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert enter(client, app_code(secret))["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize("write", [lambda c: f"{c[:3]} {c[3:]}", lambda c: f"{c[:3]}-{c[3:]}", lambda c: c.translate(str.maketrans("0123456789", "０１２３４５６７８９"))])  # fmt: skip
def test_code_may_be_typed_as_people_type(client, person, secret, write):
    sign_in(client, person)
    enter(client, write(app_code(secret)))
    assert is_in(client)


def test_wrong_code_is_refused_and_recorded(client, person, secret):
    sign_in(client, person)
    wrong = f"{(int(app_code(secret)) + 1) % 1_000_000:06}"
    assert error_of(enter(client, wrong)) == WRONG_CODE
    assert not is_in(client)
    event = AuditEvent.objects.get(tag=events.SIGN_IN_FAILED.tag)
    assert (event.subject_label, event.data) == (
        person.username,
        {"reason": "二要素認証を確かめられないため"},
    )


@pytest.mark.parametrize("hours", [-1, 1])
def test_code_of_a_clock_an_hour_off_is_refused_and_the_clock_named(client, person, secret, hours):
    sign_in(client, person)
    error = error_of(enter(client, app_code(secret, seconds_off=hours * 3600)))
    assert "時計がずれている" in error
    assert not is_in(client)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_clock_half_a_minute_off_does_no_harm(client, person, secret, seconds):
    with time_machine.travel(1_800_000_015, tick=False):
        sign_in(client, person)
        enter(client, app_code(secret, seconds_off=seconds))
    assert is_in(client)


@pytest.mark.parametrize("write", [str, lambda code: f"{code[:3]}-{code[3:]}"])
@pytest.mark.parametrize("later", [0, 20, 59])
def test_replayed_code_is_refused_for_as_long_as_the_tolerance_would_let_it_in(
    client, person, secret, later, write
):
    """Also when it is written otherwise, and used when it was not yet due."""
    start = 1_800_000_000
    with time_machine.travel(start, tick=False):
        code = app_code(secret, seconds_off=30)
        sign_in(client, person)
        enter(client, code)
        assert is_in(client)
        client.logout()
    with time_machine.travel(start + later, tick=False):
        sign_in(client, person)
        assert error_of(enter(client, write(code))) == USED
        assert not is_in(client)


def test_code_of_the_enrolment_does_not_sign_in_as_well(client, person):
    client.force_login(person)
    prove(client, person)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = app_code(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    client.logout()
    sign_in(client, person)
    assert error_of(enter(client, code)) == USED


def test_recovery_code_lets_in_once(client, person, secret):
    code = recovery_codes(person)[0]
    sign_in(client, person)
    enter(client, code)
    assert is_in(client)
    client.logout()
    sign_in(client, person)
    assert error_of(enter(client, code)) == WRONG_CODE


def test_five_wrong_codes_close_the_door_also_for_the_right_one(client, person, secret):
    sign_in(client, person)
    for _ in range(5):
        enter(client, "000000")
    assert error_of(enter(client, app_code(secret))) == TOO_MANY
    assert not is_in(client)


def test_secret_that_no_key_opens_is_told_and_a_recovery_code_helps(client, person, secret, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    code = recovery_codes(person)[0]  # made under the present key
    sign_in(client, person)
    answer = enter(client, app_code(secret))
    assert answer.status_code == 200
    assert error_of(answer) == UNREADABLE
    enter(client, code)
    assert is_in(client)


def test_nothing_readable_is_left_and_still_no_error_page(client, person, secret, settings):
    recovery_codes(person)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    sign_in(client, person)
    assert error_of(enter(client, app_code(secret))) == UNREADABLE
    client.force_login(person)
    prove(client, person)
    assert client.get(reverse("mfa_index")).status_code == 200
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"):
        assert "読み出せません" in client.get(reverse(name)).content.decode()
    client.post(reverse("mfa_generate_recovery_codes"))
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10


# --- Across processes -----------------------------------------------------------------------------------------------


def in_a_process_of_its_own(folder, code):
    """What the code prints, run with the product's settings on a database of its own."""
    environment = {"DJANGO_SETTINGS_MODULE": "cafe_instagram.settings", "DEMO": "1", "DATA_DIR": str(folder)}
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_code_spent_in_one_process_is_spent_in_another(tmp_path):
    """Nothing of it is kept in a process's own memory."""
    table = "from django.core.management import call_command; call_command('createcachetable')"
    in_a_process_of_its_own(tmp_path, table)
    spend = (
        "from security.models import User; from security.signing_in.second_factor import spend\n"
        "print(spend(User(pk=7), '123456'), spend(User(pk=8), '123456'))"
    )
    assert in_a_process_of_its_own(tmp_path, spend) == "True True"
    assert in_a_process_of_its_own(tmp_path, spend) == "False False"


# --- Giving it up ---------------------------------------------------------------------------------------------------


def test_own_factor_can_be_removed_where_none_is_asked(client, person, secret):
    client.force_login(person)
    prove(client, person)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()
    event = AuditEvent.objects.get(tag=events.SECOND_FACTOR_REMOVED.tag)
    assert (event.actor, event.data) == (person, {"kind": "認証アプリ"})


def test_last_factor_stays_where_one_is_asked(client, person, secret):
    safeguards(second_factor=SecondFactor.EVERYONE)
    client.force_login(person)
    prove(client, person)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "最後のひとつは解除できません" in page.content.decode()
    assert Authenticator.objects.filter(user=person).exists()


def test_change_is_told_by_mail(client, person, secret):
    person.email = "hanako@example.jp"
    person.save()
    client.force_login(person)
    prove(client, person)
    client.post(reverse("mfa_deactivate_totp"))
    assert Letter.objects.get(recipient=person).subject == "二要素認証が解除されました"


def test_new_recovery_codes_replace_the_old_and_are_recorded(
    client, person, secret, django_capture_on_commit_callbacks
):
    old = recovery_codes(person)
    client.force_login(person)
    prove(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(recovery_codes(person))
    assert AuditEvent.objects.filter(tag=events.RECOVERY_CODES_MADE.tag, actor=person).exists()


def take(client, person):
    return client.post(reverse("security:take_second_factor", args=[person.pk]))


def test_administrator_takes_a_lost_factor_away(client, administrator, person, secret):
    person.email = "hanako@example.jp"
    person.save()
    other = type(client)()
    other.force_login(person)
    client.force_login(administrator)
    prove(client, administrator)
    take(client, person)
    assert not Authenticator.objects.filter(user=person).exists()
    event = AuditEvent.objects.get(tag=events.SECOND_FACTOR_REMOVED.tag)
    assert (event.actor, event.subject_label) == (administrator, person.name)
    assert Letter.objects.filter(recipient=person, subject="二要素認証が解除されました").exists()
    assert other.get("/")["Location"].startswith(reverse("account_login"))


def test_administrator_needs_fresh_proof_for_it(client, administrator, person, secret, time_machine):
    time_machine.move_to(timezone.now())
    with_password(administrator)
    client.force_login(administrator)
    time_machine.shift(11 * 60)
    assert take(client, person)["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=person).exists()


def test_administrator_never_takes_his_own(administrator):
    with_app(administrator)
    with pytest.raises(Refused, match="ご自分の"):
        actions.take_second_factor(by=administrator, person=administrator)
    assert Authenticator.objects.filter(user=administrator).exists()


@pytest.mark.parametrize("role", ["chief", "manager", "staff", "auditor"])
def test_nobody_else_takes_one(client, request, role, administrator):
    by = request.getfixturevalue(role)
    with_app(administrator)
    with pytest.raises(Refused):
        actions.take_second_factor(by=by, person=administrator)
    client.force_login(by)
    prove(client, by)
    assert take(client, administrator).status_code == 404
