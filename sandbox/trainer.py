"""The page of whoever leads a practice: write as a citizen, change it, take it back, let Instagram go wrong."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from sandbox import accounts, citizens, comments, faults, media, webhooks
from sandbox.citizens import Problem
from sandbox.context import database, now
from sandbox.feed import feed, remark_of_form

__all__ = ["feed"]

COMMENTS_PER_PAGE = 30
POSTS_OFFERED = 50
DELIVERIES_SHOWN = 5
TIMES_MAX = 99
NAMES = ("tanaka_hanako", "suzuki.ichiro", "sato_yuki", "kita_no_tabi", "angry_citizen", "spam_shop_77")


@dataclass(frozen=True)
class Trouble:
    """A fault at one of its points, in a trainer's words."""

    fault: str
    point: str
    words: str

    @property
    def name(self) -> str:
        return f"{self.fault} {self.point}"


TROUBLES = {
    "返信": (
        Trouble("F8", faults.REPLY_APPLIED, "返信は載るが、エラーが返る"),
        Trouble("F9", faults.REPLY_APPLIED, "返信は載るが、応答の前に通信が切れる"),
        Trouble("F17-applied", faults.REPLY_APPLIED, "返信は載るが、障害の画面が返る"),
        Trouble("F17", faults.REPLY, "返信は載らず、障害の画面が返る"),
        Trouble("F12", faults.REPLY, "返信は載らず、呼び出しが多すぎると断られる"),
    ),
    "非表示・削除": (
        Trouble("F17-applied", faults.HIDE_APPLIED, "非表示・再表示は済むが、障害の画面が返る"),
        Trouble("F17", faults.HIDE, "非表示・再表示はされず、障害の画面が返る"),
        Trouble("F17-applied", faults.DELETE_APPLIED, "削除は済むが、障害の画面が返る"),
        Trouble("F17", faults.DELETE, "削除はされず、障害の画面が返る"),
    ),
    "コメントの読み込み": (
        Trouble("F10", faults.COMMENTS, "コメントがあるのに、一覧が空で返る"),
        Trouble("F11", faults.COMMENTS, "コメントを書いた人の番号が伏せられる"),
        Trouble("F6", faults.COMMENT, "あるはずのコメントが、見つからないと返る"),
        Trouble("F12", faults.COMMENTS, "呼び出しが多すぎると断られる"),
        Trouble("F17", faults.COMMENTS, "障害の画面が返る"),
        Trouble("F13", faults.COMMENTS, "接続が切れる(公式アカウントのパスワードの変更)"),
    ),
    "コメントの通知": (
        Trouble("F14-twice", faults.WEBHOOK_TWICE, "同じ通知が二度届く"),
        Trouble("F14-order", faults.WEBHOOK_ORDER, "次の通知に追い越されて届く"),
        Trouble("F14-signature", faults.WEBHOOK_SIGNATURE, "署名の正しくない通知が届く"),
        Trouble("F14-replay", faults.WEBHOOK_REPLAY, "古い通知がもう一度届く"),
    ),
}
BY_NAME = {trouble.name: trouble for group in TROUBLES.values() for trouble in group}


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


@feed.post("/trainer/faults")
def trainer_arm() -> ResponseReturnValue:
    trouble, times = BY_NAME.get(request.form.get("trouble", "")), _number("times")
    if trouble is None or not 1 <= times <= TIMES_MAX:
        problem = f"起こすことを選び、回数を1から{TIMES_MAX}までにしてください。"
        return _page(fault_problem=problem), 400
    faults.arm(database(), trouble.fault, times=times, point=trouble.point)
    return _back("faults")


@feed.post("/trainer/faults/clear")
def trainer_disarm() -> Response:
    faults.disarm(database())
    return _back("faults")


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
        troubles=TROUBLES,
        armed=[(_words(one["fault"], one["call"]), one["times"]) for one in faults.armed(db)],
        callback=webhooks.callback(db),
        deliveries=webhooks.everything(db)[: -DELIVERIES_SHOWN - 1 : -1],
        **more,
    )


def _words(fault: str, point: str) -> str:
    trouble = BY_NAME.get(f"{fault} {point}")
    return trouble.words if trouble else f"{fault} ({point})"


def _number(name: str) -> int:
    """0 for what is none: no count may be 0."""
    value = request.form.get(name, "1").strip()
    return int(value) if value.isdecimal() and len(value) < 9 else 0


def _back(place: str, **kept: str) -> Response:
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{url_for('feed.trainer')}{query}#{place}", 303)
