"""Who cannot be reached by mail is asked for an address, and enters it; of who decides a second person confirms it."""

import pytest

from security.confirming import actions as confirming
from security.models import AccountChange, AuditEvent, Role, User
from security.office.answers import Refused
from tests import factories, misses

pytestmark = pytest.mark.django_db
ADDRESS = "/security/own-address/"
ASKED = "あなたのメールアドレスを登録してください"


def entered(client, person, address="me@example.jp"):
    client.force_login(person)
    return client.post(ADDRESS, {"email": address}, follow=True)


def test_whoever_has_none_is_asked_on_the_first_page(client, staff, manager, auditor):
    manager.email = "manager@example.jp"
    manager.save()
    shown = {}
    for person in (staff, manager, auditor):
        client.force_login(person)
        home = client.get("/").content.decode()
        shown[person.username] = ASKED in home and f'href="{ADDRESS}"' in home
    assert shown == {staff.username: True, manager.username: False, auditor.username: True}


def test_administrator_sees_who_has_none(client, administrator, staff, chief):
    factories.UserFactory(name="任用 なし")
    chief.email = "chief@example.jp"
    chief.save()
    client.force_login(administrator)
    home = client.get("/").content.decode()
    assert "メールアドレスの登録がない方がいます(1人)" in home
    assert "佐藤 花子。" in home
    assert "任用 なし" not in home
    assert client.get("/admin/security/user/?email__exact=").status_code == 200
    client.force_login(staff)
    assert "登録がない方" not in client.get("/").content.decode()


def test_poster_enters_it_at_once(client, staff, said):
    answer = entered(client, staff)
    assert said(answer) == ["メールアドレスを登録しました。"]
    assert User.objects.get(pk=staff.pk).email == "me@example.jp"
    assert ASKED not in answer.content.decode()
    event = AuditEvent.objects.get(tag="person.change")
    assert (event.actor_id, event.data["changes"]) == (staff.pk, {"email": ["", "me@example.jp"]})


def test_of_who_decides_it_waits_for_a_second_person(client, chief, auditor, said):
    client.force_login(chief)
    assert "別の方の確認が必要です" in client.get(ADDRESS).content.decode()
    assert "別の方が確認すると" in said(entered(client, chief))[0]
    assert User.objects.get(pk=chief.pk).email == ""
    assert "登録の確認を待っています" in client.get(ADDRESS).content.decode()
    change = AccountChange.objects.waiting().get()
    with pytest.raises(Refused):
        confirming.confirm(by=chief, change=change)
    confirming.confirm(by=auditor, change=change)
    assert User.objects.get(pk=chief.pk).email == "me@example.jp"


def test_what_is_registered_is_changed_by_the_administrator_alone(client, staff, said):
    staff.email = "old@example.jp"
    staff.save()
    answer = entered(client, staff)
    assert "システム管理者に依頼してください" in said(answer)[0]
    assert User.objects.get(pk=staff.pk).email == "old@example.jp"


def test_what_is_no_address_is_told_beside_the_field(client, staff):
    missed = []
    for address in ("", "誰か", "a@example.jp, b@example.jp"):
        answer = entered(client, staff, address)
        if answer.status_code != 422 or User.objects.get(pk=staff.pk).email:
            missed.append(address)
    misses.none(missed)


def test_who_holds_no_office_enters_none(client):
    person = factories.UserFactory()
    entered(client, person)
    assert User.objects.get(pk=person.pk).email == ""


def test_first_page_of_the_administrator_costs_the_same_however_many_have_none(
    client, administrator, django_assert_max_num_queries
):
    client.force_login(administrator)
    counts = set()
    for _ in range(3):
        factories.person(Role.AUDITOR)
        client.get("/")
        with django_assert_max_num_queries(60) as queries:
            client.get("/")
        counts.add(len(queries))
    assert len(counts) == 1
