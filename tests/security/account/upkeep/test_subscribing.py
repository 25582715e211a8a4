"""The permission for comments, and whether Instagram notifies us of them."""

import pytest
from django.urls import reverse

from instagram import permissions
from instagram.client import Flavour
from security.account import events
from security.account.actions import token as token_actions
from security.account.upkeep import checking
from security.models import AccessToken, AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

COMMENTS = "instagram_business_manage_comments"


def connect_without(sandbox, settings, permission):
    held = {"instagram_business_basic", "instagram_business_content_publish", COMMENTS} - {permission}
    settings.INSTAGRAM_ACCESS_TOKEN = sandbox.give_token(permissions=sorted(held))
    AccessToken.objects.all().delete()


def last_check():
    return AuditEvent.objects.filter(tag=events.TOKEN_CHECKED.tag).order_by("pk").last()


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
    page = client.get(reverse("security:connection")).text
    assert COMMENTS in page.partition("足りない許可")[2]


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


def test_the_page_tells_whether_we_are_notified(adopted, client, chief, clock):
    checking.check_by_hand(by=chief)
    client.force_login(chief)
    address = reverse("security:connection")
    assert "受け取る設定になっていませんでした" in client.get(address).text
    adopted.graph("POST", "me/subscribed_apps", params={"subscribed_fields": "comments"})
    clock.shift(minutes=1)
    checking.check_by_hand(by=chief)
    assert "受け取る設定です" in client.get(address).text
    assert last_check().data["notified"] is True
