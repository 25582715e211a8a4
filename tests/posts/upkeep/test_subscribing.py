"""The permission for comments, and whether Instagram notifies us of them."""

import pytest
from django.urls import reverse

from posts.instagram import permissions
from posts.instagram.client import Flavour
from posts.upkeep import checking, subscribing
from security.actions import token as token_actions
from security.answers import Refused
from security.models import AccessToken, AuditEvent, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

COMMENTS = "instagram_business_manage_comments"


def connect_without(sandbox, settings, permission):
    held = {"instagram_business_basic", "instagram_business_content_publish", COMMENTS} - {permission}
    settings.INSTAGRAM_ACCESS_TOKEN = sandbox.give_token(permissions=sorted(held))
    AccessToken.objects.all().delete()


def last_check():
    return AuditEvent.objects.filter(tag=Tag.TOKEN_CHECKED).order_by("pk").last()


def test_permission_for_comments_is_needed_and_found(adopted, manager):
    checking.check_by_hand(by=manager)
    assert COMMENTS in AccessToken.current().permissions
    assert permissions.missing(Flavour.INSTAGRAM, AccessToken.current().permissions) == []


def test_missing_permission_for_comments_is_named_and_stops_no_post(adopted, client, chief, settings):
    connect_without(adopted, settings, COMMENTS)
    outcome = checking.check_by_hand(by=chief)
    token = AccessToken.current()
    assert (outcome.problem, token.state) == ("", AccessToken.State.CONNECTED)
    assert permissions.missing(Flavour.INSTAGRAM, token.permissions) == [COMMENTS]
    client.force_login(chief)
    page = client.get(reverse("posts:connection")).text
    assert COMMENTS in page.partition("足りない許可")[2]
    assert "コメントの通知を受け取る</button>" not in page


def test_permission_taken_away_is_no_longer_believed(adopted, chief, settings, clock):
    checking.check_by_hand(by=chief)
    known = tuple(AccessToken.current().permissions)
    connect_without(adopted, settings, COMMENTS)
    token_actions.adopt()
    AccessToken.objects.update(permissions=list(known))
    clock.shift(minutes=1)
    checking.check_by_hand(by=chief)
    assert COMMENTS not in AccessToken.current().permissions


def test_subscriptions_that_cannot_be_asked_for_leave_what_is_known(adopted, chief, monkeypatch):
    def silent(self):
        raise checking.InstagramError("comments: no answer")

    monkeypatch.setattr(checking.Client, "subscriptions", silent)
    outcome = checking.check_by_hand(by=chief)
    assert (outcome.problem, last_check().data["notified"]) == ("", None)
    assert COMMENTS not in AccessToken.current().permissions


def test_notifications_are_asked_for_at_a_press_and_told_with_the_name(adopted, client, chief):
    checking.check_by_hand(by=chief)
    client.force_login(chief)
    address = reverse("posts:connection")
    assert "受け取る設定になっていません" in client.get(address).text
    page = client.post(reverse("posts:subscribe"), follow=True).text
    assert "新しいコメントの通知を受け取る設定にしました。" in page
    assert "受け取る設定です" in page
    assert "コメントの通知を受け取る</button>" not in page
    assert adopted.graph("GET", "me/subscribed_apps").json()["data"][0]["subscribed_fields"] == ["comments"]
    assert (last_check().actor, last_check().data["notified"]) == (chief, True)


@pytest.mark.parametrize("person", ["manager", "staff", "poster", "auditor"])
def test_others_may_not_ask_for_notifications(adopted, person, request):
    with pytest.raises(Refused, match="システム管理者と担当課長"):
        subscribing.subscribe(by=request.getfixturevalue(person))
    assert adopted.calls() == []


def test_refusal_is_said_with_what_to_do(adopted, client, chief, settings):
    connect_without(adopted, settings, COMMENTS)
    client.force_login(chief)
    page = client.post(reverse("posts:subscribe"), follow=True).text
    assert "コメントの通知を受け取る設定ができませんでした。" in page
    assert COMMENTS in page
    assert last_check() is None


def test_ended_token_is_noted(adopted, chief):
    adopted.end_tokens(460)
    with pytest.raises(Refused, match="パスワードが変更された"):
        subscribing.subscribe(by=chief)
    assert AccessToken.current().state == AccessToken.State.LOST
