"""Accounts, containers and media as Graph shows them.

Source: Meta, references "IG User", "IG Container" and "IG Media". What is None does not exist for that node.
"""

from typing import Any

from cafe_instagram.sandbox import media
from cafe_instagram.sandbox.accounts import Account
from cafe_instagram.sandbox.clock import graph_time
from cafe_instagram.sandbox.containers import STATUS_TEXTS, Container
from cafe_instagram.sandbox.context import database, now, permalink, picture_url, public_url
from cafe_instagram.sandbox.fields import Wanted, project
from cafe_instagram.sandbox.media import Media


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
        "comments_count": 0 if is_post else None,
        "like_count": 0 if is_post else None,
        "is_comment_enabled": bool(published.comment_enabled) if is_post else None,
        "children": lambda wanted: children(published, owner, wanted),
    }


def children(published: Media, owner: Account, wanted: Wanted) -> dict[str, Any] | None:
    """The images of a carousel as an edge; None for a single image."""
    items = media.children(database(), published.id)
    return {"data": [project(item(child, owner), wanted, "IGMedia") for child in items]} if items else None
