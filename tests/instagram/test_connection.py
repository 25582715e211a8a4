"""The stored token: adopted once from the environment, opened in one place, and what stands in the way of sending."""

import pytest
import responses
from cryptography.fernet import Fernet
from django.utils import timezone

from instagram.errors import NotConnected
from security.account import connection, events
from security.account.actions import token as token_actions
from security.account.actions.token import Findings
from security.models import AccessToken, AuditEvent
from security.office import vault
from security.people.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

FOUND = Findings(user_id="17841400000000001", username="hokkaido_cafe", permissions=("basic",))


@pytest.fixture
def connected(settings):
    settings.INSTAGRAM_GRAPH_URL = "https://graph.facebook.com"
    settings.INSTAGRAM_FLAVOUR = "facebook"
    settings.INSTAGRAM_GRAPH_VERSION = ""
    settings.INSTAGRAM_USER_ID = "17841400000000001"
    settings.INSTAGRAM_ACCESS_TOKEN = "token"
    settings.INSTAGRAM_APP_SECRET = "secret"
    return settings


def test_client_speaks_for_the_account_with_the_environments_first_token(connected):
    with responses.RequestsMock() as meta:
        meta.get("https://graph.facebook.com/17841400000000001", json={"id": "17841400000000001"})

        assert connection.current_client().account().user_id == "17841400000000001"

        request = meta.calls[0].request
        assert request.headers["Authorization"] == "Bearer token"
        assert "appsecret_proof" in request.params


def test_client_without_app_secret_signs_nothing(connected):
    connected.INSTAGRAM_APP_SECRET = ""
    with responses.RequestsMock() as meta:
        meta.get("https://graph.facebook.com/17841400000000001", json={})

        connection.current_client().account()

        assert "appsecret_proof" not in meta.calls[0].request.params


def test_environments_token_is_adopted_once_and_then_the_database_counts(connected):
    connection.current()
    connected.INSTAGRAM_ACCESS_TOKEN = "another"
    connection.current()

    token = AccessToken.objects.get()
    assert vault.unseal(token.sealed_secret) == "token"
    assert (token.state, token.checked_at) == (AccessToken.State.CONNECTED, None)
    assert AuditEvent.objects.filter(tag=events.TOKEN_CONNECTED.tag).count() == 1


def test_stored_token_counts_without_one_in_the_environment(connected, administrator):
    connected.INSTAGRAM_ACCESS_TOKEN = ""
    token_actions.connect(
        by=administrator, secret="pasted", flavour="facebook", findings=FOUND, asked_at=timezone.now()
    )

    assert connection.pause() is None
    assert connection.current().token.connected_by == administrator


@pytest.mark.parametrize("name", ["INSTAGRAM_USER_ID", "INSTAGRAM_ACCESS_TOKEN"])
def test_without_id_or_token_there_is_a_pause_that_says_whom_to_ask(connected, name, staff):
    setattr(connected, name, "")

    assert connection.pause() is connection.MISSING
    assert "システム管理者" in connection.pause().remedy_for(Actor.of(staff))


def test_without_a_token_there_is_no_client(connected):
    connected.INSTAGRAM_ACCESS_TOKEN = ""

    with pytest.raises(NotConnected) as caught:
        connection.current()

    assert "まだ接続されていません" in caught.value.sentence


def test_token_that_no_present_key_opens_names_the_keys_to_the_administrator_only(
    connected, administrator, chief, staff
):
    connection.current()
    connected.FIELD_KEYS = [Fernet.generate_key().decode()]

    pause = connection.pause()
    assert pause is connection.UNREADABLE
    assert "FIELD_KEYS" in pause.remedy_for(Actor.of(administrator))
    assert "FIELD_KEYS" not in pause.remedy_for(Actor.of(chief)) + pause.remedy_for(Actor.of(staff))
    with pytest.raises(NotConnected):
        connection.current()


def test_token_of_the_other_flavour_is_not_used(connected):
    connection.current()
    connected.INSTAGRAM_FLAVOUR = "instagram"

    assert connection.pause() is connection.OTHER_FLAVOUR
    with pytest.raises(NotConnected):
        connection.current()


def test_environments_token_that_no_header_can_carry_is_lost_with_a_sentence(connected):
    connected.INSTAGRAM_ACCESS_TOKEN = "two words"

    with pytest.raises(NotConnected):
        connection.current()

    assert "使えない文字" in connection.pause().reason


@pytest.mark.parametrize("pause", [connection.MISSING, connection.UNREADABLE, connection.OTHER_FLAVOUR])
def test_pause_says_what_to_do_now(pause):
    for words in (pause.remedy, pause.ask, pause.sentence):
        assert words.endswith("ください。")
    assert len(pause.sentence) <= 300
