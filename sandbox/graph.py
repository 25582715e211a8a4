"""The manners of every Graph call: version prefix, token, parameters, error answers, headers, log.

Source: Meta, "Graph API / Overview", "Handle Errors" and "Rate Limits".
"""

import json
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.routing import BaseConverter

from sandbox import accounts, calls, comments, media, tokens
from sandbox.accounts import Account
from sandbox.comments import Comment
from sandbox.context import database, now, settings
from sandbox.errors import PARAM_REQUIRED, PERMISSION_MISSING, TOKEN_ERROR, UNSUPPORTED, GraphError
from sandbox.faults import Struck
from sandbox.media import Media
from sandbox.params import Params, token_of

LATEST_VERSION = "v27.0"
USAGE = ("call_count", "total_cputime", "total_time")

View = TypeVar("View", bound=Callable[..., Any])

graph = Blueprint("graph", __name__)


class VersionConverter(BaseConverter):
    """The `v26.0` in front of a path."""

    regex = r"v\d+\.\d+"
    weight = 10  # tried before a node's id


def without_token(view: View) -> View:
    """Marks a view that is asked before there is a token."""
    view.without_token = True  # type: ignore[attr-defined]  # read by `authenticate`
    return view


@graph.url_value_preprocessor
def take_version(_endpoint: str | None, values: dict[str, str] | None) -> None:
    g.version = (values or {}).pop("version", LATEST_VERSION)


@graph.before_request
def authenticate() -> None:
    """The token comes before everything else, the path included."""
    g.trace_id = "A" + secrets.token_urlsafe(16)
    g.account = None
    g.params = Params({})
    g.params = Params.of(request)
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "without_token", False):
        return
    g.token = tokens.valid(database(), token_of(request, g.params), now())
    g.account = accounts.find(database(), g.token.account_id)


@graph.errorhandler(GraphError)
def refuse(error: GraphError) -> Response:
    response = jsonify(error.body(g.trace_id, is_japanese=g.get("is_japanese", False)))
    response.status_code = error.shape.status
    if error.shape.code == TOKEN_ERROR:
        response.headers["www-authenticate"] = f'OAuth "Facebook Platform" "invalid_token" "{error}"'
    return response


@graph.errorhandler(Struck)
def let_fail(struck: Struck) -> Response:
    return struck.response


@graph.after_request
def add_headers(response: Response) -> Response:
    if response.is_json:
        response.content_type = "application/json; charset=UTF-8"
        response.headers["facebook-api-version"] = g.version
        response.headers["x-fb-trace-id"] = g.trace_id
        used = dict.fromkeys(USAGE, settings().usage_percent)
        response.headers["x-app-usage"] = json.dumps(used)
        if g.account is not None:
            usage = {
                "type": "instagram",
                **used,
                "estimated_time_to_regain_access": g.get("regain_minutes", 0),
            }
            response.headers["x-business-use-case-usage"] = json.dumps({g.account.user_id: [usage]})
    return response


@graph.after_request
def log(response: Response) -> Response:
    calls.record(
        database(),
        at=now(),
        call=(request.endpoint or "").rpartition(".")[2],
        method=request.method,
        path=request.path,
        params=g.params.without_secrets(),
        status=None if g.get("answer_lost") else response.status_code,
        fault=g.get("fault"),
    )
    return response


def unsupported(node: str) -> GraphError:
    """No such object, not yours, or no such operation: Graph does not tell which."""
    return UNSUPPORTED.error(method=request.method.lower(), id=node)


def own_account(node: str) -> Account:
    """The caller's account, addressed as `me` or by either of its ids. Raises GraphError 100/33."""
    account: Account = g.account
    if node not in ("me", account.user_id, account.app_scoped_id):
        raise unsupported(node)
    return account


def publishing_account(node: str) -> Account:
    """As `own_account`, for a token that may publish. Raises GraphError 10 without the permission."""
    account = own_account(node)
    if not g.token.may_publish:
        raise PERMISSION_MISSING.error()
    return account


def own_media(node: str) -> Media:
    """Raises GraphError 100/33."""
    item = media.find(database(), node)
    if item is None or item.account_id != g.account.user_id:
        raise unsupported(node)
    return item


def own_comment(node: str) -> Comment:
    """One under the account's posts, whoever wrote it. Raises GraphError 100/33."""
    comment = comments.find(database(), node)
    if comment is None:
        raise unsupported(node)
    own_media(comment.media_id)
    return comment


def required(name: str) -> str:
    value = params().text(name)
    if not value:
        raise PARAM_REQUIRED.error(name=name)
    return value


def params() -> Params:
    brought: Params = g.params
    return brought
