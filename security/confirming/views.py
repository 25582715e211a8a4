"""アカウントの変更の確認: what waits, what exactly it is, and confirming, refusing or taking it back (第５第２項)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from security.confirming import actions, notices, querysets, rules
from security.confirming.forms import RefusalForm
from security.office.answers import Answer
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.people.account_changes import AccountChange, ChangeKind
from security.trail.details import Names, details

SHOWN = 30


@require_safe
@login_required
def account_changes(request: OfficeRequest) -> HttpResponse:
    """What waits, and what has become of the last ones."""
    if not rules.may_see_any(request.actor):
        raise Http404
    mine = querysets.visible_to(request.actor)
    context = {
        "waiting": mine.waiting(),
        "settled": mine.exclude(state="waiting").order_by("-settled_at", "-pk")[:SHOWN],
    }
    return render(request, "security/confirming/list.html", context)


@require_safe
@login_required
def account_change(request: OfficeRequest, pk: int) -> HttpResponse:
    change = _visible(request, pk)
    context = _told(change) | {
        "may_see_list": rules.may_see_any(request.actor),
        "may_confirm": rules.may_confirm(request.actor, change),
        "may_refuse": rules.may_refuse(request.actor, change),
        "may_take_back": rules.may_take_back(request.actor, change),
    }
    return render(request, "security/confirming/change.html", context)


@fresh_proof
def confirm(request: OfficeRequest, pk: int) -> HttpResponse:
    change = _visible(request, pk)
    return _step(
        request,
        change,
        "変更を確認する",
        "変更を確認しました。",
        [
            *EFFECTS[ChangeKind(change.kind)],
            "本人、求めた人と、承認や確認をする方にメールで知らせ、あなたが確認したことを記録に残します。",
        ],
        rules.may_confirm(request.actor, change),
        lambda data: actions.confirm(by=request.user, change=change),
    )


@fresh_proof
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    change = _visible(request, pk)
    return _step(
        request,
        change,
        "変更を断る",
        "変更を断りました。",
        [UNDONE[ChangeKind(change.kind)], "本人、求めた人と、承認や確認をする方にメールで知らせます。"],
        rules.may_refuse(request.actor, change),
        lambda data: actions.refuse(by=request.user, change=change, note=data["note"]),
        form=RefusalForm(posted(request)),
        danger=True,
    )


@fresh_proof
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    change = _visible(request, pk)
    return _step(
        request,
        change,
        "変更を取り下げる",
        "変更を取り下げました。",
        [UNDONE[ChangeKind(change.kind)], "本人と、承認や確認をする方にメールで知らせます。"],
        rules.may_take_back(request.actor, change),
        lambda data: actions.take_back(by=request.user, change=change),
        danger=True,
    )


def _visible(request: OfficeRequest, pk: int) -> AccountChange:
    return get_object_or_404(querysets.visible_to(request.actor), pk=pk)


def _step(
    request: OfficeRequest,
    change: AccountChange,
    heading: str,
    success: str,
    consequences: list[str],
    answer: Answer,
    act: Callable[[dict[str, Any]], Any],
    **more: Any,
) -> HttpResponse:
    return step_page(
        request,
        change,
        template="security/confirming/step.html",
        heading=heading,
        success=success,
        consequences=consequences,
        answer=answer,
        act=act,
        **_told(change),
        **more,
    )


def _told(change: AccountChange) -> dict[str, Any]:
    """Everything that whoever confirms has to see: what is asked for, and what has been done to the account lately."""
    told_at = querysets.told_at(change) if change.is_waiting else None
    return {
        "change": change,
        "lines": notices.content_of(change),
        "others": querysets.waiting_for([change.person]).exclude(pk=change.pk),
        "lately": [(event, details(event, Names({}))) for event in querysets.done_lately(change.person)],
        "lately_days": querysets.LATELY.days,
        "until": told_at + querysets.A_DAY if told_at else None,
        "asker_is_out": querysets.asker_was_put_out(change),
        "has_others": not change.is_waiting or querysets.others_who_can_refuse(change).exists(),
    }


EFFECTS = {
    ChangeKind.REGISTRATION: ["登録内容が変わり、ログインIDや通知の送り先も、変更後のものになります。"],
    ChangeKind.INVITATION: [
        "本人のメールアドレスに、パスワードを決めるためのアドレスを送ります。7日間、一度だけ使えます。"
    ],
    ChangeKind.SECOND_FACTOR: [
        "認証アプリ、パスキー、予備のコードの登録がすべて消え、本人はすべての端末でログアウトされます。"
    ],
    ChangeKind.FIRST_PASSWORD: [
        "招待を開いた人が本人であることを確かめたものとして、決定ができるようになります。"
    ],
    ChangeKind.APPOINTMENT: ["任用の期間の間、この役割での決定や確認ができるようになります。"],
}
UNDONE = {
    ChangeKind.REGISTRATION: "登録内容は変わりません。",
    ChangeKind.INVITATION: "招待は送られません。いまのパスワードは、そのまま使えます。",
    ChangeKind.SECOND_FACTOR: "二要素認証は、そのまま使えます。",
    ChangeKind.FIRST_PASSWORD: "決められたパスワードは使えなくなり、すべての端末でログアウトされます。利用を始めるには、新しい招待が必要です。",
    ChangeKind.APPOINTMENT: "この任用は終わります(期間の延長のときは、延長の前の終期に戻ります)。",
}
