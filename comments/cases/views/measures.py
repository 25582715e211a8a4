"""Measures: proposed, decided, carried out (第６第３項)."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comments.cases.actions import measures as actions
from comments.cases.actions.measures import ActionTaken, Wish
from comments.cases.forms import (
    ActionTakenForm,
    DecisionForm,
    MeasureForm,
    RefusalForm,
    SeenForm,
    WithdrawalForm,
)
from comments.cases.models import Case, CaseEntry, MeasureKind, MeasureState
from comments.cases.rules import measures as rules
from comments.cases.views.access import about, readable_case, readable_measure, step
from comments.cases.views.buttons import NOUNS, SHORT
from comments.inbox.models import Comment
from comments.policy.models import Policy
from security.models import Role
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted

WHAT_HAPPENS = {
    MeasureKind.HIDE: "コメントはInstagramで、書いた本人とその友達のほかには見えなくなります。後から元に戻せます。",
    MeasureKind.UNHIDE: "コメントはInstagramで、また見えるようになります。",
    MeasureKind.DELETE: "コメントはInstagramから削除されます。元には戻せません。迷うときは、非表示を先に選んでください。決定から実施までに運用ポリシーが改められたときは、行われません。",
    MeasureKind.REPORT: "決定の後、Instagramの窓口から申し出て、申し出た日と窓口を記録します。7日以内に回答があります。",
    MeasureKind.TAKE_DOWN: "決定の後、公式アカウントの画面で投稿を削除し、行ったことを記録します。",
    MeasureKind.CORRECT: "決定の後、訂正した投稿を起案して承認を受け、出したことを記録します。",
    MeasureKind.APOLOGISE: "決定の後、おわびの投稿などを起案して承認を受け、出したことを記録します。",
}
DRILL = "【訓練】訓練のため、Instagramには何もしません。実施したものとして記録します。"


def _kind(kind: str) -> MeasureKind:
    if kind not in MeasureKind.values:
        raise Http404
    return MeasureKind(kind)


def _comment(case: Case, kind: MeasureKind) -> Comment | None:
    """Which such a measure is about."""
    return case.comment if kind in rules.BY_API else None


def _has_place(case: Case, kind: MeasureKind) -> Answer:
    comment = _comment(case, kind)
    kept = comment is not None and any(one.comment_id == comment.pk for one in case.evidence.all())
    return rules.fits(case, kind, comment, None if comment else case.post) and rules.has_evidence(
        kind, kept=kept
    )


def _measure_form(request: OfficeRequest, lines: list[str], policy: Policy | None, of: str) -> MeasureForm:
    return MeasureForm(posted(request), lines=lines, of=f"{policy}の「{of}」" if policy else "運営要領")


def _consequences(case: Case, kind: MeasureKind, *more: str) -> list[str]:
    return [DRILL] if case.is_drill else [WHAT_HAPPENS[kind], *more]


def _done(case: Case, sentence: str) -> str:
    return "訓練として記録しました。実際のInstagramには何もしていません。" if case.is_drill else sentence


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    case, wanted, policy = readable_case(request, pk), _kind(kind), Policy.objects.in_force()
    is_chief = request.actor.is_any(Role.SECTION_CHIEF)
    answer = rules.may_propose(request.actor, case) and _has_place(case, wanted)
    if answer and not rules.grounds(wanted, policy):
        answer = rules.has_ground(wanted, "", policy)
    decided = (
        "あなたの決定として記録されます。"
        if is_chief
        else "担当課長の決定を待ちます。決定されるまで、何も行われません。"
    )
    return step(
        request,
        case,
        heading=SHORT[wanted] if is_chief else f"{NOUNS[wanted]}を発議する",
        verb="決定する" if is_chief else "発議する",
        success=_done(case, "決定しました。") if is_chief else "発議しました。担当課長の決定を待っています。",
        answer=answer,
        form=_measure_form(request, rules.grounds(wanted, policy), policy, "禁止事項・削除基準"),
        act=lambda data: actions.propose(by=request.user, case=case, wish=Wish(kind=wanted, **data)),
        consequences=_consequences(case, wanted, decided),
        danger=is_chief and wanted in rules.HIDING,
        criticism=rules.CRITICISM if wanted in rules.HIDING else "",
        **about(request, case, _comment(case, wanted)),
    )


@require_http_methods(["GET", "POST"])
@login_required
def emergency(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    case, wanted, policy = readable_case(request, pk), _kind(kind), Policy.objects.in_force()
    lines = policy.emergency_grounds if policy else []
    answer = rules.may_act_in_emergency(request.actor, case, wanted) and _has_place(case, wanted)
    if answer and not lines:
        answer = rules.has_emergency_ground("", policy)
    return step(
        request,
        case,
        heading=f"緊急に{SHORT[wanted]}",
        verb=f"緊急に{SHORT[wanted]}",
        success=_done(case, "緊急の措置を受け付けました。担当課長の事後の確認を待っています。"),
        answer=answer,
        form=_measure_form(request, lines, policy, "緊急の措置の根拠になる行"),
        act=lambda data: actions.act_in_emergency(by=request.user, case=case, wish=Wish(kind=wanted, **data)),
        consequences=_consequences(
            case,
            wanted,
            "担当課長の決定を待たずに、すぐに行われます。担当課長が事後に確認します。",
            "担当課長、地域政策課の投稿者、業務処理責任者に、すぐにメールで知らされます。",
            "緊急の措置を行えるのは、個人的な誹謗中傷と公序良俗に反する投稿だけです(第６第３項)。",
        ),
        danger=True,
        criticism=rules.CRITICISM,
        **about(request, case, _comment(case, wanted)),
    )


@require_http_methods(["GET", "POST"])
@login_required
def order(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    kind = MeasureKind(measure.kind)
    return step(
        request,
        measure.case,
        heading=f"{NOUNS[kind]}を決定する",
        verb="決定する",
        success=_done(measure.case, "決定しました。"),
        answer=rules.may_decide(request.actor, measure),
        form=DecisionForm(posted(request)),
        act=lambda data: actions.order(by=request.user, measure=measure, note=data["note"]),
        consequences=_consequences(measure.case, kind),
        danger=kind in rules.HIDING,
        measure=measure,
        **about(request, measure.case, measure.comment),
        criticism=rules.CRITICISM if kind in rules.HIDING else "",
    )


@require_http_methods(["GET", "POST"])
@login_required
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    return step(
        request,
        measure.case,
        heading=f"{NOUNS[MeasureKind(measure.kind)]}を却下する",
        verb="却下する",
        success="却下しました。",
        answer=rules.may_decide(request.actor, measure),
        form=RefusalForm(posted(request)),
        act=lambda data: actions.refuse(by=request.user, measure=measure, reason=data["note"]),
        consequences=["この措置は行われません。理由は発議した方の画面に表示されます。"],
        measure=measure,
        **about(request, measure.case, measure.comment),
    )


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    is_failed = measure.state != MeasureState.PROPOSED  # or was, and its reason is being typed
    return step(
        request,
        measure.case,
        heading=f"{NOUNS[MeasureKind(measure.kind)]}{'' if is_failed else 'の発議'}を取り下げる",
        verb="取り下げる",
        success="措置を取り下げました。",
        answer=rules.may_withdraw(request.actor, measure),
        form=WithdrawalForm(posted(request)) if is_failed else forms.Form(posted(request)),
        act=lambda data: actions.withdraw(by=request.user, measure=measure, reason=data.get("note", "")),
        consequences=["この措置は行われません。発議したことは記録に残ります。"],
        measure=measure,
        **about(request, measure.case, measure.comment),
    )


def _type_changes(case: Case) -> list[CaseEntry]:
    """An emergency measure can only be as right as the type on which it was taken."""
    return [one for one in case.entries.all() if one.kind == CaseEntry.Kind.TYPE_CHANGED]


@require_http_methods(["GET", "POST"])
@login_required
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    form = SeenForm(posted(request))
    unhiding = reverse("cases:propose", args=[measure.case_id, MeasureKind.UNHIDE])
    return step(
        request,
        measure.case,
        heading="緊急の措置を事後に確認する",
        verb="確認を記録する",
        success="事後の確認を記録しました。",
        answer=rules.may_see_after(request.actor, measure),
        form=form,
        act=lambda data: actions.see_after(by=request.user, measure=measure, note=form.told),
        leads_to=lambda: unhiding if form.is_to_undo else "",
        consequences=[
            "確認した結果が記録されます。",
            "「元に戻す必要がある」を選ぶと、続けて「表示を元に戻す」を決定する画面に進みます。",
        ],
        type_changes=_type_changes(measure.case),
        measure=measure,
        **about(request, measure.case, measure.comment),
    )


@require_http_methods(["GET", "POST"])
@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    return step(
        request,
        measure.case,
        heading="措置をもう一度行う",
        verb="もう一度行う",
        success=_done(measure.case, "もう一度行っています。"),
        answer=rules.may_retry(request.actor, measure),
        form=forms.Form(posted(request)),
        act=lambda data: actions.retry(by=request.user, measure=measure),
        consequences=_consequences(
            measure.case,
            MeasureKind(measure.kind),
            "決定と根拠は前のものを使います。根拠が、いまの運用ポリシーにもあるかを確かめてから行います。",
        ),
        measure=measure,
        **about(request, measure.case, measure.comment),
    )


@require_http_methods(["GET", "POST"])
@login_required
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    measure = readable_measure(request, pk)
    more = (
        "この投稿の「削除を記録する」も、あわせて行われます。"
        if measure.kind == MeasureKind.TAKE_DOWN and not measure.case.is_drill
        else ""
    )
    if measure.state == MeasureState.FAILED:
        more = "結果には「手で行ったものとして記録」と書かれ、コメントは次の読取りで確かめられます。"
    return step(
        request,
        measure.case,
        heading=f"行ったことを記録する({measure.get_kind_display()})",
        verb="記録する",
        success="行ったことを記録しました。",
        answer=rules.may_record(request.actor, measure),
        form=ActionTakenForm(posted(request)),
        act=lambda data: actions.record_done(by=request.user, measure=measure, taken=ActionTaken(**data)),
        consequences=["措置は「実施済」になります。"] + ([more] if more else []),
        measure=measure,
        **about(request, measure.case, measure.comment),
    )
