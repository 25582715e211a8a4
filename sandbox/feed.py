"""The pages a person sees: the profile, the feed and each post, as Instagram would show them, and a comment box."""

import re
from datetime import datetime, timedelta, timezone

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from sandbox import accounts, citizens, comments, images, media
from sandbox.citizens import Problem, Remark
from sandbox.comments import Comment
from sandbox.context import database, now, store
from sandbox.media import Media

JAPAN = timezone(timedelta(hours=9), "JST")
POSTS_PER_PAGE = 24
OTHER_POSTS = 6
COMMENTS_PER_PAGE, REPLIES_SHOWN = 20, 50
TAG_OR_MENTION = re.compile(r"([#＃]\w+|(?<![\w.])@[A-Za-z0-9_.]+)")

feed = Blueprint("feed", __name__)


@feed.get("/")
def profile() -> str:
    return _list("profile.html")


@feed.get("/feed/")
def timeline() -> str:
    return _list("timeline.html")


@feed.before_request
def refuse_other_sites() -> None:
    """A form counts only if a page of the sandbox itself has sent it: the browser says where it comes from."""
    if request.method == "GET":
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
    own = {request.host_url.rstrip("/"), current_app.config["PUBLIC_URL"].rstrip("/")} - {""}
    if origin not in own or site not in (None, "same-origin"):
        abort(403)


@feed.get("/p/<shortcode>/")
def post(shortcode: str) -> ResponseReturnValue:
    found = media.post_of_shortcode(database(), shortcode)
    return _missing() if found is None else _post_page(found)


@feed.post("/p/<shortcode>/comments")
def write_comment(shortcode: str) -> ResponseReturnValue:
    """By anybody, but nobody may take the account's name."""
    found = media.post_of_shortcode(database(), shortcode)
    if found is None:
        return _missing()
    remark = remark_of_form(media_id=found.id)
    try:
        if remark.username == accounts.first(database()).username:
            raise Problem("the account's name", "公式アカウントの名前では書き込めません。")
        citizens.write(database(), remark, at=now())
    except Problem as problem:
        return _post_page(found, problem=problem.shown, remark=remark), 400
    return redirect(url_for("feed.post", shortcode=shortcode, _anchor="comments"), 303)


@feed.get("/pictures/<media_id>.jpg")
def picture(media_id: str) -> Response:
    """The picture as shown; made at the first look, since most are never looked at in tests."""
    item = media.find(database(), media_id)
    if item is None:
        abort(404)
    file = store().renditions / f"{item.id}.jpg"
    if not file.exists():
        original = store().photos / item.photo
        store().keep_rendition(file, images.render(original, (item.width, item.height)))
    return send_file(file, mimetype="image/jpeg", max_age=timedelta(days=1).seconds)


@feed.get("/healthz")
def healthz() -> Response:
    database().execute("SELECT 1")
    return Response("ok\n", mimetype="text/plain")


@feed.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    return redirect(url_for("static", filename="avatar.svg"))


@feed.after_request
def forbid_foreign_content(response: Response) -> Response:
    policy = "default-src 'self'; form-action 'self'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    return response


@feed.app_template_filter()
def japan_time(at: float) -> str:
    """2026年11月22日 14:05"""
    moment = datetime.fromtimestamp(at, JAPAN)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


@feed.app_template_filter()
def iso_time(at: float) -> str:
    return datetime.fromtimestamp(at, JAPAN).isoformat(timespec="seconds")


@feed.app_template_filter()
def caption_markup(caption: str) -> Markup:
    """Hashtags and mentions stand out; addresses stay text, since Instagram makes no links of them."""
    parts = TAG_OR_MENTION.split(caption)
    marked = (
        Markup('<span class="tag">{}</span>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )
    return Markup("").join(marked)


@feed.app_template_filter()
def pictures(post: Media) -> list[Media]:
    """The images of a post, one or many."""
    return media.children(database(), post.id) or [post]


@feed.app_template_filter()
def replies(comment: Comment) -> list[Comment]:
    """What people see under it, oldest first."""
    page = comments.visible(database(), comment.media_id, parent_id=comment.id, limit=REPLIES_SHOWN)
    return page.items[::-1]


def remark_of_form(media_id: str) -> Remark:
    """Browsers send lines with CR LF; Instagram's app does not."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    username = request.form.get("username", "").strip().removeprefix("@")
    return Remark(username, text, media_id, request.form.get("parent_id", ""))


def _missing() -> ResponseReturnValue:
    return render_template("missing.html", account=accounts.first(database())), 404


def _post_page(found: Media, **more: object) -> str:
    account = accounts.first(database())
    latest = media.page(database(), account.user_id, limit=OTHER_POSTS + 1).items
    page = comments.visible(
        database(),
        found.id,
        parent_id=None,
        limit=COMMENTS_PER_PAGE,
        after=request.args.get("after", type=int),
    )
    return render_template(
        "post.html",
        account=account,
        post=found,
        others=[other for other in latest if other.id != found.id][:OTHER_POSTS],
        comments=page.items,
        older=page.items[-1].seq if page.has_more else None,
        **more,
    )


def _list(template: str) -> str:
    account = accounts.first(database())
    page = media.page(
        database(), account.user_id, limit=POSTS_PER_PAGE, after=request.args.get("after", type=int)
    )
    return render_template(
        template,
        account=account,
        posts=page.items,
        posts_count=media.count(database(), account.user_id),
        older=page.items[-1].seq if page.has_more else None,
    )
