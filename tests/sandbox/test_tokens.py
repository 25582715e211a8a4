"""Tokens: given, exchanged, prolonged, ended; pages of Facebook Login."""

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, USER_ID, publish, refusal

DAY = 24 * 3600


def get(sandbox, path, token=None, **params):
    """Unversioned, the token in the query, as Meta documents these calls."""
    query = {**params, **({"access_token": token} if token else {})}
    return requests.get(f"{sandbox.base_url}/{path}", params=query, allow_redirects=False, timeout=PATIENCE_S)


def refresh(sandbox, token):
    return get(sandbox, "refresh_access_token", token, grant_type="ig_refresh_token")


def is_good(sandbox, token):
    return sandbox.graph("GET", "me", token=token).status_code == 200


def test_token_is_prolonged_by_60_days_once_it_is_a_day_old(sandbox):
    old = sandbox.give_token(age_seconds=DAY, life_seconds=60 * DAY)
    given = refresh(sandbox, old).json()
    assert given["expires_in"] == 5183944
    assert "instagram_business_content_publish" in given["permissions"]
    sandbox.advance(59.5 * DAY)
    assert (is_good(sandbox, given["access_token"]), is_good(sandbox, old)) == (True, False)


def test_token_of_less_than_a_day_is_not_prolonged(sandbox):
    assert refusal(refresh(sandbox, sandbox.give_token())) == (400, 100, None)


def test_expired_token_is_dead(sandbox):
    token = sandbox.give_token(life_seconds=DAY)
    sandbox.advance(DAY + 1)
    assert refusal(refresh(sandbox, token)) == (400, 190, 463)
    assert refusal(sandbox.graph("GET", "me", token=token)) == (400, 190, 463)


@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 464, 467, 492])
def test_token_is_ended_for_a_reason(sandbox, subcode):
    token = sandbox.give_token()
    sandbox.end_tokens(subcode, token=token)
    answer = sandbox.graph("GET", "me", token=token)
    assert refusal(answer) == (400, 190, subcode)
    assert "invalid_token" in answer.headers["www-authenticate"]
    assert is_good(sandbox, TOKEN)


def test_new_password_ends_every_token_until_a_new_one_is_given(sandbox):
    sandbox.end_tokens()
    assert refusal(sandbox.graph("GET", "me")) == (400, 190, 460)
    assert is_good(sandbox, sandbox.give_token())


@pytest.mark.parametrize(
    ("fault", "subcode"), [("F13", 460), ("F13-458", 458), ("F13-463", 463), ("F13-467", 467)]
)
@pytest.mark.parametrize("call", ["create", "publish"])
def test_token_ends_in_the_middle_and_stays_ended(sandbox, container, fault, subcode, call):
    made = container()
    sandbox.arm(fault, call=call)
    answer = publish(sandbox, made) if call == "publish" else sandbox.graph("POST", "me/media")
    assert refusal(answer) == (400, 190, subcode)
    assert refusal(publish(sandbox, made)) == (400, 190, subcode)
    assert sandbox.state()["counts"]["media"] == 0


def test_token_of_an_hour_is_exchanged_for_one_of_60_days(sandbox):
    short = sandbox.give_token(life_seconds=3600)
    given = get(sandbox, "access_token", short, grant_type="ig_exchange_token", client_secret="app").json()
    assert (given["token_type"], given["expires_in"]) == ("bearer", 5183944)
    sandbox.advance(DAY)
    assert is_good(sandbox, given["access_token"])


def test_long_lived_token_is_not_exchanged_again(sandbox):
    answer = get(sandbox, "access_token", TOKEN, grant_type="ig_exchange_token", client_secret="app")
    assert refusal(answer) == (400, 100, None)


@pytest.mark.parametrize("flat", [True, False])
def test_code_of_the_login_gives_a_token_once(sandbox, flat):
    sandbox.set(flat_token_answers=flat)
    back = "https://cafe.example.jp/back/"
    address = get(sandbox, "oauth/authorize", redirect_uri=back, state="s").headers["Location"]
    assert address.startswith(f"{back}?code=")
    assert address.endswith("&state=s#_")
    code = {"code": address.partition("code=")[2].partition("&")[0]}
    answer = requests.post(f"{sandbox.base_url}/oauth/access_token", data=code, timeout=PATIENCE_S).json()
    given = answer if flat else answer["data"][0]
    assert given["user_id"] == USER_ID
    assert is_good(sandbox, given["access_token"])
    again = requests.post(f"{sandbox.base_url}/oauth/access_token", data=code, timeout=PATIENCE_S)
    assert (again.status_code, again.json()["error_type"]) == (400, "OAuthException")


def test_user_of_facebook_gets_the_token_of_his_page(sandbox):
    short = sandbox.give_token(kind="user", life_seconds=3600)
    app = {"client_id": "1", "client_secret": "app"}
    long = get(
        sandbox, "oauth/access_token", grant_type="fb_exchange_token", fb_exchange_token=short, **app
    ).json()["access_token"]
    fields = {"fields": "id,name,access_token,instagram_business_account"}
    (page,) = sandbox.graph("GET", "me/accounts", token=long, params=fields).json()["data"]
    assert page["instagram_business_account"] == {"id": USER_ID}
    sandbox.advance(61 * DAY)
    account = sandbox.graph("GET", USER_ID, token=page["access_token"], params={"fields": "username"})
    assert account.json()["username"] == "hokkaido_cafe"
    shown = sandbox.graph("GET", page["id"], token=page["access_token"], params={"fields": "name"}).json()
    assert shown == {"name": "北海道とつながるカフェ", "id": page["id"]}


def test_debug_tells_how_long_a_token_holds(sandbox):
    user = sandbox.give_token(kind="user", life_seconds=3600)
    told = sandbox.graph("GET", "debug_token", token=user, params={"input_token": user}).json()["data"]
    assert told["is_valid"] is True
    assert told["expires_at"] - told["issued_at"] == 3600
    assert told["data_access_expires_at"] - told["issued_at"] == 90 * DAY
    assert "instagram_content_publish" in told["scopes"]
    sandbox.end_tokens(token=user)
    told = sandbox.graph("GET", "debug_token", params={"input_token": user}).json()["data"]
    assert told["is_valid"] is False


def test_without_the_permission_nothing_is_published(sandbox):
    token = sandbox.give_token(permissions=["instagram_business_basic"])
    assert is_good(sandbox, token)
    for method, path in (("POST", "me/media"), ("GET", "me/content_publishing_limit")):
        assert refusal(sandbox.graph(method, path, token=token)) == (403, 10, None)


def test_another_accounts_token_opens_another_account(sandbox):
    token = sandbox.give_token(username="somebody_else")
    account = sandbox.graph("GET", "me", token=token, params={"fields": "username,user_id"}).json()
    assert account["username"] == "somebody_else"
    assert account["user_id"] != USER_ID


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tokens", {"kind": "guest"}),
        ("tokens", {"life_seconds": "long"}),
        ("tokens/end", {"subcode": 1}),
    ],
)
def test_control_calls_about_tokens_that_make_no_sense_are_refused(sandbox, path, body):
    answer = requests.post(f"{sandbox.base_url}/_sandbox/{path}", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 400


def test_call_log_holds_no_tokens(sandbox):
    token = sandbox.give_token(kind="user")
    app = {"client_id": "1", "client_secret": "app-secret"}
    get(sandbox, "oauth/access_token", grant_type="fb_exchange_token", fb_exchange_token=token, **app)
    sandbox.graph("GET", "debug_token", token=token, params={"input_token": token})
    log = str(sandbox.calls())
    assert token not in log
    assert "app-secret" not in log
