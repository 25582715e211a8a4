"""Create a container, publish it, ask for the quota.

Source: Meta, guide "Content Publishing"; references "IG User Media", "IG User Media Publish" and "Content
Publishing Limit".
"""

from typing import Any

from flask import current_app

from sandbox import containers, faults, fields, images, media, publishing
from sandbox.containers import Draft
from sandbox.context import database, now, settings, store
from sandbox.errors import MEDIA_TYPE_UNKNOWN, PARAM_INVALID
from sandbox.graph import graph, params, publishing_account, required
from sandbox.images import Photo
from sandbox.media_fetch import Fetcher
from sandbox.publishing import Terms


@graph.post("/<node>/media", strict_slashes=False)
def create(node: str) -> dict[str, Any]:
    """A container for an image, a carousel item or a carousel; the sandbox has no other media types."""
    account = publishing_account(node)
    faults.strike(database(), faults.CREATE)
    media_type = params().text("media_type") or containers.IMAGE
    if media_type == containers.CAROUSEL:
        container_id = containers.create_carousel(
            database(), _draft(account.user_id), params().ids("children")
        )
    elif media_type == containers.IMAGE:
        container_id = _create_image(account.user_id)
    else:
        raise MEDIA_TYPE_UNKNOWN.error(media_type=media_type)
    return {"id": container_id}


@graph.post("/<node>/media_publish", strict_slashes=False)
@graph.post("/<node>/mediapublish", strict_slashes=False)
def publish(node: str) -> dict[str, Any]:
    """The second path is the one Meta's SDK uses for Instagram Login."""
    account = publishing_account(node)
    faults.strike(database(), faults.PUBLISH, container=params().text("creation_id"))
    container_id, switches = required("creation_id"), settings()
    terms = Terms(account.user_id, now(), switches.quota_total, switches.second_publish_accepted)
    publishing.publishable(database(), container_id, terms)
    faults.strike(database(), faults.PUBLISH_READY)
    media_id = publishing.publish(database(), container_id, terms)
    faults.strike(database(), faults.PUBLISH_APPLIED)
    return {"id": media_id}


@graph.get("/<node>/content_publishing_limit", strict_slashes=False)
def publishing_limit(node: str) -> dict[str, Any]:
    account = publishing_account(node)
    faults.strike(database(), faults.LIMIT)
    day_ago = now() - publishing.QUOTA_DURATION
    since = max(params().time("since") or day_ago, day_ago)
    limit = {
        "quota_usage": media.count(database(), account.user_id, since=since),
        "config": {"quota_total": settings().quota_total, "quota_duration": publishing.QUOTA_DURATION},
    }
    wanted = fields.parse(params().text("fields") or "quota_usage")
    return {"data": [fields.project(limit, wanted, "ContentPublishingLimit")]}


def _draft(account_id: str) -> Draft:
    created_at = now()
    draft = Draft(
        account_id=account_id,
        caption=params().text("caption"),
        alt_text=params().text("alt_text"),
        created_at=created_at,
        ready_at=created_at + settings().processing_seconds,
        day_budget=settings().containers_total,
        is_ai_generated=params().flag("is_ai_generated") or False,
    )
    draft.check()
    return draft


def _create_image(account_id: str) -> str:
    url = required("image_url")
    draft = _draft(account_id)
    is_carousel_item = params().flag("is_carousel_item") or False
    if is_carousel_item and draft.is_ai_generated:
        raise PARAM_INVALID.error(name="is_ai_generated", problem="goes to the carousel, not to its items")
    faults.strike(database(), faults.CREATE_FETCH, uri=url)
    photo = _fetch(url)
    return containers.create_image(
        database(),
        draft,
        photo=photo,
        source_url=url,
        is_carousel_item=is_carousel_item,
    )


def _fetch(url: str) -> Photo:
    switches = settings()
    fetcher = Fetcher(
        allowed_hosts=current_app.config["ALLOWED_HOSTS"],
        follow_redirects=switches.follow_redirects,
        obey_robots=switches.obey_robots,
        timeout_seconds=switches.fetch_timeout_seconds,
    )
    with store().incoming() as file:
        fetcher.fetch(url, file)
        photo = images.accept(file, min_ratio=switches.min_ratio, accept_png=switches.accept_png)
        store().keep_photo(file, photo.sha256)
    return photo
