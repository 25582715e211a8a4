"""Who is signed in as from a browser never used before is told: not at the very first time, nor on a known device."""

from datetime import timedelta

import pytest

from security.models import Notice
from tests.composing import letters_after
from tests.signing_in import Browser, sign_in, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


def told():
    return list(Notice.objects.filter(kind="new_browser").values_list("person__username", flat=True))


def test_first_sign_in_ever_and_those_from_the_same_browser_are_not_told(client, staff):
    with_password(staff)
    for _ in range(3):
        sign_in(client, staff)
        client.post("/accounts/logout/")
    assert told() == []


def test_another_browser_is_told_at_once_with_what_to_do(client, clock, staff, chief):
    sign_in(client, with_password(staff))
    clock.shift(timedelta(days=2))
    other = Browser()
    sign_in(other, staff)
    assert told() == [staff.username]
    (letter,) = letters_after(clock)
    assert (letter.recipient, letter.subject) == (staff, "初めてのブラウザーからログインがありました")
    assert "令和8年12月2日(水) 12:00に" in letter.body
    assert "接続元 127.0.0.1" in letter.body
    assert "パスワードを変更し" in letter.body
    assert letter.body.count("/accounts/sessions/") == 1
    other.post("/accounts/logout/")
    sign_in(other, staff)
    assert told() == [staff.username]


def test_browser_that_only_others_know_is_told(client, staff, chief):
    for person in (staff, chief):
        sign_in(client, with_password(person))
        client.post("/accounts/logout/")
    sign_in(Browser(), chief)
    assert told() == [chief.username]
