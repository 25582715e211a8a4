"""Tokens given, exchanged, prolonged and looked at; pages of Facebook Login.

Source: Meta, "Business Login for Instagram"; references "Access Token", "Refresh Access Token", "User / Accounts",
"Debug Token".
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import g, jsonify, redirect
from flask.typing import ResponseReturnValue

from sandbox import accounts, fields, nodes, tokens
from sandbox.context import database, now, settings
from sandbox.errors import PARAM_INVALID, TOKEN_TOO_YOUNG
from sandbox.graph import graph, params, required, unsupported, without_token
from sandbox.tokens import INSTAGRAM, PAGE, USER, Token


@graph.get("/oauth/authorize", strict_slashes=False)
@without_token
def authorize() -> ResponseReturnValue:
    """The person is taken to agree at once."""
    back, code = required("redirect_uri"), secrets.token_hex(12)
    database().execute("INSERT INTO codes VALUES (?, ?)", (code, accounts.first(database()).user_id))
    answer = {"code": code} | ({"state": params().text("state")} if params().text("state") else {})
    return redirect(f"{back}?{urlencode(answer)}#_")


@graph.post("/oauth/access_token", strict_slashes=False)
@without_token
def token_for_code() -> ResponseReturnValue:
    """The code of Instagram Login for a token of an hour. The shape of refusals differs here from all others."""
    used = database().execute(
        "DELETE FROM codes WHERE code = ? RETURNING account_id", (params().text("code"),)
    )
    row = next(iter(used.fetchall()), None)
    if row is None:
        problem = "Matching code was not found or was already used"
        refusal = {"error_type": "OAuthException", "code": 400, "error_message": problem}
        return jsonify(refusal), 400
    token = _issue(row["account_id"], INSTAGRAM, tokens.SHORT_LIFE)
    given = {
        "access_token": token.token,
        "user_id": token.account_id,
        "permissions": ",".join(token.permissions),
    }
    return jsonify(given if settings().flat_token_answers else {"data": [given]})


@graph.get("/oauth/access_token", strict_slashes=False)
@without_token
def exchange_user_token() -> dict[str, Any]:
    """Facebook Login: a user's token for one of 60 days."""
    _require_grant_type("fb_exchange_token")
    required("client_id")
    required("client_secret")
    short = tokens.valid(database(), required("fb_exchange_token"), now())
    if short.kind != USER:
        raise PARAM_INVALID.error(name="fb_exchange_token", problem="is not a user's token")
    return _granted(_issue(short.account_id, USER, tokens.LONG_LIFE, short.permissions))


@graph.get("/access_token", strict_slashes=False)
def exchange_instagram_token() -> dict[str, Any]:
    """Instagram Login: a token of an hour for one of 60 days."""
    _require_grant_type("ig_exchange_token")
    required("client_secret")
    short = _own(INSTAGRAM)
    left = short.life_left(now())
    if left is None or left > tokens.SHORT_LIFE:
        raise PARAM_INVALID.error(name="access_token", problem="is long-lived already")
    return _granted(_issue(short.account_id, INSTAGRAM, tokens.LONG_LIFE, short.permissions))


@graph.get("/refresh_access_token", strict_slashes=False)
def refresh() -> dict[str, Any]:
    """60 days more. What Instagram answers for a token of less than 24 hours is undocumented."""
    _require_grant_type("ig_refresh_token")
    old = _own(INSTAGRAM)
    if now() - old.issued_at < tokens.OLD_ENOUGH:
        raise TOKEN_TOO_YOUNG.error()
    fresh = _issue(old.account_id, INSTAGRAM, tokens.LONG_LIFE, old.permissions)
    return {**_granted(fresh), "permissions": ",".join(fresh.permissions)}


@graph.get("/me/accounts", strict_slashes=False)
def pages() -> dict[str, Any]:
    """The user's one page; its token has no end."""
    account, wanted = g.account, fields.parse(params().text("fields") or "id,name,access_token")
    user = _own(USER)
    page = nodes.page(account)
    if "access_token" in wanted:
        page["access_token"] = _issue(account.user_id, PAGE, None, user.permissions).token
    return {"data": [fields.project(page, wanted, "Page")]}


@graph.get("/debug_token", strict_slashes=False)
def debug() -> dict[str, Any]:
    shown = tokens.find(database(), required("input_token"))
    if shown is None:
        return {"data": {"is_valid": False, "scopes": []}}
    expired = shown.expires_at is not None and shown.expires_at <= now()
    return {
        "data": {
            "app_id": "600000000000001",
            "type": shown.kind.upper(),
            "is_valid": not expired and shown.ended_by is None,
            "issued_at": int(shown.issued_at),
            "expires_at": int(shown.expires_at or 0),
            "data_access_expires_at": int(shown.issued_at + tokens.DATA_ACCESS),
            "scopes": list(shown.permissions),
            "user_id": shown.account_id,
        }
    }


def _issue(
    account_id: str, kind: str, life: float | None, permissions: tuple[str, ...] | None = None
) -> Token:
    return tokens.issue(
        database(), account_id=account_id, kind=kind, now=now(), life=life, permissions=permissions
    )


def _granted(token: Token) -> dict[str, Any]:
    return {"access_token": token.token, "token_type": "bearer", "expires_in": token.life_left(now())}


def _own(kind: str) -> Token:
    token: Token = g.token
    if token.kind != kind:
        raise unsupported("me")
    return token


def _require_grant_type(name: str) -> None:
    if params().text("grant_type") != name:
        raise PARAM_INVALID.error(name="grant_type", problem=f"must be {name}")
