"""What somebody typed about a comment, a case or a decision survives the end of the session, a gate, and a refusal.

Each form is tried in the state of the world in which its page offers it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from comments.cases.actions import life as case_actions
from comments.cases.actions import measures as measure_actions
from comments.cases.actions.measures import Wish
from comments.models import Case, Measure, MeasureKind, MeasureState
from security.models import Acknowledgement, Role, SecondFactor, User
from security.office import vault
from security.pages.kept_input import DROPPED, KEY
from tests import factories as office
from tests.comments import factories as replies
from tests.comments.cases import factories
from tests.signing_in import app_code, safeguards, sign_in, with_app, with_password

TEXT = "神\ufa19威岬の件。& <b>そのまま</b>"
RESTORED = "入力された内容を戻しました"
CASE = pytest.mark.clause("第６第３項")


@dataclass
class Form:
    """`shown` where it is filled in and `sent` where it goes; `text` names its field; `meanwhile` makes it refused."""

    person: User
    shown: str
    text: str
    sent: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    meanwhile: Callable[[], object] | None = None


@pytest.fixture
def world(staff, chief, poster, manager):
    return World(staff, chief, poster, manager)


class World:
    """Makes each form by its name."""

    def __init__(self, staff: User, chief: User, poster: User, manager: User) -> None:
        self.staff, self.chief, self.poster, self.manager = staff, chief, poster, manager

    def form(self, name: str) -> Form:
        made: Form = getattr(self, name)()
        made.sent = made.sent or made.shown
        made.typed = {**made.typed, made.text: TEXT}
        return made

    # Reporting

    def case_by_hand(self) -> Form:
        kind = factories.kind("T09").pk
        return Form(
            self.poster, reverse("cases:new"), "description", typed={"kind": kind, "title": "見つけた"}
        )

    def case_of_a_comment(self) -> Form:
        comment = factories.comment()
        return Form(
            self.poster,
            reverse("cases:open_for_comment", args=[comment.pk]),
            "description",
            typed={"kind": factories.kind("T01").pk},
            meanwhile=lambda: factories.case(self.staff, comment=comment),
        )

    # Working on a case

    def plan(self) -> Form:
        return self._of_case("change", "description", kind=factories.kind("T01").pk, title="改めた件名")

    def entry(self) -> Form:
        return self._of_case("entry", "text")

    def step(self) -> Form:
        case = factories.case(self.poster)
        shown = reverse("cases:step", args=[case.pk, case.steps.all()[0].pk])
        return Form(self.staff, shown, "note", meanwhile=lambda: self._close(case))

    def evidence(self) -> Form:
        return self._of_case("add_evidence", "description", found_at="https://example.com/x")

    def answer(self) -> Form:
        form = self._of_case("answer", "answer", answered_on=timezone.localdate())
        Case.objects.update(reported_on=timezone.localdate())
        return form

    def closing(self) -> Form:
        case = factories.case(self.poster)
        typed = {"learnt": "早めに気づく", "undone": "不要だった"}
        shown = reverse("cases:close", args=[case.pk])
        return Form(self.chief, shown, "conclusion", typed=typed, meanwhile=lambda: self._close(case))

    def reopening(self) -> Form:
        case = factories.case(self.poster)
        self._close(case)
        shown = reverse("cases:reopen", args=[case.pk])
        again = lambda: case_actions.reopen_case(by=self.chief, case=case, reason="続報")  # noqa: E731 - as the others
        return Form(self.chief, shown, "reason", meanwhile=again)

    # Measures

    def proposal(self) -> Form:
        return self._of_measure("propose", self.poster)

    def emergency(self) -> Form:
        return self._of_measure("emergency", self.poster)

    def order(self) -> Form:
        measure = self._measure()
        refuse = lambda: measure_actions.refuse(by=self.chief, measure=measure, reason="不要")  # noqa: E731 - named beside its use
        return Form(self.chief, reverse("cases:order", args=[measure.pk]), "note", meanwhile=refuse)

    def refusal(self) -> Form:
        measure = self._measure()
        order = lambda: measure_actions.order(by=self.chief, measure=measure)  # noqa: E731 - named beside its use
        return Form(self.chief, reverse("cases:refuse", args=[measure.pk]), "note", meanwhile=order)

    def withdrawal(self) -> Form:
        return self._after(MeasureState.FAILED, "withdraw", "note")

    def seen_after(self) -> Form:
        return self._after(MeasureState.DONE, "see_after", "note", judged="適切だった", is_emergency=True)

    def deed(self) -> Form:
        return self._after(MeasureState.FAILED, "record", "result", done_on=timezone.localdate())

    # Comments, replies, the office's lists, the policy, the desk

    def comment_by_hand(self) -> Form:
        live = factories.live_post(posted_at=timezone.now())
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        typed = {"live_post": live.pk, "username": "yuki", "commented_at": now}
        return Form(self.staff, reverse("comments:new"), "text", typed=typed)

    def decision_on_a_comment(self) -> Form:
        comment = factories.comment()
        return Form(
            self.staff,
            comment.get_absolute_url(),
            "words",
            sent=reverse("comments:decide", args=[comment.pk]),
            typed={"handling": "no_reply", "usual": "", "seen": "open"},
            meanwhile=lambda: type(comment).objects.filter(pk=comment.pk).update(handling="reply"),
        )

    def word(self) -> Form:
        return Form(self.staff, reverse("comments:words"), "word", typed={"kind": "abuse"})

    def template(self) -> Form:
        return Form(self.staff, reverse("comments:templates"), "text", typed={"title": "お礼"})

    def withdrawal_of_a_reply(self) -> Form:
        reply = replies.reply_draft(self.staff)
        return Form(self.staff, reverse("replies:withdraw", args=[reply.pk]), "reason")

    def revocation_of_the_policy(self) -> Form:
        policy = factories.policy(self.staff, self.chief)
        type(policy).objects.update(in_force_from=timezone.localdate() + timedelta(days=3))
        return Form(self.chief, reverse("policy:revoke", args=[policy.pk]), "reason")

    def stop(self) -> Form:
        return Form(self.chief, reverse("emergency_stop"), "reason")

    def desk(self) -> Form:
        return self._desk(self.poster, self.manager, "replies:decide")

    def desk_of_the_chief(self) -> Form:
        return self._desk(self.staff, self.chief, "admin:comments_reply_change")

    def _desk(self, author: User, decider: User, name: str) -> Form:
        reply = replies.reply_submitted(author)
        assert reply.submission
        typed = {"verdict": "send_back", "seal": reply.submission.seal}
        pull_back = lambda: approval_actions.pull_back(by=author, item=reply)  # noqa: E731 - named beside its use
        return Form(decider, reverse(name, args=[reply.pk]), "reason", typed=typed, meanwhile=pull_back)

    def _of_case(self, name: str, text: str, **typed: object) -> Form:
        case = factories.case(self.poster)
        shown = reverse(f"cases:{name}", args=[case.pk])
        return Form(self.staff, shown, text, typed=typed, meanwhile=lambda: self._close(case))

    def _of_measure(self, name: str, person: User) -> Form:
        factories.policy(self.staff, self.chief)
        case = factories.case(self.poster)
        shown = reverse(f"cases:{name}", args=[case.pk, MeasureKind.HIDE])
        typed = {"ground": factories.GROUND}
        return Form(person, shown, "reason", typed=typed, meanwhile=lambda: self._close(case))

    def _measure(self) -> Measure:
        factories.policy(self.staff, self.chief)
        wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃のため")
        return measure_actions.propose(by=self.poster, case=factories.case(self.poster), wish=wish)

    def _after(
        self, state: MeasureState, name: str, text: str, *, is_emergency: bool = False, **typed: object
    ) -> Form:
        factories.policy(self.staff, self.chief)
        wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃のため")
        case = factories.case(self.poster)
        if is_emergency:
            measure = measure_actions.act_in_emergency(by=self.poster, case=case, wish=wish)
        else:
            measure = measure_actions.propose(by=self.poster, case=case, wish=wish)
            measure_actions.order(by=self.chief, measure=measure)
        Measure.objects.filter(pk=measure.pk).update(state=state, done_at=timezone.now())
        shown = reverse(f"cases:{name}", args=[measure.pk])
        ended = {"state": MeasureState.WITHDRAWN, "seen_at": timezone.now(), "seen_by": self.chief}
        gone = lambda: Measure.objects.filter(pk=measure.pk).update(**ended)  # noqa: E731 - named beside its use
        return Form(self.chief, shown, text, typed=typed, meanwhile=gone)

    def _close(self, case: Case) -> None:
        case_actions.close_case(by=self.chief, case=case, conclusion="済", learnt="なし", undone="不要")


FORMS = [name for name in vars(World) if not name.startswith("_") and name != "form"]


def typed_into(client, form):
    """What the form sends, with the mark that its page has put into it."""
    client.force_login(form.person)
    page = client.get(form.shown)
    assert page.status_code == 200, form.shown
    mark = re.search(r'name="typed_by" value="([^"]+)"', page.content.decode())
    return form.typed | ({"typed_by": mark[1]} if mark else {})


def text_in(page, form):
    return page.context["form"][form.text].value()


@pytest.mark.clause("第６第３項", "第６第２項")
@pytest.mark.parametrize("name", FORMS)
def test_text_sent_after_the_end_of_the_session_comes_back_after_the_sign_in(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    client.logout()
    refused = client.post(form.sent, sent, follow=True)
    assert "入力された内容は預かっています" in refused.content.decode()
    client.force_login(form.person)
    page = client.get(form.sent, follow=True)
    assert page.request["PATH_INFO"] == form.shown
    assert (page.status_code, text_in(page, form)) == (200, TEXT)
    assert RESTORED in page.content.decode()
    client.post(form.sent, sent)
    assert KEY not in client.session


@pytest.mark.parametrize("name", ["entry", "decision_on_a_comment", "desk"])
def test_text_is_shown_to_nobody_else(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    client.logout()
    client.post(form.sent, sent)
    client.force_login(office.person(Role.SECTION_CHIEF))
    page = client.get(form.shown)
    assert TEXT not in page.content.decode()
    assert DROPPED in page.content.decode()
    assert KEY not in client.session


@pytest.mark.parametrize("name", ["case_by_hand", "entry", "decision_on_a_comment", "desk"])
def test_text_passes_the_gate_of_the_acknowledgement(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    client.logout()
    Acknowledgement.objects.all().delete()
    client.force_login(form.person)
    assert client.post(form.sent, sent)["Location"].startswith(reverse("security:acknowledgement"))
    office.acknowledged(form.person)
    assert text_in(client.get(form.sent, follow=True), form) == TEXT


@pytest.mark.parametrize("name", ["order", "desk", "closing"])
def test_text_passes_the_gate_of_the_second_factor(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    client.logout()
    safeguards(second_factor=SecondFactor.APPROVERS)
    with_password(form.person)
    sign_in(client, form.person)
    secret = with_app(form.person)
    asked = client.post(form.sent, sent)["Location"]
    assert asked == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': form.sent})}"
    page = client.post(asked, {"code": app_code(secret), "next": form.sent}, follow=True)
    assert text_in(page, form) == TEXT


def test_text_can_be_discarded_without_losing_the_post_that_the_address_names(client, world, poster):
    form = world.form("case_by_hand")
    form.shown = f"{form.shown}?post={office.draft(poster).pk}"
    sent = typed_into(client, form)
    client.logout()
    client.post(form.shown, sent)
    client.force_login(poster)
    page = client.get(form.shown)
    address = re.search(r'href="(\?[^"]*discard=1)"', page.content.decode())[1].replace("&amp;", "&")
    assert "post=" in address
    assert not text_in(client.get(f"{form.sent}{address}"), form)
    assert KEY not in client.session


@CASE
@pytest.mark.parametrize("name", ["case_by_hand", "case_of_a_comment", "evidence"])
def test_file_that_had_been_chosen_is_asked_for_again(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    client.logout()
    refused = client.post(form.sent, sent | {"screenshot": office.photo_file()})
    assert "選んだファイルは預かれない" in client.get(refused["Location"]).content.decode()
    client.force_login(form.person)
    assert "選んだファイルは預かれない" in client.get(form.shown).content.decode()


@CASE
def test_file_is_not_asked_for_again_where_there_was_none(client, world):
    form = world.form("evidence")
    sent = typed_into(client, form)
    client.logout()
    refused = client.post(form.sent, sent)
    assert "選んだファイルは預かれないため" not in client.get(refused["Location"]).content.decode()
    client.force_login(form.person)
    assert "選んだファイルは預かれないため" not in client.get(form.shown).content.decode()


@pytest.mark.clause("第５第２項")
def test_what_is_kept_lies_sealed(client, world):
    form = world.form("evidence")
    sent = typed_into(client, form)
    client.logout()
    client.post(form.sent, sent)
    kept = client.session[KEY]["data"]
    assert "%EF%A8%99" not in kept
    assert "%EF%A8%99" in vault.unseal(kept)


def test_what_no_key_opens_any_more_is_let_go(client, world, settings):
    form = world.form("entry")
    sent = typed_into(client, form)
    client.logout()
    client.post(form.sent, sent)
    settings.FIELD_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
    client.force_login(form.person)
    assert not text_in(client.get(form.shown), form)


# --- Refused ----------------------------------------------------------------------------------------------------


# Of the others nothing that happens meanwhile refuses what was typed; the desk has tests of its own.
REFUSABLE = [
    "case_of_a_comment",
    "plan",
    "entry",
    "step",
    "evidence",
    "answer",
    "closing",
    "reopening",
    "proposal",
    "emergency",
    "order",
    "refusal",
    "withdrawal",
    "seen_after",
    "deed",
    "decision_on_a_comment",
]
# A field that may not be empty, beside the text.
BESIDE = {
    "case_by_hand": "title",
    "case_of_a_comment": "kind",
    "plan": "title",
    "answer": "answered_on",
    "closing": "learnt",
    "proposal": "ground",
    "emergency": "ground",
    "seen_after": "judged",
    "deed": "done_on",
    "comment_by_hand": "username",
    "decision_on_a_comment": "handling",
    "word": "kind",
    "template": "title",
}


@pytest.mark.parametrize("name", REFUSABLE)
def test_text_refused_by_a_rule_stays_in_the_form(client, world, name):
    form = world.form(name)
    sent = typed_into(client, form)
    form.meanwhile()
    page = client.post(form.sent, sent)
    assert (page.status_code, text_in(page, form)) == (422, TEXT)


@pytest.mark.parametrize(("name", "wrong"), BESIDE.items())
def test_text_beside_a_wrong_field_stays_in_the_form(client, world, name, wrong):
    form = world.form(name)
    page = client.post(form.sent, typed_into(client, form) | {wrong: ""})
    assert (page.status_code, text_in(page, form)) == (422, TEXT)


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize("name", ["desk", "desk_of_the_chief"])
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_reason_of_a_decision_that_nothing_waits_for_any_more_is_told_back(client, world, name, confirmed):
    form = world.form(name)
    sent = typed_into(client, form)
    form.meanwhile()
    page = client.post(form.sent, sent | confirmed, follow=True)
    assert any(TEXT in str(message) for message in page.context["messages"])


@CASE
def test_file_beside_a_wrong_field_is_asked_for_again(client, world):
    form = world.form("case_by_hand")
    sent = typed_into(client, form)
    page = client.post(form.sent, sent | {"title": "", "screenshot": office.photo_file()})
    assert "選んだファイルは残せない" in page.content.decode()
