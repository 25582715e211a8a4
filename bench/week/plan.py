"""What the six people and the citizens do in the week, by day and hour. Wednesday to Tuesday, with a weekend and a holiday."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from approvals import actions as approvals
from comments.cases.actions import life
from comments.models import Case, Comment, TroubleType
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from security.models import User
from tests import factories
from tests.comments import factories as comment_factories
from tests.sandbox.running import Sandbox

# 令和8年11月18日, a Wednesday; the Monday after it is 勤労感謝の日.
BEGINS = datetime(2026, 11, 18, 7, 0, tzinfo=timezone.get_default_timezone())
FLOOD = 40


@dataclass(frozen=True)
class Act:
    at: datetime
    what: str
    do: Callable[[], object]


@dataclass
class Office:
    """The acts. What is made is kept by its title."""

    people: dict[str, User]
    sandbox: Sandbox
    posts: dict[str, Post] = field(default_factory=dict)
    stands_still: bool = False  # nobody looks for what is due

    def plan(self) -> list[Act]:
        return sorted(
            (Act(at(day, hour), what, do) for day, hour, what, do in self._acts()), key=lambda act: act.at
        )

    def _acts(self) -> list[tuple[int, str, str, Callable[[], object]]]:
        staff, chief, poster, manager, admin = (
            self.people[name] for name in ("staff", "chief", "poster", "manager", "admin")
        )
        snow, farmer, ice, market, late, light = (
            "雪の朝の喫茶店", "移住して三年目の農家さん", "流氷の夜明け", "週末の朝市", "だれも決めない投稿", "雪あかりの路",
        )  # fmt: skip
        return [
            (0, "9:00", "承認を求める", lambda: self.submit(staff, snow, goes_out=at(1, "12:00"))),
            (0, "9:40", "承認する", lambda: self.approve(chief, snow)),
            (0, "10:00", "承認を求める", lambda: self.submit(poster, farmer)),
            (0, "10:30", "差し戻す", lambda: self.send_back(manager, farmer, "人物が写っています。同意を確かめてください。")),
            (0, "11:00", "直して、もう一度求める", lambda: self.submit_again(poster, farmer)),
            (0, "13:30", "承認する", lambda: self.approve(manager, farmer)),
            (0, "14:00", "投稿する", lambda: publishing.publish_now(by=poster, post=self.now(farmer))),
            (0, "15:00", "承認を求める", lambda: self.submit(staff, ice, goes_out=at(2, "10:00"))),
            (0, "16:00", "コメントが付く", lambda: self.comments(farmer, "すてきな写真ですね。", "mimi")),
            (0, "16:05", "中傷が付く", lambda: self.comments(farmer, "この農家は詐欺師だ。死ね。", "tekitou")),
            (1, "9:00", "供覧を済ませる", lambda: approvals.mark_read(by=staff, item=self.now(farmer))),
            (1, "9:30", "返信の承認を求める", lambda: self.reply(poster, "mimi", "ありがとうございます。")),
            (1, "10:00", "返信を承認する", lambda: self.approve_reply(manager)),
            (1, "10:30", "事案を報告する", lambda: self.report(poster, "tekitou")),
            (1, "10:50", "事案を受領する", lambda: life.note_case(by=chief, case=Case.objects.get())),
            (1, "15:00", "承認する", lambda: self.approve(chief, ice)),
            (2, "9:55", "Instagramが応じない", lambda: self.sandbox.arm("F16-error", times=20, call="status")),
            (2, "11:30", "Instagramが応じる", lambda: self.sandbox.disarm()),
            (2, "13:00", "やり直す", lambda: self.retry(staff, ice)),
            (2, "16:30", "承認を求める", lambda: self.submit(poster, market, goes_out=at(3, "10:00"))),
            (2, "17:10", "承認する", lambda: self.approve(manager, market)),
            (2, "17:20", "承認を求める", lambda: self.submit(staff, late, goes_out=at(6, "9:30"))),
            (3, "12:00", "コメントが続く", lambda: self.comments(market, "行きました。", "citizen", FLOOD)),
            (4, "20:00", "中傷が付く", lambda: self.comments(market, "店主は馬鹿野郎だ。", "yoru")),
            (6, "10:00", "承認を求める", lambda: self.submit(staff, light, goes_out=None)),
            (6, "10:20", "承認する", lambda: self.approve(chief, light)),
            (6, "11:00", "承認を取り消す", lambda: approvals.revoke(by=chief, item=self.now(light), reason="写真を見直します。")),
        ]  # fmt: skip

    def now(self, title: str) -> Post:
        return Post.objects.select_related("submission").get(pk=self.posts[title].pk)

    def submit(self, by: User, title: str, goes_out: datetime | None = None, **more: Any) -> None:
        words = f"{title}です。移住して三年目の店主に、冬のくらしを聞きました。\n#北海道"
        self.posts[title] = factories.submitted(by, title=title, caption=words, publish_at=goes_out, **more)

    def submit_again(self, by: User, title: str) -> None:
        factories.submit(by, factories.edited(by, self.now(title), caption=f"{title}です。\n#移住"))

    def approve(self, by: User, title: str) -> None:
        approvals.approve(by=by, item=self.now(title), seal=self._seal(title))

    def send_back(self, by: User, title: str, reason: str) -> None:
        approvals.send_back(by=by, item=self.now(title), seal=self._seal(title), reason=reason)

    def retry(self, by: User, title: str) -> None:
        """If it has failed."""
        publishing.retry(by=by, post=self.now(title))

    def comments(self, title: str, text: str, username: str, count: int = 1) -> None:
        media = PublishJob.objects.get(post=self.posts[title], state="done").media_id
        self.sandbox.comments(media, count, text, username)

    def reply(self, by: User, username: str, text: str) -> None:
        self.answer = comment_factories.reply_submitted(by, to=self.by_citizen(username), text=text)

    def approve_reply(self, by: User) -> None:
        self.answer.refresh_from_db()
        assert self.answer.submission
        approvals.approve(by=by, item=self.answer, seal=self.answer.submission.seal)

    def report(self, by: User, username: str) -> None:
        kind = TroubleType.objects.filter(is_active=True).order_by("code")[0]
        report = life.Report(kind=kind, title="中傷のコメント", comment=self.by_citizen(username))
        life.open_case(by=by, report=report)

    def by_citizen(self, username: str) -> Comment:
        return Comment.objects.get(username=username)

    def _seal(self, title: str) -> str:
        submission = self.now(title).submission
        assert submission, title
        return submission.seal


def at(day: int, hour: str) -> datetime:
    """The hour of the week's day, the first of which is 0."""
    hours, _, minutes = hour.partition(":")
    return BEGINS.replace(hour=int(hours), minute=int(minutes)) + timedelta(days=day)
