"""Accounts, containers, media and comments as Graph shows them.

Source: Meta, references "IG User", "IG Container", "IG Media" and "IG Comment". What is None does not exist for that node.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g

from sandbox import comments, media, paging
from sandbox.accounts import Account
from sandbox.clock import graph_time
from sandbox.comments import Comment, Page
from sandbox.containers import STATUS_TEXTS, Container
from sandbox.context import database, now, permalink, picture_url, public_url
from sandbox.fields import Wanted, parse, project
from sandbox.media import Media


def account(known: Account, *, is_app_scoped: bool) -> dict[str, Any]:
    """`id` is another one for each app with Instagram Login, and the account's own with Facebook Login."""
    return {
        "id": known.app_scoped_id if is_app_scoped else known.user_id,
        "user_id": known.user_id,
        "username": known.username,
        "name": known.name,
        "biography": known.biography,
        "profile_picture_url": public_url("/static/avatar.svg"),
        "followers_count": known.followers_count,
        "media_count": media.count(database(), known.user_id),
        "account_type": "BUSINESS",
    }


def page(known: Account) -> dict[str, Any]:
    """The Facebook page that the account is linked to. Reference "Page"."""
    return {
        "id": known.page_id,
        "name": known.name,
        "instagram_business_account": {"id": known.user_id},
    }


def container(made: Container) -> dict[str, Any]:
    status_code = made.status_code(now())
    return {"id": made.id, "status_code": status_code, "status": STATUS_TEXTS[status_code]}


def item(published: Media, owner: Account) -> dict[str, Any]:
    """A post, or an image inside a carousel: that one has neither caption nor comments of its own."""
    is_post = published.parent_id is None
    return {
        "id": published.id,
        "media_type": published.media_type,
        "media_product_type": "FEED",
        "media_url": picture_url(published),
        "permalink": permalink(published) if is_post else None,
        "shortcode": published.shortcode,
        "timestamp": graph_time(published.published_at),
        "username": owner.username,
        "owner": {"id": owner.user_id},
        "caption": (published.caption or None) if is_post else None,
        "alt_text": published.alt_text or None,
        "comments_count": comments.count(database(), published.id) if is_post else None,
        "like_count": 0 if is_post else None,
        "is_comment_enabled": bool(published.comment_enabled) if is_post else None,
        "children": lambda wanted: children(published, owner, wanted),
    }


def children(published: Media, owner: Account, wanted: Wanted) -> dict[str, Any] | None:
    """The images of a carousel as an edge; None for a single image."""
    items = media.children(database(), published.id)
    return {"data": [project(item(child, owner), wanted, "IGMedia") for child in items]} if items else None


def comment(written: Comment, owner: Account) -> dict[str, Any]:
    """`from` is sometimes withheld where `username` is not."""
    author = {"id": written.author_id, "username": written.username}
    post = {"id": written.media_id, "media_product_type": "FEED"}
    is_own = written.author_id == owner.user_id
    return {
        "id": written.id,
        "text": written.text,
        "timestamp": graph_time(written.at),
        "username": written.username,
        "from": None if g.get("authors_withheld") else lambda wanted: _part(author, wanted, author),
        "hidden": bool(written.is_hidden),
        "like_count": written.like_count,
        "parent_id": written.parent_id,
        "media": lambda wanted: _part(post, wanted, ["id"]),
        "user": {"id": owner.app_scoped_id} if is_own else None,
        "replies": lambda wanted: _replies(written, owner, wanted),
    }


def comment_edge(
    page: Page, owner: Account, wanted: Wanted, *, path: str, query: Mapping[str, object]
) -> dict[str, Any]:
    data = [project(comment(one, owner), wanted, "IGComment") for one in page.items]
    seqs = [one.seq for one in page.items]
    return paging.edge(data, seqs, has_more=page.has_more, path=path, query=query)


def page_size(wanted: int) -> int:
    return min(max(wanted, 1), comments.PER_PAGE)


def _replies(written: Comment, owner: Account, wanted: Wanted) -> dict[str, Any] | None:
    """As a field of the comment; None if there are none."""
    limit = page_size(comments.PER_PAGE if wanted.limit is None else wanted.limit)
    page = comments.page(database(), written.media_id, parent_id=written.id, limit=limit)
    names = wanted or parse("timestamp,text,id")
    query = {"fields": str(names), "limit": limit}
    path = f"/{g.version}/{written.id}/replies"
    return comment_edge(page, owner, names, path=path, query=query) if page.items else None


def _part(node: Mapping[str, Any], wanted: Wanted, usual: Iterable[str]) -> dict[str, object]:
    return project(node, wanted or parse(",".join(usual)), "Node")
