"""Read an account, a container or media; list the media; open and close a post's comments.

Source: Meta, references "IG User", "IG User Media", "IG Container", "IG Media" and "IG Media Children".
"""

import base64
from typing import Any
from urllib.parse import urlencode

from flask import g, request

from cafe_instagram.sandbox import containers, faults, fields, media, nodes, tokens
from cafe_instagram.sandbox.accounts import Account
from cafe_instagram.sandbox.containers import Container
from cafe_instagram.sandbox.context import database, public_url
from cafe_instagram.sandbox.errors import PARAM_INVALID, PARAM_REQUIRED
from cafe_instagram.sandbox.graph import graph, own_account, params, unsupported
from cafe_instagram.sandbox.media import Media

PAGE_DEFAULT, PAGE_MAX = 25, 100  # media per page
ANY_METHOD = ["GET", "POST", "DELETE", "PUT", "PATCH"]


@graph.get("/<node>", strict_slashes=False)
def read_node(node: str) -> dict[str, Any]:
    account: Account = g.account
    if node == account.page_id or (node == "me" and g.token.kind == tokens.PAGE):
        return fields.project(nodes.page(account), _wanted(), "Page")
    if node in ("me", account.user_id, account.app_scoped_id):
        return fields.project(
            nodes.account(account, is_app_scoped=g.token.kind == tokens.INSTAGRAM), _wanted(), "IGUser"
        )
    container = containers.find(database(), node, account.user_id)
    if container is not None:
        return _status(container)
    return fields.project(nodes.item(_own_media(node), account), _wanted(), "IGMedia")


@graph.post("/<node>", strict_slashes=False)
def update_media(node: str) -> dict[str, Any]:
    """Only the comment switch of a post can be changed."""
    post = _own_media(node)
    enabled = params().flag("comment_enabled")
    if enabled is None:
        raise PARAM_REQUIRED.error(name="comment_enabled")
    if post.parent_id is not None:
        raise unsupported(node)
    media.set_comment_enabled(database(), post.id, enabled)
    return {"success": True}


@graph.get("/<node>/media", strict_slashes=False)
def list_media(node: str) -> dict[str, Any]:
    """The posts of the account, newest first. `since` and `until` are about the time of publication."""
    account, wanted = own_account(node), _wanted()
    page = media.page(
        database(),
        account.user_id,
        limit=min(max(params().integer("limit", PAGE_DEFAULT), 1), PAGE_MAX),
        after=_position(params().text("after")),
        since=params().time("since"),
        until=params().time("until"),
    )
    data = [fields.project(nodes.item(post, account), wanted, "IGMedia") for post in page.items]
    if not data:
        return {"data": []}
    after = _cursor(page.items[-1])
    paging: dict[str, Any] = {"cursors": {"before": _cursor(page.items[0]), "after": after}}
    if page.has_more:
        # Holds the token only if the query did, as Graph's own links do.
        query = urlencode({**request.args, "after": after})
        paging["next"] = public_url(f"{request.path}?{query}")
    return {"data": data, "paging": paging}


@graph.get("/<node>/children", strict_slashes=False)
def list_children(node: str) -> dict[str, Any]:
    return nodes.children(_own_media(node), g.account, _wanted()) or {"data": []}


@graph.route("/<path:node>", methods=ANY_METHOD, strict_slashes=False)
def no_such_operation(node: str) -> dict[str, Any]:
    raise unsupported(node.partition("/")[0])


def _wanted() -> fields.Wanted:
    return fields.parse(params().text("fields"))


def _status(container: Container) -> dict[str, Any]:
    faults.strike(database(), faults.STATUS)
    wanted = fields.parse(params().text("fields") or "status_code")
    return fields.project(nodes.container(container), wanted, "ShadowIGMediaBuilder")


def _own_media(node: str) -> Media:
    item = media.find(database(), node)
    if item is None or item.account_id != g.account.user_id:
        raise unsupported(node)
    return item


def _cursor(item: Media) -> str:
    return base64.urlsafe_b64encode(str(item.seq).encode()).decode()


def _position(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        return int(base64.urlsafe_b64decode(cursor))
    except ValueError as error:
        raise PARAM_INVALID.error(name="after", problem="is not a cursor") from error
