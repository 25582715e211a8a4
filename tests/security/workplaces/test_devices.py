"""職場の端末: registered, enrolled by a one-time code, recognised, cut off (第４第１項(1))."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.models import AuditEvent, Device, Network, Notice, Role
from security.office.answers import Refused
from security.people.places import Place
from security.signing_in import events as signing_in_events
from security.workplaces import actions, recognising
from security.workplaces import events as workplaces_events
from tests import factories
from tests.security.workplaces import places

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

WRONG = "00000000"
PASSWORD = "ooyuki-sapporo-77"


@pytest.fixture
def device(administrator):
    return places.device(administrator)


@pytest.fixture
def enrolled(device, administrator, staff, client):
    """The client's browser is the device's, and staff is signed in on it."""
    code = actions.make_code(by=administrator, device=device)
    client.force_login(staff)
    client.post(reverse("security:enrol_device"), {"device": device.pk, "code": code})
    device.refresh_from_db()
    return device


def wrong_for(code):
    return WRONG if code != WRONG else "11111111"


def tags():
    return list(AuditEvent.objects.order_by("number").values_list("tag", flat=True))


# --- The register -------------------------------------------------------------------------------------------------


def test_device_is_registered_by_an_action_and_recorded(client, administrator):
    prefecture = factories.OrganizationFactory()
    client.force_login(administrator)
    form = {"number": "T-001", "label": "共用", "kind": "tablet", "organization": prefecture.pk}
    response = client.post(reverse("security:register_device"), form)
    device = Device.objects.get()
    assert response["Location"] == reverse("security:device", args=[device.pk])
    assert (device.registered_by, device.state) == (administrator, "利用開始前")
    assert (
        AuditEvent.objects.get(tag=workplaces_events.DEVICE_REGISTERED.tag).subject
        == f"security.device:{device.pk}"
    )


def test_number_that_is_taken_is_refused_beside_its_field(client, administrator, device):
    client.force_login(administrator)
    form = {"number": "T-001", "label": "別", "kind": "tablet", "organization": device.organization_id}
    response = client.post(reverse("security:register_device"), form)
    assert response.status_code == 422
    assert "すでに登録されています" in str(response.context["form"].errors["number"])


@pytest.mark.parametrize("who", ["chief", "administrator"])
def test_division_keeps_all_devices(request, device, who):
    assert re.fullmatch(r"\d{8}", actions.make_code(by=request.getfixturevalue(who), device=device))


def test_manager_keeps_the_own_firms_devices_only(manager, contractor, device):
    own = places.device(manager, contractor, number="C-1")
    actions.make_code(by=manager, device=own)
    with pytest.raises(Refused, match="自社の分"):
        actions.make_code(by=manager, device=device)


@pytest.mark.parametrize("who", ["staff", "poster", "auditor"])
def test_others_keep_none(request, device, who):
    by = request.getfixturevalue(who)
    for act in (
        lambda: actions.make_code(by=by, device=device),
        lambda: actions.cut_off_device(by=by, device=device, reason="紛失", is_lost=True),
        lambda: actions.register_device(by=by, device=Device(organization=device.organization)),
        lambda: actions.add_network(by=by, network=Network(organization=device.organization, cidr="")),
    ):
        with pytest.raises(Refused):
            act()
    assert tags() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["device", "make_code", "cut_off_device", "end_network"])
def test_strangers_are_told_of_no_device(client, poster, manager, administrator, device, name, method):
    network = Network.objects.create(
        organization=device.organization, cidr="203.0.113.0/24", label="庁内", added_by=administrator
    )
    address = reverse(f"security:{name}", args=[network.pk if name == "end_network" else device.pk])
    if (name, method) in [("make_code", "get"), ("device", "post")]:
        return  # answered with 405 to everybody
    for person in (poster, manager):
        client.force_login(person)
        assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(client, chief, rows, django_assert_num_queries):
    for number in range(rows):
        made = places.device(chief, number=f"T-{number}")
        Network.objects.create(
            organization=made.organization, cidr=f"203.0.{number}.0/24", label="庁内", added_by=chief
        )
    client.force_login(chief)
    client.get(reverse("security:devices"))
    with django_assert_num_queries(8):
        page = client.get(reverse("security:devices"))
    assert len(page.context["devices"]) == len(page.context["networks"]) == rows


# --- The code ------------------------------------------------------------------------------------------------------


def test_code_is_shown_once_and_stored_as_a_hash(client, administrator, device):
    client.force_login(administrator)
    page = client.post(reverse("security:make_code", args=[device.pk]))
    code = page.context["code"].replace(" ", "")
    device.refresh_from_db()
    assert code not in str(vars(device)) + str([event.data for event in AuditEvent.objects.all()])
    assert "no-store" in page["Cache-Control"]
    assert code[:4] not in client.get(reverse("security:device", args=[device.pk])).content.decode()


def test_code_leaves_a_secret_of_which_only_the_hash_is_kept(client, staff, enrolled):
    cookie = client.cookies["workplace"]
    number, secret = cookie.value.split(".")
    assert int(number) == enrolled.pk
    assert enrolled.secret_hash == recognising.digest(secret)
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 400 * 24 * 3600)
    assert enrolled.state == "利用中"
    assert AuditEvent.objects.get(tag=workplaces_events.DEVICE_ENROLLED.tag).actor == staff


def test_cookie_is_the_hosts_own_under_https(client, staff, administrator, device, settings):
    settings.HTTPS = True
    code = actions.make_code(by=administrator, device=device)
    client.force_login(staff)
    client.post(reverse("security:enrol_device"), {"device": device.pk, "code": code}, secure=True)
    cookie = client.cookies["__Host-workplace"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_code_works_once(staff, administrator, device):
    code = actions.make_code(by=administrator, device=device)
    actions.enrol_device(by=staff, device=device, code=f"{code[:4]} {code[4:]}")
    with pytest.raises(Refused, match="使用済み"):
        actions.enrol_device(by=staff, device=device, code=code)


def test_code_of_another_device_does_not_fit(staff, administrator, device):
    code = actions.make_code(by=administrator, device=device)
    other = places.device(administrator, number="T-002")
    actions.make_code(by=administrator, device=other)
    with pytest.raises(Refused, match="違います"):
        actions.enrol_device(by=staff, device=other, code=code)


def test_code_ends_after_fifteen_minutes(staff, administrator, device, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    code = actions.make_code(by=administrator, device=device)
    time_machine.shift(datetime.timedelta(minutes=15, seconds=1))
    with pytest.raises(Refused, match="期限が切れた"):
        actions.enrol_device(by=staff, device=device, code=code)


def test_fifth_wrong_code_ends_it(client, staff, administrator, device):
    code = actions.make_code(by=administrator, device=device)
    client.force_login(staff)
    for left in (4, 3, 2, 1):
        form = {"device": device.pk, "code": wrong_for(code)}
        page = client.post(reverse("security:enrol_device"), form)
        assert f"あと{left}回" in str(page.context["form"].errors["code"])
        assert page.context["form"]["code"].value() == wrong_for(code)
    with pytest.raises(Refused, match="5回間違えた"):
        actions.enrol_device(by=staff, device=device, code=wrong_for(code))
    with pytest.raises(Refused):
        actions.enrol_device(by=staff, device=device, code=code)
    assert tags().count(workplaces_events.DEVICE_CODE_REFUSED.tag) == 5


@pytest.mark.parametrize("typed", ["", "abc", "٣٣٣٣٣٣٣٣", "1" * 20, "\0"])
def test_odd_codes_are_refused(client, staff, administrator, device, typed):
    actions.make_code(by=administrator, device=device)
    client.force_login(staff)
    page = client.post(reverse("security:enrol_device"), {"device": device.pk, "code": typed})
    assert page.status_code == 422
    assert "code" in page.context["form"].errors


def test_contractor_cannot_make_the_divisions_device_his_own(client, poster, administrator, device):
    code = actions.make_code(by=administrator, device=device)
    with pytest.raises(Refused, match="端末の所属の方"):
        actions.enrol_device(by=poster, device=device, code=code)
    client.force_login(poster)
    page = client.post(reverse("security:enrol_device"), {"device": device.pk, "code": code})
    assert "workplace" not in client.cookies
    assert device.label not in page.content.decode()


def test_enrolling_anew_ends_the_old_secret(client, staff, administrator, enrolled):
    code = actions.make_code(by=administrator, device=enrolled)
    actions.enrol_device(by=staff, device=enrolled, code=code)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))


# --- Recognised ----------------------------------------------------------------------------------------------------


def place(rf, cookie="", address="192.0.2.1"):
    request = rf.get("/")
    request.COOKIES["workplace"] = cookie
    return recognising.place_of(request, address)


def test_device_is_the_place(rf, client, enrolled):
    found = place(rf, client.cookies["workplace"].value)
    assert found == Place(
        address="192.0.2.1",
        device_id=enrolled.pk,
        device="T-001 共用タブレット",
        organization_ids=frozenset({enrolled.organization_id}),
    )


def test_acts_on_the_device_name_it_in_the_trail(client, staff, enrolled):
    client.post(reverse("account_logout"))
    assert AuditEvent.objects.get(tag=signing_in_events.SIGN_OUT.tag).workplace == "T-001 共用タブレット"


@pytest.mark.parametrize("cookie", ["", ".", "1", "1.", "x.y", "9" * 30 + ".a", "٣.a", "{pk}.", "{pk}.wrong"])
def test_made_up_cookie_is_no_device(rf, enrolled, cookie):
    assert place(rf, cookie.replace("{pk}", str(enrolled.pk))) == Place(address="192.0.2.1")


@pytest.mark.parametrize(
    ("cidr", "address", "is_inside"),
    [
        ("203.0.113.0/24", "203.0.113.77", True),
        ("203.0.113.0/24", "203.0.114.1", False),
        ("203.0.113.0/24", "::ffff:203.0.113.77", True),
        ("2001:db8:1::/48", "2001:db8:1::9", True),
        ("2001:db8:1::/48", "203.0.113.77", False),
        ("203.0.113.0/24", None, False),
    ],
)
def test_network_is_the_place(rf, administrator, cidr, address, is_inside):
    prefecture = factories.OrganizationFactory()
    network = Network(organization=prefecture, cidr=cidr, label="庁内")
    actions.add_network(by=administrator, network=network)
    found = place(rf, address=address)
    assert (prefecture.pk in found.organization_ids) is is_inside
    assert bool(found.workplace) is is_inside


def test_ended_network_is_none(rf, administrator):
    prefecture = factories.OrganizationFactory()
    network = Network(organization=prefecture, cidr="203.0.113.0/24", label="庁内")
    actions.add_network(by=administrator, network=network)
    actions.end_network(by=administrator, network=network)
    assert place(rf, address="203.0.113.7").workplace == ""
    with pytest.raises(Refused, match="すでに終了"):
        actions.end_network(by=administrator, network=network)
    assert tags() == [workplaces_events.NETWORK_ADDED.tag, workplaces_events.NETWORK_ENDED.tag]


def test_ending_a_network_asks_who_it_is_and_cutting_off_does_not(administrator, device):
    """Django's own client: a sign-in made by force is no proof. A lost device is cut off at once."""
    network = Network(organization=device.organization, cidr="203.0.113.0/24", label="庁内")
    actions.add_network(by=administrator, network=network)
    client = Client()
    client.force_login(administrator)
    asked = client.post(reverse("security:end_network", args=[network.pk]))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    network.refresh_from_db()
    assert network.ended_at is None
    client.post(
        reverse("security:cut_off_device", args=[device.pk]), {"reason": "紛失のため", "is_lost": "yes"}
    )
    device.refresh_from_db()
    assert device.cut_off_at


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0.0.0.0/0", "広すぎ"),
        ("::/0", "広すぎ"),
        ("10.0.0.0/8", "広すぎ"),
        ("2001::/16", "広すぎ"),
        ("224.0.0.0/24", "使われません"),
        ("127.0.0.0/24", "すべての人が職場"),
        ("office", "読み取れません"),
        ("", "読み取れません"),
        ("203.0.113.0/33", "読み取れません"),
    ],
)
def test_what_is_no_offices_range_is_refused_beside_the_field(administrator, settings, typed, why):
    settings.DEMO = False
    network = Network(organization=factories.OrganizationFactory(), cidr=typed, label="庁内")
    with pytest.raises(ValidationError, match=why) as refused:
        actions.add_network(by=administrator, network=network)
    assert list(refused.value.message_dict) == ["cidr"]


def test_address_within_a_range_stands_for_the_range(client, administrator):
    client.force_login(administrator)
    form = {"label": "庁内", "cidr": " 203.0.113.7/24 ", "organization": factories.OrganizationFactory().pk}
    client.post(reverse("security:add_network"), form)
    assert Network.objects.get().cidr == "203.0.113.0/24"


def test_strangers_cost_no_query(client, enrolled, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "Vary" not in Client().get("/robots.txt")


def test_use_is_noted_once_a_day_and_renews_the_cookie(client, staff, enrolled, time_machine):
    staff.set_password(PASSWORD)
    staff.save()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))
    signed_in = client.post(reverse("account_login"), {"login": staff.username, "password": PASSWORD})
    enrolled.refresh_from_db()
    assert signed_in.cookies["workplace"]["max-age"] == 400 * 24 * 3600
    assert enrolled.last_seen_on == timezone.localdate()
    assert "workplace" not in client.get(reverse("home")).cookies


# --- Cut off -------------------------------------------------------------------------------------------------------


def test_lost_device_is_cut_off_with_one_press(client, chief, enrolled, rf):
    office = Client()
    office.force_login(chief)
    address = reverse("security:cut_off_device", args=[enrolled.pk])
    form = office.get(address).context["form"]
    office.post(address, {name: form[name].value() for name in ("is_lost", "reason")})
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    assert place(rf, client.cookies["workplace"].value).workplace == ""
    event = AuditEvent.objects.get(tag=workplaces_events.DEVICE_CUT_OFF.tag)
    assert event.data == {"reason": "紛失したため", "sessions": 1}
    enrolled.refresh_from_db()
    assert (enrolled.state, enrolled.cut_off_by, enrolled.secret_hash) == ("利用停止", chief, "")


def test_cutting_off_ends_no_other_session(client, chief, staff, enrolled):
    elsewhere = Client()
    elsewhere.force_login(staff)
    actions.cut_off_device(by=chief, device=enrolled, reason="紛失したため", is_lost=True)
    assert elsewhere.get(reverse("home")).status_code == 200


def test_lost_device_is_told_who_hears_of_it_by_no_case_but_not_who_says_so(
    chief, administrator, manager, auditor, staff, enrolled
):
    second = factories.person(Role.ADMINISTRATOR)
    actions.cut_off_device(by=administrator, device=enrolled, reason="電車に忘れた", is_lost=True)
    told = Notice.objects.filter(kind="device_lost")
    assert [one.person for one in told] == [second]
    assert "電車に忘れた" in told.get().sentence


def test_broken_device_is_told_nobody(chief, administrator, enrolled):
    actions.cut_off_device(by=chief, device=enrolled, reason="故障", is_lost=False)
    assert not Notice.objects.exists()


def test_device_cut_off_gets_no_new_code(chief, enrolled):
    actions.cut_off_device(by=chief, device=enrolled, reason="紛失したため", is_lost=True)
    for act in (
        lambda: actions.make_code(by=chief, device=enrolled),
        lambda: actions.cut_off_device(by=chief, device=enrolled, reason="もう一度", is_lost=True),
    ):
        with pytest.raises(Refused, match="すでに利用を止めて"):
            act()


def test_open_code_dies_with_the_device(chief, staff, enrolled):
    code = actions.make_code(by=chief, device=enrolled)
    actions.cut_off_device(by=chief, device=enrolled, reason="紛失したため", is_lost=True)
    with pytest.raises(Refused):
        actions.enrol_device(by=staff, device=enrolled, code=code)


def test_cutting_off_wants_a_reason(client, chief, enrolled):
    client.force_login(chief)
    page = client.post(
        reverse("security:cut_off_device", args=[enrolled.pk]), {"reason": " ", "is_lost": "yes"}
    )
    assert page.status_code == 422
    enrolled.refresh_from_db()
    assert enrolled.cut_off_at is None
