"""An office's records: at first 500 posts, comments and audit events, then a long archive behind the same 500.

The newest are numbered 1, the oldest last, so that both sizes show the same rows on their first pages. The first 40
posts and 250 comments are work to be done; everything older has come to its end, as in an office.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import Decision, Dossier, Reading, Submission
from bench.databases import being_filled
from bench.multiplying import copy, go_on_counting, numbers, tables_of, through
from comments.cases.actions import life as case_actions
from comments.models import Case, CaseEntry, CaseStep, Comment, LivePost, Reply, ReplyJob, TroubleType
from outbox.jobs import JobState
from posts.models import Link, Photo, Post, PublishJob
from security.models import AuditEvent, AuditHead, Organization, Role, User
from security.trail.recording import subject_key
from tests import factories
from tests.comments import factories as comment_factories
from tests.signing_in import Browser

SMALL, POSTS, COMMENTS, EVENTS, CASES = 500, 100_000, 1_000_000, 1_000_000, 5_000
SMALL_CASES = 100
TITLE = "冬の朝 第〇回"
OPEN_POSTS, OPEN_COMMENTS, OPEN_CASES = 40, 250, 10
# Far above what the product's own actions have numbered.
NEWEST_POST, NEWEST_EVENT = 2_000_000, 30_000_000
POST, EVENT = f"{NEWEST_POST} - n", f"{NEWEST_EVENT} - n"
COMMENT, CASE = "20000000 - n", "1000000 - n"
POST_AT, COMMENT_AT, EVENT_AT, CASE_AT = (
    f"now() - n * interval '{step}'" for step in ("15 minutes", "1 minute", "1 minute", "4 hours")
)
FILLED = (
    Dossier, Submission, Decision, Reading, Post, Photo, Link, PublishJob, LivePost, Comment, Reply,
    ReplyJob, Case, CaseStep, CaseEntry, AuditEvent,
)  # fmt: skip


@dataclass
class Stock:
    """Who looks at the pages, and which rows they are of."""

    contractor: Organization
    people: dict[str, User]
    posts: dict[str, Post]
    replies: dict[str, Reply]
    cases: dict[str, Case]
    comment: Comment
    cookies: dict[str, str] = field(default_factory=dict)


def small() -> Stock:
    """Fill the database that the connection leads to with 500 of each."""
    stock = _seeds()
    with being_filled():
        _posts(stock, 1, SMALL)
        _comments(stock, 1, SMALL)
        _replies(stock, 1, SMALL)
        _events(stock, 1, SMALL)
        _cases(stock, 1, SMALL_CASES)
    go_on_counting(FILLED)
    AuditHead.objects.update(number=NEWEST_EVENT)
    stock.cookies = {role: signed_in(person) for role, person in stock.people.items()}
    return stock


def archive(stock: Stock) -> None:
    """Put the long archive behind what `small` has filled."""
    with being_filled(*tables_of(FILLED)):
        _posts(stock, SMALL + 1, POSTS)
        _comments(stock, SMALL + 1, COMMENTS)
        _replies(stock, SMALL + 1, COMMENTS)
        _events(stock, SMALL + 1, EVENTS)
        _cases(stock, SMALL_CASES + 1, CASES)


def signed_in(person: User) -> str:
    """The cookie of a session that has just been begun."""
    browser = Browser()
    browser.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


# --- What is copied ------------------------------------------------------------------------------------------------


def _seeds() -> Stock:
    """One row of each kind, made by the product's own actions."""
    contractor = factories.ContractorFactory()
    people = {
        "staff": factories.person(Role.PREFECTURE_POSTER, name="佐藤 花子"),
        "chief": factories.person(Role.SECTION_CHIEF, name="神田 太郎"),
        "poster": factories.person(Role.CONTRACTOR_POSTER, contractor, name="鈴木 次郎"),
        "manager": factories.person(Role.MANAGER, contractor, name="高橋 三郎"),
        "administrator": factories.person(Role.ADMINISTRATOR, name="管理 四郎"),
        "auditor": factories.person(Role.AUDITOR, name="監査 五子"),
    }
    posts = _seed_posts(people)
    live = LivePost.objects.create(
        media_id="1", post=posts["ours"], first_line=TITLE, posted_at=timezone.now(), read_at=timezone.now()
    )
    comment = comment_factories.comment(live, text="とても素敵な写真ですね。いつか家族で行ってみたいです。")
    cases = {state: _case(people["staff"], state) for state in ("open", "closed")}
    return Stock(contractor, people, posts, _seed_replies(people), cases, comment)


def _seed_posts(people: dict[str, User]) -> dict[str, Post]:
    staff, chief, poster, manager = (people[role] for role in ("staff", "chief", "poster", "manager"))
    said: Any = {
        "title": TITLE,
        "caption": "北海道の冬の朝です。第〇回\n\nいつか家族で行ってみたい町。\n#北海道",
    }
    told = {
        "draft": factories.draft(staff, **said, photos=2, links=[factories.link()]),
        "pending": factories.submitted(staff, **said, photos=2, links=[factories.link()]),
        "pending of the contractor": factories.submitted(poster, **said),
        "approved": factories.approved(staff, chief, **said),
        "ours": _published(factories.approved(staff, chief, **said, photos=2, links=[factories.link()])),
        "the contractor's": _published(factories.approved(poster, manager, **said, photos=2)),
        "shown": _published(factories.approved(staff, chief, **said, photos=3, links=[factories.link()])),
        "with 3 photos": factories.draft(staff, **said, photos=3, links=[factories.link()]),
        "with 10 photos": factories.draft(staff, **said, photos=10, links=[factories.link()]),
    }
    for reader in (staff, chief):
        approval_actions.mark_read(by=reader, item=told["the contractor's"])
    return told


COURSE = ("写真をInstagramに渡しました。", "公開をInstagramに依頼しました。", "Instagramに投稿されました。")


def _line(at: datetime, sentence: str) -> dict[str, Any]:
    return {"at": at.isoformat(), "sentence": sentence, "is_problem": False}


def _published(post: Post) -> Post:
    """As the publishing walk leaves it."""
    now = timezone.now()
    media_id = f"100{post.pk}"
    PublishJob.objects.create(
        post=post, submission=post.submission, state=JobState.DONE, due_at=now, asked_for=now, sent_at=now, first_asked_at=now,
        finished_at=now, media_id=media_id, course=[_line(now, one) for one in COURSE], permalink=f"https://www.instagram.com/p/{media_id}/",
    )  # fmt: skip
    Post.objects.filter(pk=post.pk).update(state="published")
    return Post.objects.get(pk=post.pk)


def _seed_replies(people: dict[str, User]) -> dict[str, Reply]:
    sent = comment_factories.reply_approved(people["staff"], people["chief"])
    now = timezone.now()
    sent.jobs.update(state=JobState.DONE, sent_at=now, first_asked_at=now, finished_at=now, remote_id="1")
    Reply.objects.filter(pk=sent.pk).update(state="published")
    return {"sent": sent, "pending": comment_factories.reply_submitted(people["staff"])}


def _case(by: User, state: str) -> Case:
    kind = TroubleType.objects.filter(is_active=True).order_by("code")[0]
    report = case_actions.Report(
        kind=kind, title="なりすましの疑い", description="似た名前のアカウントがある。"
    )
    case = case_actions.open_case(by=by, report=report)
    if state == "closed":
        Case.objects.filter(pk=case.pk).update(state=state, closed_at=timezone.now(), conclusion="終わった。")
    Case.objects.filter(pk=case.pk).update(noted_by=by, noted_at=timezone.now(), owner=by)
    return case


# --- Posts, with all that belongs to them --------------------------------------------------------------------------

# Which numbers stand in which state: first the work to be done, then the archive.
POSTS_AS = {
    "draft": "n <= 8",
    "pending": "n BETWEEN 9 AND 16",
    "pending of the contractor": "n BETWEEN 17 AND 24",
    "approved": f"n BETWEEN 25 AND {OPEN_POSTS}",
    "ours": f"n > {OPEN_POSTS} AND n % 2 = 0",
    "the contractor's": f"n > {OPEN_POSTS} AND n % 2 = 1",
}


def _posts(stock: Stock, first: int, last: int) -> None:
    for name, among in POSTS_AS.items():
        _copies_of(stock.posts[name], numbers(first, last, among))


def _copies_of(post: Post, series: str) -> None:
    # One in a hundred tells of drift ice, for searches that find a few.
    words = "CASE WHEN n % 100 = 7 THEN '流氷 第' ELSE '第' END || n || '回'"
    named = {
        name: f"replace(seed.{name}, '第〇回', {words})" for name in ("title", "caption", "sought", "content")
    }
    _dossier(post, series)
    version = post.submission_id
    if version:
        _version(version, series, content=named.pop("content"))
    copy(
        Post, f"seed.id = {post.pk}", series, id=POST, dossier_id=POST, submission_id=POST if version else "NULL",
        title=named["title"], caption=named["caption"], sought=named["sought"], form_key="gen_random_uuid()",
        created_at=POST_AT, edited_at=POST_AT,
    )  # fmt: skip
    for model in (through(Post, "topics"), Photo, Link):
        copy(model, f"seed.post_id = {post.pk}", series, post_id=POST)
    if post.state == "published":
        _publication(post, series)


def _dossier(post: Post, series: str) -> None:
    copy(Dossier, f"seed.id = {post.dossier_id}", series, id=POST, serial="1000 + n")
    copy(through(Dossier, "contributors"), f"seed.dossier_id = {post.dossier_id}", series, dossier_id=POST)


def _version(version: int, series: str, **columns: str) -> None:
    copy(
        Submission, f"seed.id = {version}", series, id=POST, dossier_id=POST, submitted_at=POST_AT, **columns
    )
    copy(Decision, f"seed.submission_id = {version}", series, submission_id=POST, decided_at=POST_AT)
    # The newest are still to be seen by the division (供覧).
    read = f"{series} AND n > {OPEN_POSTS + 20}"
    copy(Reading, f"seed.submission_id = {version}", read, submission_id=POST, read_at=POST_AT)


def _publication(post: Post, series: str) -> None:
    job, address = PublishJob.objects.get(post=post), "'https://www.instagram.com/p/' || n || '/'"
    moments = dict.fromkeys(("due_at", "asked_for", "sent_at", "created_at", "finished_at"), POST_AT)
    copy(
        PublishJob, f"seed.id = {job.pk}", series, id=POST, post_id=POST, submission_id=POST,
        media_id="'1789' || n", permalink=address, **moments,
    )  # fmt: skip
    copy(
        LivePost, "seed.media_id = '1'", series, id=POST, post_id=POST, media_id="'1789' || n", permalink=address,
        first_line="'冬の朝 第' || n || '回'", posted_at=POST_AT, created_at=POST_AT,
    )  # fmt: skip


# --- Comments, replies, cases and the trail ------------------------------------------------------------------------


def _comments(stock: Stock, first: int, last: int) -> None:
    """Narrowed lists find the same among the latest in both sizes, and seldom anything in the archive."""
    oldest_post = min(last, POSTS)
    newest_post = OPEN_POSTS + 1 if first == 1 else first
    open_, rare = f"n <= {OPEN_COMMENTS}", 10 if first == 1 else 1000
    person = stock.people["staff"].pk
    copy(
        Comment, f"seed.id = {stock.comment.pk}", numbers(first, last), id=COMMENT, remote_id="'c' || n",
        live_post_id=f"{NEWEST_POST} - ({newest_post} + n % {oldest_post - newest_post + 1})",
        username="'user_' || n % 5000",
        text="seed.text || n || CASE WHEN n % 9 = 0 THEN ' 冬の服装を教えてください?' ELSE '' END",
        sought="'@user_' || n % 5000 || E'\\n' || seed.text || n || CASE WHEN n % 9 = 0 THEN ' 冬の服装を教えてください?' ELSE '' END",
        commented_at=COMMENT_AT, received_at=COMMENT_AT,
        is_own="n % 40 = 0", parent_id=f"CASE WHEN n % 40 = 0 THEN {COMMENT} - 1 END",
        hints=f"CASE WHEN n % {rare} = 7 THEN 'abuse' WHEN n % {rare} = 3 THEN 'personal' WHEN n % 9 = 0 THEN"
        " 'question' WHEN n % 90 = 1 THEN 'spam' ELSE '' END",
        handling=f"CASE WHEN {open_} THEN 'open' WHEN {ANSWERED} THEN 'reply' WHEN n % {rare} = 6 THEN 'measure'"
        " ELSE 'no_reply' END",
        usual_reason=f"CASE WHEN {open_} THEN '' ELSE 'fan' END",
        handled_by_id=f"CASE WHEN NOT {open_} THEN {person} END",
        handled_at=f"CASE WHEN NOT {open_} THEN {COMMENT_AT} END",
        assigned_to_id=f"CASE WHEN n % {rare} = 2 THEN {person} END",
    )  # fmt: skip


# The comments that a reply was proposed to.
ANSWERED = f"n > {OPEN_COMMENTS} AND n % 2 = 1 AND (n <= {SMALL} OR n % 20 = 1)"


def _replies(stock: Stock, first: int, last: int) -> None:
    waiting = f"n <= {OPEN_COMMENTS + 20}"
    for name, among in (("pending", waiting), ("sent", f"NOT {waiting}")):
        reply = stock.replies[name]
        series = numbers(first, last, f"{ANSWERED} AND {among}")
        copy(Dossier, f"seed.id = {reply.dossier_id}", series, id=COMMENT, serial="1000000 + n")
        copy(
            through(Dossier, "contributors"),
            f"seed.dossier_id = {reply.dossier_id}",
            series,
            dossier_id=COMMENT,
        )
        version = f"seed.id = {reply.submission_id}"
        copy(Submission, version, series, id=COMMENT, dossier_id=COMMENT, submitted_at=COMMENT_AT)
        decided = f"seed.submission_id = {reply.submission_id}"
        copy(Decision, decided, series, submission_id=COMMENT, decided_at=COMMENT_AT)
        copy(
            Reply, f"seed.id = {reply.pk}", series, id=COMMENT, dossier_id=COMMENT, submission_id=COMMENT,
            comment_id=COMMENT, form_key="gen_random_uuid()", created_at=COMMENT_AT, edited_at=COMMENT_AT,
        )  # fmt: skip
        jobs = f"seed.reply_id = {reply.pk}"
        copy(
            ReplyJob, jobs, series, id=COMMENT, reply_id=COMMENT, submission_id=COMMENT, remote_id="'r' || n",
            due_at=COMMENT_AT, created_at=COMMENT_AT,
        )  # fmt: skip


def _events(stock: Stock, first: int, last: int) -> None:
    """Of the posts in turn, ten each."""
    history = list(AuditEvent.objects.filter(subject=subject_key(stock.posts["ours"])))
    for place, event in enumerate(history):
        copy(
            AuditEvent, f"seed.id = {event.pk}", numbers(first, last, f"n % {len(history)} = {place}"), id=EVENT,
            number=EVENT, at=EVENT_AT, digest="md5(n::text) || md5(n::text)",
            subject=f"'posts.post:' || {NEWEST_POST} - (1 + n / 10)",
            subject_label="'冬の朝 第' || (1 + n / 10) || '回'",
        )  # fmt: skip


def _cases(stock: Stock, first: int, last: int) -> None:
    for state, among in (("open", f"n <= {OPEN_CASES}"), ("closed", f"n > {OPEN_CASES}")):
        case, series = stock.cases[state], numbers(first, last, among)
        copy(Case, f"seed.id = {case.pk}", series, id=CASE, serial="1000 + n", opened_at=CASE_AT)
        for model in (CaseStep, CaseEntry):
            copy(model, f"seed.case_id = {case.pk}", series, case_id=CASE)
