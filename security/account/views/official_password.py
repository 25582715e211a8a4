"""公式アカウントのパスワードの管理簿: where it stands, and what is done about it (第５第１項)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from security.account import actions, rules
from security.account.forms.official_password import (
    AskForm,
    ChangeForm,
    ConfirmForm,
    DismissalForm,
    HolderForm,
    PostponeForm,
)
from security.account.models import PasswordChange, PasswordPostponement, PasswordTask
from security.account.querysets import able_to_know, holders, knows_password, last_change, password_standing
from security.office import paging
from security.office.answers import Answer
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import done
from security.people.models import User

SHOWN = 20
LATEST_FIRST = ("-changed_at", "-pk")
REGISTER = "security:account_password"


@require_safe
@login_required
def register(request: OfficeRequest) -> HttpResponse:
    """The state first, then what is open, who knows it, and the history."""
    actor, knows = request.actor, _knows(request)
    last = last_change()
    tasks = PasswordTask.objects.open().select_related("appointment__organization")
    context = {
        "standing": password_standing(),
        "last": last,
        "tasks": [(task, rules.may_dismiss_password_task(actor, task)) for task in tasks],
        "holders": holders(),
        "page": paging.page(_history(), LATEST_FIRST, request.GET, SHOWN),
        "postponements": PasswordPostponement.objects.select_related("postponed_by")[:SHOWN],
        "dismissed": PasswordTask.objects.exclude(dismissed_at=None).select_related("dismissed_by")[:SHOWN],
        "may_record": rules.may_record_password_change(actor, knows=knows),
        "may_ask": rules.may_ask_for_password_change(actor, knows=knows),
        "may_add_holder": rules.may_add_holders(actor),
        "may_postpone": rules.may_postpone_password_change(actor),
        "may_confirm": last and rules.may_confirm_password_change(actor, last, knows=knows),
    }
    return render(request, "security/password/register.html", context)


def _history() -> Any:
    return PasswordChange.objects.select_related("changed_by", "confirmed_by")


@login_required
def change(request: OfficeRequest) -> HttpResponse:
    """変更を記録する: the steps in the app, then the form."""
    _only_if(rules.may_record_password_change(request.actor, knows=_knows(request)))
    form = ChangeForm(posted(request), able=able_to_know(), initial=_suggested(request.user))

    def act() -> None:
        actions.record_change(by=request.user, change=form.instance, holders=form.cleaned_data["holders"])

    if done(request, form, act):
        messages.success(
            request,
            "パスワードの変更を記録しました。続けて、ほかの方に確認を依頼し、Instagramとの接続を確かめてください。",
        )
        return redirect(REGISTER)
    return _page(request, "change", form)


def _suggested(user: User) -> dict[str, object]:
    """Who knew it before, and who has changed it."""
    reason = PasswordChange.Reason.REGULAR
    task = PasswordTask.objects.open().first()
    return {
        "holders": {user.pk, *(holder.user_id for holder in holders())},
        "reason": task.reason if task else reason,
    }


@fresh_proof
def confirm(request: OfficeRequest, pk: int) -> HttpResponse:
    """確認する, by a second person."""
    knows = _knows(request)
    chosen = get_object_or_404(_history(), pk=pk)
    answer = rules.may_confirm_password_change(request.actor, chosen, knows=knows)
    if not answer:
        messages.error(request, str(answer))
        return redirect(REGISTER)
    form = ConfirmForm(posted(request))
    if done(request, form, lambda: actions.confirm_change(by=request.user, change=chosen)):
        messages.success(request, "パスワードの変更を確認しました。")
        return redirect(REGISTER)
    return _page(request, "confirm", form, change=chosen, holders=holders())


@login_required
def add_holder(request: OfficeRequest) -> HttpResponse:
    """パスワードを伝えた人を登録する."""
    _knows(request)
    _only_if(rules.may_add_holders(request.actor))
    people = User.objects.filter(pk__in=able_to_know().values("user")).order_by("kana", "name")
    knowing = holders().values("user")
    form = HolderForm(posted(request), people=people.exclude(pk__in=knowing))

    def act() -> None:
        actions.add_holder(
            by=request.user, user=form.cleaned_data["user"], reason=form.cleaned_data["reason"]
        )

    if done(request, form, act):
        messages.success(
            request, f"{form.cleaned_data['user'].name}さんを、パスワードを知っている人に加えました。"
        )
        return redirect(REGISTER)
    return _page(request, "holder", form)


@login_required
def ask(request: OfficeRequest) -> HttpResponse:
    """変更が必要だと知らせる: a leak, or what else no appointment tells."""
    _only_if(rules.may_ask_for_password_change(request.actor, knows=_knows(request)))
    form = AskForm(posted(request))

    def act() -> None:
        actions.open_task(
            by=request.user,
            reason=PasswordChange.Reason(form.cleaned_data["reason"]),
            about=form.cleaned_data["about"],
        )

    if done(request, form, act):
        messages.success(
            request, "パスワードの変更が必要なことを記録しました。担当の方にメールでもお知らせします。"
        )
        return redirect(REGISTER)
    return _page(request, "ask", form)


@fresh_proof
def dismiss(request: OfficeRequest, pk: int) -> HttpResponse:
    """変更しないと決める, with a reason."""
    _knows(request)
    task = get_object_or_404(PasswordTask.objects.open().select_related("appointment__organization"), pk=pk)
    answer = rules.may_dismiss_password_task(request.actor, task)
    if not answer:
        messages.error(request, str(answer))
        return redirect(REGISTER)
    form = DismissalForm(posted(request))

    def act() -> None:
        actions.dismiss_task(by=request.user, task=task, reason=form.cleaned_data["reason"])

    if done(request, form, act):
        messages.success(request, "パスワードを変更しないことを、理由とともに記録しました。")
        return redirect(REGISTER)
    return _page(request, "dismiss", form, task=task)


@fresh_proof
def postpone(request: OfficeRequest) -> HttpResponse:
    """期限を過ぎた定期の変更を延期する, with a reason."""
    _knows(request)
    standing, answer = password_standing(), rules.may_postpone_password_change(request.actor)
    if not (answer and standing.is_overdue):
        messages.error(request, str(answer) if not answer else "パスワードの変更の期限は過ぎていません。")
        return redirect(REGISTER)
    form = PostponeForm(posted(request))

    def act() -> None:
        actions.postpone_change(by=request.user, **form.cleaned_data)

    if done(request, form, act):
        messages.success(request, "延期を、理由とともに記録しました。")
        return redirect(REGISTER)
    return _page(request, "postpone", form, standing=standing)


def _knows(request: OfficeRequest) -> bool:
    """Whether the person knows the password. For whom the register is not meant, there is none: Http404."""
    knows = knows_password(request.user)
    _only_if(rules.may_see_register(request.actor, knows=knows))
    return knows


def _only_if(answer: Answer) -> None:
    if not answer:
        raise Http404


def _page(request: OfficeRequest, name: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context |= {"form": form, "cancel_url": reverse(REGISTER)}
    return render(request, f"security/password/{name}.html", context, status=status)
