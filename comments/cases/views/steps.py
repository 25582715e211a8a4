"""The steps of a case's life: taken note of, worked on, closed."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from comments.cases import querysets
from comments.cases.actions import life as actions
from comments.cases.actions.life import Plan
from comments.cases.forms import AnswerForm, ClosingForm, EntryForm, PlanForm, ReopeningForm, StepForm
from comments.cases.models import CaseStep
from comments.cases.rules import cases as rules
from comments.cases.views.access import readable_case, step
from comments.cases.views.buttons import closing
from security.account.querysets import knows_password
from security.account.rules import may_ask_for_password_change
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import one_press

DRILLED = "訓練のため、実際のパスワードと接続には何もしません。実施したものとして記録します。"
SECURES = [
    "公式アカウントのパスワードを変更する用務が生じます(第５第１項)。変更と確認が済むまで、画面に表示されます。",
    "Instagramとの接続は確認待ちになり、確かめられるまで投稿と返信は出ません。",
]
SECURED = "パスワードの変更を求め、接続を確認待ちにしました。続いて、管理簿の手順に沿って変更してください。"
SECURED_IN_DRILL = "訓練として記録しました。実際の接続は変わっていません。パスワードも変更しないでください。"
PLANNED = ("kind", "title", "description", "owner", "due_on", "suspect_username")


@login_required
@pressed_at(lambda request, pk: readable_case(request, pk).get_absolute_url())
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    """受領する: one press, since nothing can go wrong by it."""
    case = readable_case(request, pk)
    return one_press(
        request,
        case,
        lambda: actions.note_case(by=request.user, case=case),
        success="報告の受領を記録しました。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    initial = {name: getattr(case, name) for name in PLANNED}
    return step(
        request,
        case,
        heading="種類・担当・期限を変更する",
        verb="変更する",
        success="変更しました。",
        answer=rules.may_change(request.actor, case),
        form=PlanForm(posted(request), initial=initial, owners=querysets.possible_owners(case)),
        act=lambda data: actions.change_case(by=request.user, case=case, plan=Plan(**data)),
        consequences=[
            "種類を変えると、済んでいない手順は新しい種類のものに置き換わります。済んだ手順は残ります。",
            "変更の前と後は、証跡に残ります。",
        ],
    )


@require_http_methods(["GET", "POST"])
@login_required
def entry(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    return step(
        request,
        case,
        heading="経過を記録する",
        verb="記録する",
        success="経過を記録しました。",
        answer=rules.may_work(request.actor, case),
        form=EntryForm(posted(request)),
        act=lambda data: actions.enter_note(by=request.user, case=case, text=data["text"]),
        consequences=["記録は、後から変えたり消したりできません。"],
    )


@require_http_methods(["GET", "POST"])
@login_required
def do_step(request: OfficeRequest, pk: int, step_pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    one = get_object_or_404(CaseStep.objects.select_related("case"), pk=step_pk, case=case)
    sent = posted(request)
    # As the page showed it: a colleague may have been faster.
    undo = one.done_at is not None if sent is None else sent.get("undo") == "True"
    return step(
        request,
        case,
        heading=f"{one.title}を未済に戻す" if undo else one.title,
        verb="未済に戻す" if undo else "済ませた",
        success="未済に戻しました。" if undo else "手順を済ませたことを記録しました。",
        answer=rules.may_work(request.actor, case),
        form=StepForm(sent, initial={"note": one.note, "undo": undo}),
        act=lambda data: actions.do_step(by=request.user, step=one, note=data["note"], is_done=not undo),
        consequences=["済んだ印を外します。外したことは証跡に残ります。"]
        if undo
        else ["この手順に、あなたのお名前と日時で済んだ印が付きます。"],
    )


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    return step(
        request,
        case,
        heading="プラットフォームの回答を記録する",
        verb="記録する",
        success="プラットフォームの回答を記録しました。",
        answer=rules.may_answer(request.actor, case),
        form=AnswerForm(posted(request)),
        act=lambda data: actions.record_answer(by=request.user, case=case, **data),
        consequences=["回答の期限のお知らせは、もう届かなくなります。"],
    )


@require_http_methods(["GET", "POST"])
@login_required
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    found = closing(request.actor, case)
    undone = [one for one in case.steps.all() if one.done_at is None]
    consequences = [
        "この事案の対応は終わりになります。記録はすべて残ります。",
        "続きがあったときは、理由を書いて再開できます。",
    ]
    if found.failed:
        consequences.append(
            f"失敗したままの措置が{found.failed}件あります。コメントの状態を確かめ、結果に書いてください。"
        )
    return step(
        request,
        case,
        heading="終結する",
        verb="終結する",
        success="終結しました。",
        answer=found.answer,
        form=ClosingForm(posted(request), steps_open=len(undone)),
        act=lambda data: actions.close_case(by=request.user, case=case, **data),
        consequences=consequences,
        undone=undone,
        undone_sentence=rules.steps_left(len(undone)),
    )


@require_http_methods(["GET", "POST"])
@login_required
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    return step(
        request,
        case,
        heading="対応を再開する",
        verb="再開する",
        success="対応を再開しました。",
        answer=rules.may_reopen(request.actor, case),
        form=ReopeningForm(posted(request)),
        act=lambda data: actions.reopen_case(by=request.user, case=case, **data),
        consequences=["終結したときの結果は、経過の記録に残ります。"],
    )


@require_http_methods(["GET", "POST"])
@login_required
def secure(request: OfficeRequest, pk: int) -> HttpResponse:
    """乗っ取り: what has to be asked for at once."""
    case = readable_case(request, pk)
    return step(
        request,
        case,
        heading="【訓練】パスワードの変更と接続の確認を求める"
        if case.is_drill
        else "パスワードの変更を求め、接続を確認待ちにする",
        verb="訓練として記録する" if case.is_drill else "求める",
        success=SECURED_IN_DRILL if case.is_drill else SECURED,
        answer=rules.may_work(request.actor, case)
        and may_ask_for_password_change(request.actor, knows=knows_password(request.user)),
        form=forms.Form(posted(request)),
        act=lambda data: actions.secure_account(by=request.user, case=case),
        consequences=[DRILLED] if case.is_drill else SECURES,
        danger=not case.is_drill,
    )
