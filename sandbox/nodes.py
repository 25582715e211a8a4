"""Accounts, containers, media and comments as Graph shows them.

Source: Meta, references "IG User", "IG Container", "IG Media" and "IG Comment". What is None does not exist for that node.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import g

from sandbox import comments, media, paging
from sandbox import insights as figures
from sandbox.accounts import Account
from sandbox.clock import graph_time
from sandbox.comments import Comment, Page
from sandbox.containers import STATUS_TEXTS, Container
from sandbox.context import database, now, permalink, picture_url, public_url, settings
from sandbox.errors import PERMISSION_MISSING
from sandbox.fields import Wanted, parse, project
from sandbox.media import Media

# Documented, and left out wherever they do not apply: videos, live broadcasts, polls, advertisements.
OF_OTHER_MEDIA = (
    "audio_id",
    "boost_ads_list",
    "boost_eligibility_info",
    "copyright_check_information",
    "current_live_viewer_count",
    "has_poll",
    "has_slider",
    "is_shared_to_feed",
    "live_reactions",
    "live_status",
    "media_audio_type",
    "thumbnail_url",
    "video_title",
)


def account(known: Account, *, is_app_scoped: bool) -> dict[str, Any]:
    """`id` is another one for each app with Instagram Login, and the account's own with Facebook Login."""
    return {
        "id": known.app_scoped_id if is_app_scoped else known.user_id,
        "user_id": known.user_id,
        "username": known.username,
        "name": known.name or None,
        "biography": known.biography or None,
        "website": known.website or public_url("/"),
        "profile_picture_url": public_url("/static/avatar.svg"),
        "has_profile_pic": True,
        "followers_count": known.followers_count,
        "follows_count": 0,
        "is_published": True,
        "legacy_instagram_user_id": known.user_id,
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
    status_code = made.shown_status_code(now(), settings().stale_status_seconds)
    return {
        "id": made.id,
        "status_code": status_code,
        "status": STATUS_TEXTS[status_code],
        "copyright_check_status": None,
        "video_status": None,
    }


def item(published: Media, owner: Account) -> dict[str, Any]:
    """A post, or an image inside a carousel: that one has neither caption nor comments of its own."""
    is_post = published.parent_id is None
    # With Instagram Login there are none of these.
    count = 0 if is_post and g.token.is_facebook else None
    return {
        **dict.fromkeys(OF_OTHER_MEDIA),
        "id": published.id,
        "ig_id": published.id,
        "legacy_instagram_media_id": published.id,
        "media_type": published.media_type,
        "media_product_type": "FEED",
        "media_url": picture_url(published),
        "permalink": permalink(published) if is_post else None,
        "shortcode": published.shortcode,
        "timestamp": graph_time(published.published_at),
        "username": owner.username,
        "owner": {"id": owner.user_id},
        "caption": (_caption(published) or None) if is_post else None,
        "alt_text": published.alt_text or None,
        "comments_count": comments.count(database(), published.id) if is_post else None,
        "like_count": 0 if is_post else None,
        "is_ai_generated": bool(published.is_ai_generated) if is_post else None,
        "reposts_count": count,
        "saved_count": count,
        "shares_count": count,
        "view_count": count,
        "total_like_count": count,
        "total_comments_count": None if count is None else comments.count(database(), published.id),
        "total_views_count": count,
        "is_comment_enabled": bool(published.comment_enabled) if is_post else None,
        "children": lambda wanted: children(published, owner, wanted),
        "insights": lambda wanted: _insights_field(published, wanted),
    }


def insights(published: Media, metrics: Sequence[str], breakdown: str = "") -> dict[str, Any]:
    """Up to two days late they are an empty list. Raises GraphError 10 and 100; the images of a carousel have none."""
    if not g.token.may_read_insights:
        raise PERMISSION_MISSING.error()
    is_late = now() < published.published_at + settings().insights_delay_seconds
    data = figures.of(database(), published, metrics, is_facebook=g.token.is_facebook, breakdown=breakdown)
    return {"data": [] if is_late or published.parent_id else data}


def _insights_field(published: Media, wanted: Wanted) -> dict[str, Any]:
    metrics = [name.strip() for name in wanted.modifiers.get("metric", "").split(",") if name.strip()]
    return insights(published, metrics, wanted.modifiers.get("breakdown", ""))


def _caption(published: Media) -> str:
    return published.caption.replace("@", "") if g.get("mentions_withheld") else published.caption


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
        "legacy_instagram_comment_id": written.id,
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
