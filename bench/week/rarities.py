"""A third week: what seldom happens, each once, so that its letters can be read one after the other."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from approvals import actions as approvals
from bench.week.plan import Office, at
from comments.models import Comment, OwnAnswer
from comments.own_answers import actions as own_answers
from posts.live import actions as live
from posts.models import AccountProfile
from security.account.upkeep import connecting
from security.appointing import actions as appointing
from security.letters.mail_server import MailServer, Unreachable
from security.models import Appointment
from security.office import disk
from security.people.models import User
from tests import factories
from tests.comments.policy import making as policies

MIB = 2**20


class Rare(Office):
    def _acts(self) -> list[tuple[int, str, str, Callable[[], object]]]:
        staff, chief, poster, manager, admin = (
            self.people[name] for name in ("staff", "chief", "poster", "manager", "admin")
        )
        live_one, no, lost, later = "道の駅の朝", "却下される投稿", "承認の失われる投稿", "接続の切れる投稿"
        return [
            (0, "9:00", "運用ポリシーの承認を求める", self.policy),
            (0, "9:10", "承認を求める", lambda: self.submit(poster, live_one, goes_out=at(0, "10:30"))),
            (0, "9:20", "承認する", lambda: self.approve(manager, live_one)),
            (0, "9:30", "承認を求める", lambda: self.submit(staff, no)),
            (0, "10:00", "却下する", lambda: self.reject(chief, no)),
            (0, "11:00", "運用ポリシーを承認する", lambda: policies.approve(self.version, chief)),
            (0, "13:00", "質問が付く", lambda: self.comments(live_one, "駐車場はありますか。", "toi")),
            (0, "14:00", "返信の承認を求める", lambda: self.reply(poster, "toi", "ございます。")),
            (0, "15:00", "承認を求める", lambda: self.submit(staff, lost, goes_out=at(1, "15:00"))),
            (0, "15:30", "承認する", lambda: self.approve(chief, lost)),
            (1, "9:30", "承認された内容を変える", lambda: factories.edited(staff, self.now(lost), caption="別の本文です。\n#北海道")),
            (1, "11:00", "質問が付く", lambda: self.comments(live_one, "何時からですか。", "nanji")),
            (1, "11:30", "承認なしに返信が書かれる", self.answer_around),
            (1, "16:00", "返信を承認する", lambda: self.approve_reply(manager)),
            (1, "16:30", "事案にする", self.open_case),
            (2, "9:30", "プロフィールが変わる", lambda: self.sandbox.edit_profile(biography="別の紹介文です。")),
            (2, "11:00", "プロフィールを確かめる", lambda: self.confirm_profile(chief)),
            (2, "13:00", "ディスクの空きがなくなる", lambda: self.leave_free(40 * MIB)),
            (2, "15:00", "空きを作る", lambda: self.leave_free(None)),
            (5, "9:00", "業務処理責任者の任用の終わりが近づく", lambda: self.ends_soon(manager)),
            (5, "9:40", "メールサーバーが止まる", lambda: self.mail_is_away(True)),
            (5, "10:00", "承認を求める", lambda: self.submit(staff, later, goes_out=at(6, "10:00"))),
            (5, "13:30", "メールサーバーが戻る", lambda: self.mail_is_away(False)),
            (5, "14:00", "承認する", lambda: self.approve(chief, later)),
            (6, "9:30", "接続が切れる", lambda: self.sandbox.end_tokens()),
            (6, "10:20", "接続をやり直す", lambda: connecting.connect(by=admin, secret=self.sandbox.give_token())),
        ]  # fmt: skip

    def policy(self) -> None:
        self.version = policies.submitted(self.people["staff"])

    def reject(self, by: User, title: str) -> None:
        approvals.reject(
            by=by, item=self.now(title), seal=self._seal(title), reason="公式アカウントに合いません。"
        )

    def answer_around(self) -> None:
        asked = Comment.objects.get(username="nanji")
        self.sandbox.comment(parent=asked.remote_id, text="十時からです。", username="hokkaido_cafe")

    def open_case(self) -> None:
        found = OwnAnswer.objects.get(standing="open")
        own_answers.open_case(by=self.people["manager"], found=found, is_take_over=False, note="")

    def confirm_profile(self, by: User) -> None:
        for profile in AccountProfile.objects.filter(standing__in=["first", "open"], settled_at=None):
            live.confirm_profile(by=by, profile=profile, reason="広報担当が改めました。")

    def leave_free(self, free: int | None) -> None:
        disk.free = self.kept_free if free is None else lambda *_: free

    kept_free = staticmethod(disk.free)

    def ends_soon(self, whose: User) -> None:
        appointment = Appointment.objects.get(user=whose, deputizes=None)
        last = timezone.localdate() + timedelta(days=7)
        appointing.end_appointment(
            by=self.people["admin"], appointment=appointment, last_day=last, reason="異動のため"
        )

    def mail_is_away(self, away: bool) -> None:
        MailServer.offer = self.refuse if away else self.kept_offer  # type: ignore[method-assign, assignment]  # the week takes it away and back

    kept_offer = staticmethod(MailServer.offer)

    @staticmethod
    def refuse(server: MailServer, mail: object) -> None:
        raise Unreachable("away")
