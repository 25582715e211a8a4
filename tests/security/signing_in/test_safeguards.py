"""セキュリティの設定: the administrator's page, and what the guideline does not leave open."""

import pytest
from django.urls import reverse

from security.models import AuditEvent, Safeguards, SecondFactor, Workplace
from security.office.answers import Refused
from security.signing_in import actions
from security.trail import events

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

PAGE = reverse("security:safeguards")
FORM = {
    "second_factor": "approvers",
    "prefecture_workplace": "acts",
    "contractor_workplace": "off",
    "password_days": 90,
    "idle_minutes": 60,
    "absolute_hours": 12,
}


def test_administrator_changes_them_and_the_trail_tells_what(client, administrator):
    client.force_login(administrator)
    assert client.post(PAGE, FORM | {"idle_minutes": 30})["Location"] == PAGE
    saved = Safeguards.current()
    assert (saved.prefecture_workplace, saved.idle_minutes) == (Workplace.ACTS, 30)
    event = AuditEvent.objects.get(tag=events.SETTING_CHANGED.tag)
    assert event.actor == administrator
    assert event.data == {
        "changes": {
            "second_factor": ["off", "approvers"],
            "prefecture_workplace": ["off", "acts"],
            "idle_minutes": ["60", "30"],
        }
    }


def test_saving_without_a_change_is_no_event(client, administrator):
    client.force_login(administrator)
    client.post(PAGE, FORM)
    client.post(PAGE, FORM)
    assert AuditEvent.objects.filter(tag=events.SETTING_CHANGED.tag).count() == 1
    assert Safeguards.objects.count() == 1


@pytest.mark.parametrize("who", ["chief", "staff", "poster", "manager", "auditor"])
def test_nobody_else_changes_or_sees_them(client, request, who):
    person = request.getfixturevalue(who)
    client.force_login(person)
    for response in (client.get(PAGE), client.post(PAGE, FORM)):
        assert response["Location"] == reverse("security:index")
    with pytest.raises(Refused):
        actions.change_safeguards(by=person, safeguards=Safeguards())
    assert not Safeguards.objects.exists()


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize(
    ("field", "clause"), [("prefecture_workplace", "第４第１項(1)"), ("second_factor", "第５第２項")]
)
def test_what_the_guideline_demands_cannot_be_switched_off(client, administrator, settings, field, clause):
    settings.DEMO = False
    Safeguards(pk=1, second_factor=SecondFactor.OFF, prefecture_workplace=Workplace.ACTS).save()
    client.force_login(administrator)
    page = client.post(PAGE, FORM | {field: "off"})
    assert page.status_code == 422
    assert clause in str(page.context["form"].errors[field])
    assert Safeguards.current().prefecture_workplace == Workplace.ACTS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("idle_minutes", 4),
        ("idle_minutes", 241),
        ("absolute_hours", 25),
        ("password_days", 0),
        ("idle_minutes", "x"),
    ],
)
def test_limits_out_of_range_are_refused_beside_their_field(client, administrator, field, value):
    client.force_login(administrator)
    page = client.post(PAGE, FORM | {field: value})
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_page_warns_before_everybody_is_locked_out(client, administrator):
    client.force_login(administrator)
    assert "先に端末を登録してください" in client.get(PAGE).content.decode()
