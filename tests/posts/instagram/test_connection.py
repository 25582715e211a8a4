import pytest
import responses

from posts.instagram.connection import current_client
from posts.instagram.errors import NotConnected


@pytest.fixture
def connected(settings):
    settings.INSTAGRAM_GRAPH_URL = "https://graph.facebook.com"
    settings.INSTAGRAM_FLAVOUR = "facebook"
    settings.INSTAGRAM_GRAPH_VERSION = ""
    settings.INSTAGRAM_USER_ID = "17841400000000001"
    settings.INSTAGRAM_ACCESS_TOKEN = "token"
    settings.INSTAGRAM_APP_SECRET = "secret"
    return settings


def test_current_client_speaks_for_the_account_of_the_settings(connected):
    with responses.RequestsMock() as meta:
        meta.get("https://graph.facebook.com/17841400000000001", json={"id": "17841400000000001"})

        assert current_client().account().user_id == "17841400000000001"

        request = meta.calls[0].request
        assert request.headers["Authorization"] == "Bearer token"
        assert "appsecret_proof" in request.params


def test_current_client_without_app_secret_signs_nothing(connected):
    connected.INSTAGRAM_APP_SECRET = ""
    with responses.RequestsMock() as meta:
        meta.get("https://graph.facebook.com/17841400000000001", json={})

        current_client().account()

        assert "appsecret_proof" not in meta.calls[0].request.params


@pytest.mark.parametrize("name", ["INSTAGRAM_USER_ID", "INSTAGRAM_ACCESS_TOKEN"])
def test_current_client_without_id_or_token_says_whom_to_ask(connected, name):
    setattr(connected, name, "")

    with pytest.raises(NotConnected) as caught:
        current_client()

    assert "まだ接続されていません" in caught.value.sentence


def test_current_client_refuses_an_unknown_flavour(connected):
    connected.INSTAGRAM_FLAVOUR = "threads"

    with pytest.raises(ValueError, match="threads"):
        current_client()
