"""Read an account, a container, media or a comment; list the media; open and close a post's comments; delete.

Source: Meta, references "IG User", "IG User Media", "IG Container", "IG Media" and "IG Media Children".
"""

from typing import Any

from flask import g, request

from sandbox import comments, containers, faults, fields, media, nodes, paging, tokens
from sandbox.accounts import Account
from sandbox.containers import Container
from sandbox.context import database, settings
from sandbox.endpoints.comments import delete_comment, hide_comment, read_comment
from sandbox.errors import NOT_DELETABLE, PARAM_INVALID, PARAM_REQUIRED, PERMISSION_MISSING
from sandbox.graph import graph, own_account, own_comment, own_media, params, required, unsupported

PAGE_DEFAULT, PAGE_MAX = 25, 100  # media per page
ANY_METHOD = ["GET", "POST", "DELETE", "PUT", "PATCH"]


@graph.get("/", strict_slashes=False)
def read_many() -> dict[str, Any]:
    """Several nodes by `ids`, all or none."""
    if not settings().multi_id_requests:
        raise PARAM_INVALID.error(name="ids", problem="is not available to this app")
    required("ids")
    return {node: read_node(node) for node in params().ids("ids")}


@graph.get("/<node>", strict_slashes=False)
def read_node(node: str) -> dict[str, Any]:
    account: Account = g.account
    if node == account.page_id or (node == "me" and g.token.kind == tokens.PAGE):
        return fields.project(nodes.page(account), _wanted(), "Page")
    if node in ("me", account.user_id, account.app_scoped_id):
        faults.strike(database(), faults.ACCOUNT)
        return fields.project(
            nodes.account(account, is_app_scoped=g.token.kind == tokens.INSTAGRAM), _wanted(), "IGUser"
        )
    container = containers.find(database(), node, account.user_id)
    if container is not None:
        return _status(container)
    if comments.find(database(), node) is not None:
        return read_comment(own_comment(node))
    post = own_media(node)
    faults.strike(database(), faults.POST)
    return fields.project(nodes.item(post, account), _wanted(), "IGMedia")


@graph.post("/<node>", strict_slashes=False)
def update_node(node: str) -> dict[str, Any]:
    """Only the comment switch of a post can be changed, and whether a comment is hidden."""
    if comments.find(database(), node) is not None:
        return hide_comment(own_comment(node))
    post = own_media(node)
    enabled = params().flag("comment_enabled")
    if enabled is None:
        raise PARAM_REQUIRED.error(name="comment_enabled")
    if post.parent_id is not None:
        raise unsupported(node)
    media.set_comment_enabled(database(), post.id, enabled)
    return {"success": True}


@graph.delete("/<node>", strict_slashes=False)
def delete_node(node: str) -> dict[str, Any]:
    """A comment with either login, a post with Facebook Login only."""
    if comments.find(database(), node) is not None:
        return delete_comment(own_comment(node))
    post = own_media(node)
    if not g.token.is_facebook:
        raise unsupported(node)
    if not g.token.may_take_down:
        raise PERMISSION_MISSING.error()
    if post.parent_id is not None:
        raise NOT_DELETABLE.error()
    faults.strike(database(), faults.TAKE_DOWN)
    media.delete(database(), post.id)
    faults.strike(database(), faults.TAKE_DOWN_APPLIED)
    return {"success": True, "deleted_id": post.id}


@graph.get("/<node>/media", strict_slashes=False)
def list_media(node: str) -> dict[str, Any]:
    """The posts of the account, newest first. `since` and `until` are about the time of publication."""
    account, wanted = own_account(node), _wanted()
    faults.strike(database(), faults.MEDIA)
    page = media.page(
        database(),
        account.user_id,
        limit=min(max(params().integer("limit", PAGE_DEFAULT), 1), PAGE_MAX),
        after=paging.position(params().text("after")),
        since=params().time("since"),
        until=params().time("until"),
    )
    data = [fields.project(nodes.item(post, account), wanted, "IGMedia") for post in page.items]
    seqs = [post.seq for post in page.items]
    query = request.args.to_dict()
    return paging.edge(data, seqs, has_more=page.has_more, path=request.path, query=query)


@graph.get("/<node>/children", strict_slashes=False)
def list_children(node: str) -> dict[str, Any]:
    return nodes.children(own_media(node), g.account, _wanted()) or {"data": []}


@graph.route("/<path:node>", methods=ANY_METHOD, strict_slashes=False)
def no_such_operation(node: str) -> dict[str, Any]:
    raise unsupported(node.partition("/")[0])


def _wanted() -> fields.Wanted:
    return fields.parse(params().text("fields"))


def _status(container: Container) -> dict[str, Any]:
    faults.strike(database(), faults.STATUS, container=container.id)
    container = containers.find(database(), container.id, container.account_id) or container
    wanted = fields.parse(params().text("fields") or "status_code")
    return fields.project(nodes.container(container), wanted, "ShadowIGMediaBuilder")
