"""The page of whoever leads a practice: write as a citizen, change it, take it back, act at the account itself, let
Instagram go wrong."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from sandbox import (
    accounts,
    by_hand,
    citizens,
    clock,
    comments,
    faults,
    media,
    publishing,
    switches,
    troubles,
    webhooks,
)
from sandbox.citizens import Problem
from sandbox.context import database, now, settings, store
from sandbox.errors import GraphError
from sandbox.feed import feed, japan_time, remark_of_form

__all__ = ["feed"]

COMMENTS_PER_PAGE = 30
POSTS_OFFERED = 50
DELIVERIES_SHOWN = 5
TIMES_MAX = 99
NAMES = ("tanaka_hanako", "suzuki.ichiro", "sato_yuki", "kita_no_tabi", "angry_citizen", "spam_shop_77")
# What time can be let pass, in seconds.
LEAPS = {600: "10分", 3600: "1時間", 24 * 3600: "1日", 7 * 24 * 3600: "1週間", 60 * 24 * 3600: "60日"}


@feed.get("/trainer/")
def trainer() -> str:
    return _page()


@feed.post("/trainer/comments")
def trainer_write() -> ResponseReturnValue:
    remark = remark_of_form(media_id=request.form.get("media_id", ""))
    try:
        citizens.write(database(), remark, at=now(), count=_number("count"))
    except Problem as problem:
        return _page(problem=problem.shown, remark=remark, count=request.form.get("count", "")), 400
    return _back("comments", name=remark.username, post=remark.media_id)


@feed.post("/trainer/comments/<comment_id>/edit")
def trainer_edit(comment_id: str) -> ResponseReturnValue:
    text = remark_of_form(media_id="").text
    try:
        citizens.edit(database(), comment_id, text)
    except Problem as problem:
        return _page(edited=comment_id, edit_problem=problem.shown, edit_text=text), 400
    return _back("comments")


@feed.post("/trainer/comments/<comment_id>/delete")
def trainer_delete(comment_id: str) -> ResponseReturnValue:
    try:
        citizens.delete(database(), comment_id)
    except Problem as problem:
        return _page(edit_problem=problem.shown), 400
    return _back("comments")


@feed.post("/trainer/posts")
def trainer_post() -> ResponseReturnValue:
    """As somebody does who has the account's password, and not this office's system."""
    caption, pictures = request.form.get("caption", "").replace("\r\n", "\n"), _number("pictures", none=0)
    account = accounts.first(database())
    try:
        by_hand.post(database(), store(), account, caption, pictures=pictures, at=now())
    except (ValueError, GraphError):
        problem = "写真は1枚から10枚まで、本文は2,200字までにしてください。"
        return _page(post_problem=problem, post_caption=caption), 400
    return _back("account")


@feed.post("/trainer/profile")
def trainer_profile() -> ResponseReturnValue:
    parts = {part: request.form.get(part, "").replace("\r\n", "\n").strip() for part in accounts.EDITABLE}
    if not citizens.USERNAME.fullmatch(parts["username"]):
        problem = "ユーザーネームは、半角の英数字・ピリオド・下線で、30字までにしてください。"
        return _page(profile_problem=problem), 400
    accounts.edit(database(), accounts.first(database()).user_id, **parts)
    return _back("account")


@feed.post("/trainer/faults")
def trainer_arm() -> ResponseReturnValue:
    trouble, times = troubles.BY_NAME.get(request.form.get("trouble", "")), _number("times")
    if trouble is None or not 1 <= times <= TIMES_MAX:
        problem = f"回数を1から{TIMES_MAX}までにして、起こすことを押してください。"
        return _page(fault_problem=problem, times=request.form.get("times", "")), 400
    faults.arm(database(), trouble.fault, times=times, point=trouble.point)
    return _back("armed")


@feed.post("/trainer/faults/clear")
def trainer_disarm() -> Response:
    """All, or the one that the button names."""
    fault, _, point = request.form.get("armed", "").partition(" ")
    faults.disarm(database(), fault or None, point or None)
    return _back("armed")


@feed.post("/trainer/switches")
def trainer_switch() -> ResponseReturnValue:
    wanted: dict[str, object] = {
        "quota_total": _number("quota_total", none=-1),
        "stale_status_seconds": _number("stale_status_seconds", none=-1),
        "second_publish_accepted": "second_publish_accepted" in request.form,
        "min_ratio": 0.8 if "only_4_5" in request.form else 0.75,
    }
    try:
        switches.change(database(), wanted)
    except ValueError:
        return _page(switch_problem="件数と秒数は、0以上の数にしてください。"), 400
    return _back("switches")


@feed.post("/trainer/clock")
def trainer_advance() -> ResponseReturnValue:
    seconds = _number("seconds")
    if seconds not in LEAPS:
        return _page(clock_problem="進める長さを選んでください。"), 400
    clock.advance(database(), seconds)
    return _back("clock")


def _page(**more: object) -> str:
    db, account = database(), accounts.first(database())
    page = comments.latest(db, limit=COMMENTS_PER_PAGE, after=request.args.get("after", type=int))
    posts = media.page(db, account.user_id, limit=POSTS_OFFERED).items
    answered = comments.find(db, request.values.get("parent_id") or request.args.get("answer", ""))
    return render_template(
        "trainer.html",
        account=account,
        posts=posts,
        answered=answered,
        names=NAMES,
        comments=page.items,
        older=page.items[-1].seq if page.has_more else None,
        post_of={comment.media_id: media.find(db, comment.media_id) for comment in page.items},
        parent_of={one.parent_id: comments.find(db, one.parent_id) for one in page.items if one.parent_id},
        troubles=troubles.TROUBLES,
        armed=_armed(),
        settings=settings(),
        used=media.count(db, account.user_id, since=now() - publishing.QUOTA_DURATION),
        leaps=LEAPS,
        clock=japan_time(now()),
        is_ahead=clock.offset(db) > 0,
        callback=webhooks.callback(db),
        deliveries=webhooks.everything(db)[: -DELIVERIES_SHOWN - 1 : -1],
        **more,
    )


def _armed() -> list[tuple[str, str, int]]:
    """What each is called, its words, and how often it will still happen; the same armed twice is one."""
    left: dict[tuple[str, str], int] = {}
    for one in faults.armed(database()):
        key = one["fault"], one["call"]
        left[key] = left.get(key, 0) + one["times"]
    return [
        (f"{fault} {point}", troubles.words(fault, point), times) for (fault, point), times in left.items()
    ]


def _number(name: str, none: int = 0) -> int:
    """`none` for what is no number."""
    value = request.form.get(name, "1").strip()
    return int(value) if value.isdecimal() and len(value) < 9 else none


def _back(place: str, **kept: str) -> Response:
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{url_for('feed.trainer')}{query}#{place}", 303)
