"""The token reaches nothing that is kept, shown or sent to a person."""

import logging
import traceback

import pytest
import requests
import responses

from instagram.client import Flavour
from instagram.errors import Call
from tests.instagram.conftest import TOKEN, USER_ID, error_of, make_client
from tests.instagram.test_network import closed_port, cut_in_the_middle, hang_up, html, server

BAD_TOKEN_ANSWER = {
    "error": {"code": 190, "message": f"Malformed access token {TOKEN}", "type": "OAuthException"}
}


def everything_about(error):
    printed = "".join(traceback.format_exception(error))
    return printed + str(error) + repr(error) + repr(error.args) + repr(vars(error)) + error.sentence


@pytest.mark.parametrize("call", list(Call))
@pytest.mark.parametrize("behave", [hang_up, cut_in_the_middle, html(500)], ids=["hang_up", "cut", "html"])
def test_token_is_in_no_log_and_no_error_of_a_broken_answer(caplog, call, behave):
    caplog.set_level(logging.DEBUG)

    with server(behave) as (address, _):
        error = error_of(make_client(base_url=address), call)

    assert any(record.name.startswith("urllib3") for record in caplog.records)
    assert TOKEN not in caplog.text + everything_about(error)


def test_token_is_in_no_log_and_no_error_of_a_refused_connection(caplog):
    caplog.set_level(logging.DEBUG)

    error = error_of(make_client(base_url=f"http://127.0.0.1:{closed_port()}"), Call.PUBLISH)

    assert TOKEN not in caplog.text + everything_about(error)


@pytest.mark.parametrize("call", list(Call))
def test_error_text_of_meta_is_not_kept(client, call):
    with responses.RequestsMock() as meta:
        meta.assert_all_requests_are_fired = False
        for address in (f"{USER_ID}/media", f"{USER_ID}/media_publish", "17889455560051444"):
            for method in (responses.GET, responses.POST):
                meta.add(
                    method, f"https://graph.instagram.com/v26.0/{address}", json=BAD_TOKEN_ANSWER, status=400
                )

        error = error_of(client, call)

    assert TOKEN not in everything_about(error)


def test_error_of_the_http_library_that_shows_the_token_is_not_shown(client, meta):
    meta.post(
        f"https://graph.instagram.com/v26.0/{USER_ID}/media_publish",
        body=requests.ConnectionError(f"Authorization: Bearer {TOKEN}"),
    )

    assert TOKEN not in everything_about(error_of(client, Call.PUBLISH))


def test_client_does_not_show_its_secrets():
    client = make_client(flavour=Flavour.FACEBOOK, app_secret="app-secret-value")

    shown = repr(client) + str(client) + repr(vars(client))

    assert repr(client) == f"<Client of account {USER_ID} at https://graph.instagram.com/v26.0 (facebook)>"
    assert TOKEN not in shown
    assert "app-secret-value" not in shown


@pytest.mark.parametrize(
    "token", ["", f"{TOKEN}\n", f" {TOKEN}", f"{TOKEN} {TOKEN}", f"{TOKEN}あ", f"{TOKEN}\0"]
)
def test_token_that_no_header_can_carry_is_refused_without_showing_it(token):
    with pytest.raises(ValueError, match="the access token is empty or holds") as caught:
        make_client(token=token)

    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
