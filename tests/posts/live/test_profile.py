"""The account's profile: what was confirmed, and that it is otherwise, told at once (第５第１項)."""

import pytest

from comments.models import Case
from instagram.client import Client
from instagram.errors import ContentRefused
from instagram.results import Profile
from posts.live import actions, events
from posts.models import AccountProfile, Register, Standing
from security.models import AuditEvent, Notice
from security.office.answers import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第５第１項")]


def told():
    return sorted(Notice.objects.filter(kind="around_profile").values_list("person__username", flat=True))


def stands():
    return AccountProfile.objects.get(ended_at=None)


def test_the_first_reading_waits_for_the_chief_and_alarms_nobody(begun, chief, manager):
    first = stands()
    assert (first.standing, first.username) == (Standing.FIRST, "hokkaido_cafe")
    assert told() == []
    with pytest.raises(Refused, match="移住交流担当課長です"):
        actions.confirm_profile(by=manager, profile=first, reason="正しい")
    actions.confirm_profile(by=chief, profile=first, reason="課の台帳と同じ")
    assert stands().standing == Standing.CONFIRMED
    with pytest.raises(Refused, match="すでに"):
        actions.confirm_profile(by=chief, profile=first, reason="もう一度")


@pytest.mark.parametrize(
    ("part", "label", "value"),
    [
        ("username", "ユーザーネーム", "hokkaido_cafee"),
        ("name", "名前", "別の名前"),
        ("biography", "自己紹介", "当選した方はこちら"),
        ("website", "リンク", "https://evil.example/"),
    ],
)
def test_a_change_is_told_at_once(
    sandbox, begun, read, chief, manager, administrator, staff, part, label, value
):
    actions.confirm_profile(by=chief, profile=stands(), reason="正しい")
    sandbox.edit_profile(**{part: value})
    read(minutes=6)
    read(minutes=6)
    new = stands()
    assert (new.standing, getattr(new, part)) == (Standing.OPEN, value)
    assert told() == sorted(one.username for one in (chief, manager, administrator))
    notice = Notice.objects.get(person=chief)
    assert label in notice.title
    assert value in notice.sentence
    assert AuditEvent.objects.get(tag=events.PROFILE_CHANGED.tag).data["parts"] == [label]
    read(minutes=6)
    assert len(told()) == 3


def test_what_was_confirmed_is_what_later_ones_are_held_against(sandbox, begun, read, chief):
    sandbox.edit_profile(biography="新しい自己紹介")
    read(minutes=6)
    read(minutes=6)
    actions.confirm_profile(by=chief, profile=stands(), reason="承認のうえ変えた")
    read(minutes=6)
    assert (AccountProfile.objects.count(), stands().standing, len(told())) == (2, Standing.CONFIRMED, 1)


def test_one_that_goes_back_leaves_the_change_to_be_settled(sandbox, begun, read, chief):
    before = stands().biography
    sandbox.edit_profile(biography="当選した方はこちら")
    read(minutes=6)
    read(minutes=6)
    sandbox.edit_profile(biography=before)
    read(minutes=6)
    assert stands().standing == Standing.BACK
    changed = AccountProfile.objects.get(standing=Standing.OPEN)
    assert changed.ended_at is not None
    assert len(told()) == 1
    actions.open_case(by=chief, finding=changed, is_take_over=True, note="")
    assert Case.objects.get().kind.code == "T10"


def test_what_is_left_out_once_is_no_change_and_what_stays_out_is(begun, read, chief, monkeypatch):
    lacking = Profile(username="hokkaido_cafe", name="北海道とつながるカフェ", website=stands().website)
    account = Register.objects.get().account
    actions.take_in_profile(account=account, told=lacking)
    assert told() == []
    assert actions.wants_profile(account=account) is False
    monkeypatch.setattr(Client, "profile", lambda self: lacking)
    read()
    read()
    assert (stands().biography, told()) == ("", [chief.username])


def test_a_profile_that_cannot_be_read_changes_nothing(begun, read, chief, monkeypatch):
    def refuse(self):
        raise ContentRefused("not permitted", code=100)

    before = AccountProfile.objects.values().get()
    monkeypatch.setattr(Client, "profile", refuse)
    for _ in range(3):
        read(minutes=6)
    assert AccountProfile.objects.values().get() == before


def test_fields_that_are_not_permitted_are_asked_for_without(begun, read, sandbox, chief):
    """Then the text and the link are as they were, and the names are still held against what was confirmed."""
    account, before = Register.objects.get().account, stands()
    partly = Profile(username="hokkaido_cafe", name="北海道とつながるカフェ", is_whole=False)
    actions.take_in_profile(account=account, told=partly)
    assert stands() == before
    actions.take_in_profile(account=account, told=Profile(username="other", name="x", is_whole=False))
    assert (stands().username, stands().biography) == ("other", before.biography)
