"""第６第２項: Instagram is asked to notify us of comments once a day, and after each new connection."""

import pytest

from instagram.client import Client
from security.account.upkeep import connecting
from security.models import AccessToken
from tests.sandbox.running import TOKEN

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

COMMENTS = "instagram_business_manage_comments"


@pytest.fixture(autouse=True)
def _notifications_are_wanted(sandbox, settings):
    settings.WEBHOOK_VERIFY_TOKEN = "a-verify-token"
    settings.INSTAGRAM_APP_SECRET = ""


def asked(calls):
    """What was asked about the subscription: GET looks, POST subscribes."""
    return [method for method, path in calls if path.rstrip("/").endswith("subscribed_apps")]


def subscribed(sandbox):
    return [app["subscribed_fields"] for app in sandbox.graph("GET", "me/subscribed_apps").json()["data"]]


def test_the_first_turn_subscribes(sandbox, read):
    assert asked(read()) == ["GET", "POST"]
    assert subscribed(sandbox) == [["comments"]]


def test_it_is_looked_at_once_a_day_and_asked_for_again_only_if_it_is_gone(sandbox, read, clock):
    read()
    assert asked(read()) == []
    clock.shift(hours=23)
    assert asked(read(minutes=60)) == []
    assert asked(read()) == ["GET"]
    assert asked(read()) == []
    sandbox.graph("DELETE", "me/subscribed_apps")
    clock.shift(hours=24)
    assert asked(read()) == ["GET", "POST"]
    assert subscribed(sandbox) == [["comments"]]


def test_a_new_connection_subscribes_at_once(sandbox, read, chief):
    read()
    sandbox.graph("DELETE", "me/subscribed_apps")
    connecting.connect(by=chief, secret=TOKEN)
    assert asked(read()) == ["GET", "POST"]
    assert asked(read()) == []
    assert subscribed(sandbox) == [["comments"]]


def test_without_the_permission_comments_are_read_all_the_same(sandbox, read, chief):
    held = ["instagram_business_basic", "instagram_business_content_publish"]
    connecting.connect(by=chief, secret=sandbox.give_token(permissions=held))
    calls = read()
    assert asked(calls) == ["GET"]
    assert ("GET", "media") in [(method, path.rpartition("/")[2]) for method, path in calls]
    assert AccessToken.current().state == AccessToken.State.CONNECTED
    assert asked(read()) == []


def test_a_token_that_ends_meanwhile_is_noted(sandbox, read, monkeypatch):
    ask = Client.subscriptions

    def end_and_ask(client):
        sandbox.end_tokens()
        return ask(client)

    monkeypatch.setattr(Client, "subscriptions", end_and_ask)
    assert asked(read()) == ["GET"]
    assert AccessToken.current().state == AccessToken.State.LOST


def test_without_a_verify_token_nothing_is_asked_for(sandbox, settings, read):
    settings.WEBHOOK_VERIFY_TOKEN = ""
    assert asked(read()) == []
    assert subscribed(sandbox) == []
