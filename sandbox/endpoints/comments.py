"""Read a post's comments, answer, hide and delete them.

Source: Meta, guide "Comment Moderation"; references "IG Media Comments", "IG Comment" and "IG Comment Replies".
"""

from typing import Any

from flask import g, request

from sandbox import comments, faults, fields, nodes, paging
from sandbox.comments import Comment
from sandbox.context import database, now, settings
from sandbox.errors import (
    COMMENTS_CLOSED,
    FIELD_UNKNOWN,
    FIELDS_AFTER_WRITING,
    PARAM_INVALID,
    PARENT_HIDDEN,
    PERMISSION_MISSING,
)
from sandbox.graph import graph, own_comment, own_media, params, required, unsupported
from sandbox.media import Media

DEFAULT_FIELDS = "timestamp,text,id"


@graph.get("/<node>/comments", strict_slashes=False)
def list_comments(node: str) -> dict[str, Any]:
    """Those at the top only; replies come inside them or from their own list."""
    _require_permission()
    post = _own_post(node)
    faults.strike(database(), faults.COMMENTS)
    return _listed(post.id, None)


@graph.get("/<node>/replies", strict_slashes=False)
def list_replies(node: str) -> dict[str, Any]:
    _require_permission()
    comment = own_comment(node)
    faults.strike(database(), faults.REPLIES)
    return _listed(comment.media_id, comment.id)


@graph.post("/<node>/comments", strict_slashes=False)
def write_comment(node: str) -> dict[str, Any]:
    _require_permission()
    return _write(_own_post(node), None)


@graph.post("/<node>/replies", strict_slashes=False)
def write_reply(node: str) -> dict[str, Any]:
    """An answer to a reply stands beside it. One of Meta's pages says so, others have seen it refused."""
    _require_permission()
    thread = own_comment(own_comment(node).thread_id)
    if thread.is_hidden or own_comment(node).is_hidden:
        raise PARENT_HIDDEN.error()
    return _write(own_media(thread.media_id), thread.id)


def delete_comment(comment: Comment) -> dict[str, Any]:
    """By the owner of the post, whoever wrote it."""
    _require_permission()
    faults.strike(database(), faults.DELETE)
    comments.delete(database(), comment.id)
    faults.strike(database(), faults.DELETE_APPLIED)
    return {"success": True}


def read_comment(comment: Comment) -> dict[str, Any]:
    _require_permission()
    faults.strike(database(), faults.COMMENT)
    return fields.project(nodes.comment(comment, g.account), _wanted(), "IGComment")


def hide_comment(comment: Comment) -> dict[str, Any]:
    """The account's own comments stay visible whatever is asked, says the reference."""
    _require_permission()
    required("hide")
    hidden = params().flag("hide") or False
    faults.strike(database(), faults.HIDE)
    if comment.author_id != g.account.user_id:
        comments.set_hidden(database(), comment.id, hidden)
    faults.strike(database(), faults.HIDE_APPLIED)
    return {"success": True}


def _listed(media_id: str, parent_id: str | None) -> dict[str, Any]:
    wanted = _wanted()
    page = comments.page(
        database(),
        media_id,
        parent_id=parent_id,
        limit=nodes.page_size(params().integer("limit", comments.PER_PAGE)),
        after=paging.position(params().text("after")),
    )
    return nodes.comment_edge(page, g.account, wanted, path=request.path, query=request.args.to_dict())


def _write(post: Media, parent_id: str | None) -> dict[str, Any]:
    message = required("message")
    if comments.is_too_long(message):
        raise PARAM_INVALID.error(name="message", problem="is too long")
    if not post.comment_enabled:
        raise COMMENTS_CLOSED.error()
    faults.strike(database(), faults.REPLY)
    (comment_id,) = comments.write(
        database(),
        [message],
        media_id=post.id,
        parent_id=parent_id,
        author_id=g.account.user_id,
        username=g.account.username,
        at=now(),
    )
    if params().text("fields"):
        raise FIELDS_AFTER_WRITING.error()
    faults.strike(database(), faults.REPLY_APPLIED)
    return {"id": comment_id}


def _own_post(node: str) -> Media:
    """The pictures inside a carousel have no comments of their own."""
    post = own_media(node)
    if post.parent_id is not None:
        raise unsupported(node)
    return post


def _wanted() -> fields.Wanted:
    wanted = fields.parse(params().text("fields") or DEFAULT_FIELDS)
    asked_for_authors = "from" in wanted or "from" in wanted.get("replies", {})
    if asked_for_authors and settings().refuse_authors:
        raise FIELD_UNKNOWN.error(field="from", node="IGComment")
    return wanted


def _require_permission() -> None:
    if not g.token.may_comment:
        raise PERMISSION_MISSING.error()
