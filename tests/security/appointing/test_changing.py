"""Changing people: only what was changed, never the last administrator, and told to the address that was (第２)."""

import pytest

from security.appointing import actions, events
from security.letters import post_office
from security.models import Letter, Role, User
from security.office.answers import Refused
from security.trail.recording import events_of
from tests import factories
from tests.signing_in import with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第２")]


def test_row_read_long_ago_brings_no_former_password_back(administrator, poster):
    with_password(poster, "old-leaked-password-1")
    stale = User.objects.get(pk=poster.pk)
    with_password(poster, "new-good-password-2")
    stale.kana = "すずき"
    actions.change_person(by=administrator, person=stale)
    poster.refresh_from_db()
    assert (poster.kana, poster.check_password("new-good-password-2")) == ("すずき", True)
    assert events_of(poster).get(tag=events.PERSON_CHANGED.tag).data["changes"] == {"kana": ["", "すずき"]}


def test_last_administrator_is_not_deactivated(administrator):
    administrator.is_active = False
    with pytest.raises(Refused, match="一人もいなくなります"):
        actions.change_person(by=administrator, person=administrator)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_one_of_two_administrators_is_deactivated(administrator):
    other = factories.person(Role.ADMINISTRATOR)
    other.is_active = False
    actions.change_person(by=administrator, person=other)
    other.refresh_from_db()
    assert not other.is_active


@pytest.mark.parametrize("address", ["other@example.jp", ""])
def test_former_address_is_told_that_it_is_no_more(administrator, staff, address, mailoutbox):
    staff.email = "staff@example.jp"
    staff.save()
    staff.email = address
    actions.change_person(by=administrator, person=staff)
    assert Letter.objects.get().sent_to == "staff@example.jp"
    post_office.deliver()
    assert mailoutbox[0].to == ["staff@example.jp"]
    assert administrator.name in mailoutbox[0].body


def test_other_changes_are_not_told(administrator, chief):
    chief.email = "chief@example.jp"
    chief.save()
    chief.kana = "かちょう"
    actions.change_person(by=administrator, person=chief)
    assert not Letter.objects.exists()
