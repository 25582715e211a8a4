"""Versions, tokens, parameters, fields, headers and error shapes of every call."""

import json

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, USER_ID, refusal


def plain(sandbox, method, path, **options):
    return requests.request(method, sandbox.base_url + path, timeout=PATIENCE_S, **options)


@pytest.mark.parametrize("prefix", ["", "/v19.0", "/v26.0"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_any_version_prefix_or_none_is_accepted(sandbox, prefix, slash):
    answer = plain(sandbox, "GET", f"{prefix}/me{slash}", params={"access_token": TOKEN, "fields": "user_id"})
    assert answer.json() == {"user_id": USER_ID, "id": "24100000000000001"}


@pytest.mark.parametrize(
    "options",
    [
        {"headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"headers": {"Authorization": f"OAuth {TOKEN}"}},
        {"params": {"access_token": TOKEN}},
        {"data": {"access_token": TOKEN}},
        {"json": {"access_token": TOKEN}},
        {"files": {"access_token": (None, TOKEN)}},
    ],
    ids=["bearer", "oauth", "query", "form", "json", "multipart"],
)
def test_the_token_is_found_wherever_it_is_put(sandbox, options):
    # 100 and not 190: the token was good, the image is missing.
    assert refusal(plain(sandbox, "POST", "/v26.0/me/media", **options)) == (400, 100, None)


@pytest.mark.parametrize("path", ["me", "no/such/path", "999", "me/media"])
def test_the_token_is_checked_before_the_path(sandbox, path):
    answer = sandbox.graph("GET", path, token="wrong")
    assert refusal(answer) == (400, 190, None)
    assert answer.headers["www-authenticate"].startswith('OAuth "Facebook Platform" "invalid_token"')
    assert refusal(sandbox.graph("GET", path, token=None)) == (400, 190, None)


@pytest.mark.parametrize("node", ["me", USER_ID, "24100000000000001"])
def test_the_account_answers_to_both_ids_and_me(sandbox, node):
    fields = "id,user_id,username,name,profile_picture_url,followers_count,media_count,account_type"
    account = sandbox.graph("GET", node, params={"fields": fields}).json()
    assert account["username"] == "hokkaido_cafe"
    assert account["name"] == "北海道とつながるカフェ"
    assert (account["id"], account["user_id"]) == ("24100000000000001", USER_ID)
    assert account["media_count"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "17900000000000000"), ("GET", "me/unknown"), ("DELETE", "me/media"), ("POST", "1234/media")],
)
def test_what_does_not_exist_is_100_33(sandbox, method, path):
    answer = sandbox.graph(method, path)
    assert refusal(answer) == (400, 100, 33)
    assert answer.json()["error"]["message"].startswith(f"Unsupported {method.lower()} request.")


def test_an_unknown_field_fails_the_whole_call(sandbox):
    assert refusal(sandbox.graph("GET", "me", params={"fields": "id,shoe_size"})) == (400, 100, None)


@pytest.mark.parametrize("fields", ["children{id", "id}", "{id}", "id,,caption", "id;caption"])
def test_malformed_fields_are_refused(sandbox, fields):
    assert refusal(sandbox.graph("GET", "me/media", params={"fields": fields})) == (400, 100, None)


@pytest.mark.parametrize("body", ["[1]", "{", '"text"'])
def test_a_body_that_is_no_json_object_is_refused(sandbox, body):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    answer = plain(sandbox, "POST", "/me/media", data=body, headers=headers)
    assert refusal(answer) == (400, 100, None)


def test_answers_carry_graphs_headers(sandbox):
    answer = sandbox.graph("GET", "me")
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.headers["facebook-api-version"] == "v26.0"
    assert "call_count" in json.loads(answer.headers["x-app-usage"])
    assert USER_ID in json.loads(answer.headers["x-business-use-case-usage"])
