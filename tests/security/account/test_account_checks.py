"""四半期の点検 of the official account's own settings (第５第１項)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cafe_instagram.home import duties
from cafe_instagram.home.facts import Facts
from security.account import actions, checking, events
from security.account.actions.account_checks import Finding
from security.models import AccountCheck, AuditEvent
from security.office.answers import Refused
from security.people.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

PAGE = reverse("security:account_checks")
KEYS = [point.key for point in checking.POINTS]
ALL_FINE = dict.fromkeys(KEYS, Finding(is_fine=True))


def duty(person):
    return [one for one in duties.for_person(Facts(Actor.of(person))) if one.url == PAGE]


@pytest.mark.parametrize("who", ["chief", "administrator"])
def test_check_is_due_each_quarter_until_it_is_done(request, chief, who, time_machine):
    person = request.getfixturevalue(who)
    time_machine.move_to("2026-12-31T14:59:00Z", tick=False)
    assert [one.title for one in duty(person)] == ["公式アカウントを点検してください(第3四半期)"]
    actions.record_account_check(by=chief, findings=ALL_FINE, note="")
    assert duty(person) == []
    time_machine.move_to("2026-12-31T15:00:00Z", tick=False)
    assert [one.title for one in duty(person)] == ["公式アカウントを点検してください(第4四半期)"]


def test_check_presses_in_the_last_month(chief, time_machine):
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    assert [one.is_pressing for one in duty(chief)] == [False]
    time_machine.move_to("2026-12-01T03:00:00Z", tick=False)
    assert [one.is_pressing for one in duty(chief)] == [True]


@pytest.mark.parametrize("who", ["staff", "poster", "manager", "auditor"])
def test_others_are_not_asked_and_cannot(request, who):
    person = request.getfixturevalue(who)
    assert duty(person) == []
    with pytest.raises(Refused, match="担当課長とシステム管理者"):
        actions.record_account_check(by=person, findings=ALL_FINE, note="")


def test_check_is_recorded_with_what_was_done(client, chief, time_machine):
    time_machine.move_to("2027-02-10T03:00:00Z")
    client.force_login(chief)
    form = dict.fromkeys(KEYS, "fine") | {
        "apps": "amiss",
        "apps_done": "使っていないアプリの連携を解除した",
        "note": "次回は運営者と",
    }
    assert client.post(PAGE, form)["Location"] == PAGE
    check = AccountCheck.objects.get()
    assert (check.fiscal_year, check.quarter, check.done_by) == (2026, 4, chief)
    assert check.findings["apps"] == {
        "label": "連携しているアプリ",
        "is_fine": False,
        "done": "使っていないアプリの連携を解除した",
    }
    event = AuditEvent.objects.get(tag=events.ACCOUNT_CHECKED.tag)
    assert (event.actor, event.data) == (chief, {"amiss": ["連携しているアプリ"]})
    page = client.get(PAGE).content.decode()
    assert "× 使っていないアプリの連携を解除した" in page
    assert "この四半期の点検は済んでいます" in page


def test_every_point_must_be_answered_and_trouble_explained(client, chief):
    client.force_login(chief)
    form = dict.fromkeys(KEYS[1:], "fine") | {"note": "書いたもの"}
    page = client.post(PAGE, form)
    assert "○か×を選んで" in str(page.context["form"].errors[KEYS[0]])
    page = client.post(PAGE, form | {KEYS[0]: "amiss"})
    assert "どのように対応したか" in str(page.context["form"].errors[f"{KEYS[0]}_done"])
    assert page.context["form"]["note"].value() == "書いたもの"
    with pytest.raises(ValidationError):
        actions.record_account_check(by=chief, findings={}, note="")
    assert not AccountCheck.objects.exists()


def test_auditor_reads_the_history_without_a_form(client, auditor, chief):
    actions.record_account_check(by=chief, findings=ALL_FINE, note="")
    client.force_login(auditor)
    page = client.get(PAGE).content.decode()
    assert chief.name in page
    assert "点検を記録する" not in page
    assert client.post(PAGE, dict.fromkeys(KEYS, "fine"))["Location"] == PAGE
    assert AccountCheck.objects.count() == 1


@pytest.mark.parametrize("who", ["staff", "poster", "manager"])
def test_page_is_for_readers_of_records(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE)["Location"] == reverse("security:index")


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_row_and_for_three(
    client, auditor, chief, rows, django_assert_num_queries
):
    for _ in range(rows):
        actions.record_account_check(by=chief, findings=ALL_FINE, note="")
    client.force_login(auditor)
    client.get(PAGE)
    with django_assert_num_queries(7):
        assert len(client.get(PAGE).context["page"]) == rows
