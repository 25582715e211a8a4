"""`/_sandbox/`: what a test or a demonstration may ask of the sandbox that it could never ask of Instagram.

POST takes JSON only, so that no page opened in a browser can call it from elsewhere.
"""

import dataclasses
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from sandbox import (
    accounts,
    by_hand,
    calls,
    citizens,
    clock,
    comments,
    containers,
    courier,
    faults,
    media,
    publishing,
    switches,
    tokens,
    webhooks,
)
from sandbox.accounts import Account
from sandbox.citizens import Remark
from sandbox.comments import Comment
from sandbox.containers import Container
from sandbox.context import database, now, permalink, settings, store
from sandbox.errors import ENDED
from sandbox.media import Media
from sandbox.webhooks import Callback

APP_SECRET, VERIFY_TOKEN = "sandbox-app-secret", "sandbox-verify-token"

control = Blueprint("control", __name__, url_prefix="/_sandbox")


@control.errorhandler(ValueError)
def explain(error: ValueError) -> tuple[dict[str, str], int]:
    return {"error": str(error)}, 400


@control.get("/state")
def state() -> dict[str, Any]:
    """Everything there is: what is made, what is online, how often publishing was asked for."""
    db, account = database(), accounts.first(database())
    made = [_container(Container(**row)) for row in db.execute("SELECT * FROM containers ORDER BY rowid")]
    posts = [
        _post(Media(**row)) for row in db.execute("SELECT * FROM media WHERE parent_id IS NULL ORDER BY seq")
    ]
    written = comments.everything(db)
    publish_calls = [call for call in calls.all_calls(db) if call["call"] == "publish"]
    return {
        "now": now(),
        "clock_offset_seconds": clock.offset(db),
        "settings": dataclasses.asdict(settings()),
        "faults": faults.armed(db),
        "account": _account(account),
        "counts": {
            "containers": len(made),
            "media": len(posts),
            "comments": len(written),
            "publish_calls": len(publish_calls),
            "quota_usage": media.count(db, account.user_id, since=now() - publishing.QUOTA_DURATION),
        },
        "containers": made,
        "media": posts,
        "comments": [_comment(comment) for comment in written],
        "publish_calls": publish_calls,
    }


@control.get("/calls")
def call_log() -> Response:
    return jsonify(calls.all_calls(database()))


@control.post("/clock")
def advance_clock() -> dict[str, Any]:
    seconds = _body().get("advance_seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise ValueError("advance_seconds must be a number not below 0: no post comes from the future")
    clock.advance(database(), seconds)
    return {"now": now()}


@control.post("/settings")
def change_settings() -> dict[str, Any]:
    return dataclasses.asdict(switches.change(database(), _body()))


@control.get("/faults")
def list_faults() -> dict[str, Any]:
    """What is armed, and what could be."""
    known = {name: {"meaning": fault.meaning, "calls": fault.points} for name, fault in faults.FAULTS.items()}
    return {"armed": faults.armed(database()), "known": known}


@control.post("/faults")
def arm_fault() -> dict[str, Any]:
    body = _body()
    times = body.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool):
        raise ValueError("times must be a whole number")
    faults.arm(database(), str(body.get("fault")), times=times, point=body.get("call"))
    return {"armed": faults.armed(database())}


@control.post("/faults/disarm")
def disarm_faults() -> dict[str, Any]:
    """All, or those named by `fault` and `call`."""
    body = _body()
    faults.disarm(database(), body.get("fault"), body.get("call"))
    return {"armed": faults.armed(database())}


@control.post("/containers")
def force_container() -> dict[str, Any]:
    """Keep the container `id` in `status_code` ERROR, EXPIRED or IN_PROGRESS; empty lets it be."""
    body = _body()
    containers.force(database(), str(body.get("id")), str(body.get("status_code") or containers.UNFORCED))
    return {"success": True}


@control.post("/tokens")
def give_token() -> dict[str, Any]:
    """A token for an account (`username`, made if need be), as the developer's console would give it."""
    body = _body()
    kind = body.get("kind", tokens.INSTAGRAM)
    if kind not in tokens.PERMISSIONS:
        raise ValueError(f"kind must be one of: {', '.join(tokens.PERMISSIONS)}")
    account = accounts.of_username(database(), str(body.get("username") or accounts.FIRST_ACCOUNT.username))
    token = tokens.issue(
        database(),
        account_id=account.user_id,
        kind=kind,
        now=now() - _seconds(body, "age_seconds", 0),
        life=_seconds(body, "life_seconds", tokens.LONG_LIFE),
        permissions=body.get("permissions"),
    )
    return {"token": token.token, "user_id": account.user_id, "username": account.username}


@control.post("/tokens/end")
def end_token() -> dict[str, Any]:
    """End one `token`, or all of the first account's as a new password does. `subcode` says by what (460)."""
    body = _body()
    subcode = body.get("subcode", 460)
    if subcode not in ENDED:
        raise ValueError(f"subcode must be one of: {', '.join(map(str, ENDED))}")
    if "token" in body:
        tokens.end(database(), str(body["token"]), subcode)
    else:
        tokens.end_all(database(), accounts.FIRST_ACCOUNT.user_id, subcode)
    return {"success": True}


@control.post("/comments")
def write_comments() -> dict[str, Any]:
    """`count` (1) comments of `username` on the post `media_id`, or replies to the comment `parent_id`, written
    `age_seconds` (0) ago."""
    body = _body()
    names = ("username", "text", "media_id", "parent_id")
    remark = Remark(**{name: str(body.get(name) or "") for name in names})
    count = body.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool):
        raise ValueError("count must be a whole number")
    at = now() - _seconds(body, "age_seconds", 0)
    ids = citizens.write(database(), remark, at=at, count=count)
    return {"id": ids[0], "ids": ids}


@control.post("/comments/edit")
def edit_comment() -> dict[str, Any]:
    """Give the comment `id` the words `text`. Instagram tells nobody."""
    body = _body()
    citizens.edit(database(), str(body.get("id")), str(body.get("text") or ""))
    return {"success": True}


@control.post("/comments/delete")
def delete_comment() -> dict[str, Any]:
    """Take the comment `id` back, with its replies. Instagram tells nobody."""
    citizens.delete(database(), str(_body().get("id")))
    return {"success": True}


@control.post("/media/post")
def post_by_hand() -> dict[str, Any]:
    """Somebody at the account posts `caption` with so many plain `pictures` (1), `age_seconds` (0) ago. Instagram tells
    nobody."""
    body, account = _body(), accounts.first(database())
    pictures = body.get("pictures", 1)
    if not isinstance(pictures, int) or isinstance(pictures, bool):
        raise ValueError("pictures must be a whole number")
    at = now() - _seconds(body, "age_seconds", 0)
    caption = str(body.get("caption") or "")
    return {"id": by_hand.post(database(), store(), account, caption, pictures=pictures, at=at)}


@control.post("/profile")
def edit_profile() -> dict[str, Any]:
    """Somebody at the account changes `username`, `name`, `biography` or `website`. Instagram tells nobody."""
    body = {name: str(value) for name, value in _body().items()}
    accounts.edit(database(), accounts.first(database()).user_id, **body)
    return {"success": True}


@control.post("/media/edit")
def edit_post() -> dict[str, Any]:
    """Give the post `id` other words (`caption`), another label (`is_ai_generated`), or only these `pictures` in this
    order. Instagram tells nobody."""
    body = _body()
    media.edit(
        database(),
        str(body.get("id")),
        caption=body.get("caption"),
        pictures=body.get("pictures"),
        is_ai_generated=body.get("is_ai_generated"),
    )
    return {"success": True}


@control.post("/media/delete")
def delete_post() -> dict[str, Any]:
    """Take the post `id` down in the app, with its comments. Instagram tells nobody."""
    media.delete(database(), str(_body().get("id")))
    return {"success": True}


@control.get("/webhooks")
def list_deliveries() -> dict[str, Any]:
    """Where notifications go, and what has been sent; without `due_at` it has arrived (200) or been dropped."""
    known = webhooks.callback(database())
    return {
        "callback": known and {"url": known.url, "is_verified": known.is_verified},
        "deliveries": [dataclasses.asdict(one) for one in webhooks.everything(database())],
    }


@control.post("/webhooks")
def set_callback() -> dict[str, Any]:
    """Notify `url`, which must answer the challenge with `verify_token`; sign with `app_secret`. No url: nobody."""
    body = _body()
    if not body.get("url"):
        webhooks.set_callback(database(), None)
        return {"success": True}
    secret, token = str(body.get("app_secret") or APP_SECRET), str(body.get("verify_token") or VERIFY_TOKEN)
    wanted = Callback(str(body["url"]), secret, token, is_verified=True)
    if not courier.current().answers_challenge(wanted):
        raise ValueError("the callback did not answer the challenge")
    webhooks.set_callback(database(), wanted)
    return {"success": True}


@control.post("/webhooks/deliver")
def deliver() -> dict[str, Any]:
    """Deliver now what is due, and answer when that is done."""
    _body()
    courier.current().work()
    return list_deliveries()


@control.post("/reset")
def reset() -> dict[str, Any]:
    """As on the first start."""
    _body()
    store().empty(database())
    accounts.seed(database())
    webhooks.seed(database(), current_app.config["CALLBACK"], accounts.FIRST_ACCOUNT.user_id)
    return {"success": True}


def _seconds(body: dict[str, Any], name: str, default: float) -> float:
    value = body.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{name} must be a number")
    return float(value)


def _body() -> dict[str, Any]:
    body = request.get_json()
    if not isinstance(body, dict):
        raise ValueError("send a JSON object")
    return body


def _account(account: Account) -> dict[str, Any]:
    return {"id": account.app_scoped_id, "user_id": account.user_id, "username": account.username}


def _container(container: Container) -> dict[str, Any]:
    items = containers.children(database(), container.id)
    return {
        "id": container.id,
        "media_type": container.media_type,
        "is_carousel_item": bool(container.is_carousel_item),
        "status_code": container.status_code(now()),
        "caption": container.caption,
        "alt_text": container.alt_text,
        "is_ai_generated": bool(container.is_ai_generated),
        "image_url": container.source_url,
        "sha256": container.photo,
        "created_at": container.created_at,
        "published_at": container.published_at,
        "children": [item.id for item in items],
    }


def _post(post: Media) -> dict[str, Any]:
    return {
        **_picture(post),
        "caption": post.caption,
        "permalink": permalink(post),
        "published_at": post.published_at,
        "comment_enabled": bool(post.comment_enabled),
        "is_ai_generated": bool(post.is_ai_generated),
        "children": [_picture(child) for child in media.children(database(), post.id)],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "media_id": comment.media_id,
        "parent_id": comment.parent_id,
        "author_id": comment.author_id,
        "username": comment.username,
        "text": comment.text,
        "at": comment.at,
        "hidden": bool(comment.is_hidden),
    }


def _picture(item: Media) -> dict[str, Any]:
    return {
        "id": item.id,
        "container_id": item.container_id,
        "media_type": item.media_type,
        "alt_text": item.alt_text,
        "sha256": item.photo,
        "width": item.width,
        "height": item.height,
    }
