"""The other week of the same six: what the calm one does not have goes wrong in it, and the chief is away."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from bench.week.plan import Office, at
from comments.cases.actions import life, measures
from comments.cases.actions.measures.deciding import Wish
from comments.models import MeasureKind
from posts.links import check
from posts.models import PublishJob
from posts.publishing import actions as publishing
from security.appointing import actions as appointing
from security.models import Appointment, Device, Organization, Role
from security.people.models import User
from security.workplaces import actions as workplaces
from tests import factories
from tests.comments.cases import factories as cases

DAY = timedelta(days=1)
LINK = "https://www.example.jp/yuki"


class Troubled(Office):
    def _acts(self) -> list[tuple[int, str, str, Callable[[], object]]]:
        staff, chief, poster, manager = (
            self.people[name] for name in ("staff", "chief", "poster", "manager")
        )
        forgotten, lost, linked, blocked, changed, deputised = (
            "押されない投稿", "結果の分からない投稿", "リンクの切れる投稿", "制限にかかる投稿", "書き換えられる投稿", "課長が不在の投稿",
        )  # fmt: skip
        return [
            (0, "8:50", "運用ポリシーを定める", lambda: cases.policy(staff, chief)),
            (0, "9:00", "契約の終わりが14日後になる", lambda: self.contract_ends(14)),
            (0, "9:10", "承認を求める", lambda: self.submit(poster, forgotten)),
            (0, "9:30", "承認する", lambda: self.approve(manager, forgotten)),
            (0, "10:00", "承認を求める", lambda: self.submit(staff, changed, goes_out=at(0, "14:00"))),
            (0, "10:30", "承認する", lambda: self.approve(chief, changed)),
            (0, "15:00", "本文が書き換えられる", lambda: self.sandbox.edit_post(self.media(changed), caption="別の本文")),
            (0, "16:00", "承認の記録のない投稿が載る", lambda: self.sandbox.post_by_hand("だれも承認していない投稿です。")),
            (1, "9:00", "投稿する", lambda: publishing.publish_now(by=poster, post=self.now(forgotten))),
            (1, "10:00", "中傷が付く", lambda: self.comments(forgotten, "店主の山田は詐欺師だ。死ね。", "tekitou")),
            (1, "10:30", "緊急の措置をとる", lambda: self.act_in_emergency(poster)),
            (1, "11:00", "端末をなくす", lambda: self.lose_device(chief)),
            (1, "13:00", "承認を求める", lambda: self.submit(staff, lost, goes_out=at(2, "10:00"))),
            (1, "13:30", "承認する", lambda: self.approve(chief, lost)),
            (1, "15:00", "代決者を置く", lambda: self.deputise(chief)),
            (2, "9:50", "Instagramの答えが消える", self.lose_answers),
            (2, "11:30", "Instagramが応じる", lambda: self.sandbox.disarm()),
            (2, "13:00", "止まる", lambda: self.stop(True)),
            (2, "13:40", "動き出す", lambda: self.stop(False)),
            (2, "14:00", "承認を求める", lambda: self.submit(poster, linked, goes_out=at(5, "10:00"), links=[factories.link(LINK)])),
            (2, "14:30", "承認する", lambda: self.approve(manager, linked)),
            (2, "15:00", "承認を求める", lambda: self.submit(staff, deputised, goes_out=at(6, "15:00"))),
            (2, "13:50", "リンク先が開ける", lambda: self.links_answer(check.State.ALIVE, "開けました。")),
            (5, "9:50", "リンク先がなくなる", lambda: self.links_answer(check.State.DEAD, "ページがありません(404)。")),
            (5, "11:00", "リンク先が戻る", lambda: self.links_answer(check.State.ALIVE, "開けました。")),
            (6, "9:00", "承認を求める", lambda: self.submit(poster, blocked, goes_out=at(6, "11:00"))),
            (6, "9:30", "承認する", lambda: self.approve(manager, blocked)),
            (6, "10:50", "Instagramが制限する", lambda: self.sandbox.arm("F1-refused")),
        ]  # fmt: skip

    def media(self, title: str) -> str:
        return str(PublishJob.objects.get(post=self.posts[title], state="done").media_id)

    def contract_ends(self, days: int) -> None:
        contractor = Organization.objects.get(kind=Organization.Kind.CONTRACTOR)
        contractor.contract_until = timezone.localdate() + days * DAY
        appointing.save_organization(by=self.people["admin"], organization=contractor)

    def act_in_emergency(self, by: User) -> None:
        report = life.Report(kind=cases.kind("T01"), title="中傷", comment=self.by_citizen("tekitou"))
        case = life.open_case(by=by, report=report)
        wish = Wish(kind=MeasureKind.HIDE, ground=cases.GROUND, reason="特定の方への攻撃のため")
        measures.act_in_emergency(by=by, case=case, wish=wish)

    def lose_device(self, by: User) -> None:
        tablet = Device(
            number="T-001",
            label="共用タブレット",
            kind=Device.Kind.TABLET,
            organization=by.appointments.get().organization,
        )
        device = workplaces.register_device(by=self.people["admin"], device=tablet)
        workplaces.cut_off_device(
            by=by, device=device, reason="外出先で見当たらなくなりました。", is_lost=True
        )

    def deputise(self, absent: User) -> None:
        """A seventh stands in for the chief."""
        office = Appointment.objects.get(user=absent)
        office.organization.deputies_allowed = True
        appointing.save_organization(by=self.people["admin"], organization=office.organization)
        deputy = User(username="deputy", name="小川 一子", kana="おがわ いちこ", email="deputy@example.jp")
        deputy.set_password("hokkaido-cafe")
        appointing.add_person(by=None, person=deputy)
        post = Appointment(
            user=deputy,
            organization=office.organization,
            role=Role.PREFECTURE_POSTER,
            valid_from=timezone.localdate(),
        )
        appointing.appoint(by=None, appointment=post)
        self.people["deputy"] = deputy
        standing_in = Appointment(
            user=deputy,
            organization=office.organization,
            role=office.role,
            deputizes=office,
            valid_from=timezone.localdate(),
            valid_until=timezone.localdate() + 3 * DAY,
        )
        appointing.appoint(by=absent, appointment=standing_in)
        factories.confirmed(deputy)

    def lose_answers(self) -> None:
        self.sandbox.arm("F17", call="publish")
        self.sandbox.arm("F6", call="status", times=500)

    def stop(self, is_still: bool) -> None:
        self.stands_still = is_still

    def links_answer(self, state: check.State, told: str) -> None:
        """Of the addresses outside, which nothing here can open."""
        check.check_all = lambda urls: [check.Finding(url, state, told, False) for url in urls]
