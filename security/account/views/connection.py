"""Instagramとの接続: whether it stands, a check at a press, and a new token with the way to get one."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from instagram import permissions
from instagram.client import Flavour
from security.account import connection, events, rules
from security.account.actions import token as token_actions
from security.account.actions.token import AnotherAccount
from security.account.forms.connection import ConnectForm, LiftBlockForm
from security.account.models import AccessToken
from security.account.upkeep import checking, connecting, notices
from security.office.answers import Refused
from security.pages.presses import pressed_at
from security.pages.proof import fresh_proof_for_a_secret
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.trail.models import AuditEvent
from security.trail.recording import events_of

FLAVOURS = {
    Flavour.INSTAGRAM: "Instagramログイン",
    Flavour.FACEBOOK: "Facebookログイン",
}


# Headings of what a check found.
NOT_CONNECTED = "Instagramとつながっていません"
NOT_CHECKED = "接続を確かめられませんでした"
STILL_WAITING = "待っていた投稿は、時刻から30分以内のものだけ出ます。"


@dataclass(frozen=True)
class Permission:
    name: str
    purpose: str


@login_required
@require_safe
def page(request: OfficeRequest) -> HttpResponse:
    """The state, in words, for everybody; it asks Instagram nothing."""
    token = AccessToken.current()
    pause = connection.pause_of(token)
    flavour = Flavour(token.flavour) if token else _flavour()
    held = token.permissions if token else []
    context = {
        "token": token,
        "pause": pause,
        "remedy": pause.remedy_for(request.actor) if pause else "",
        "flavour": FLAVOURS[flavour],
        "ends_soon": bool(token and notices.ends_soon(token, timezone.now())),
        "held": [_permission(name) for name in held],
        "missing": [_permission(name) for name in permissions.missing(flavour, held)]
        if token and token.checked_at
        else [],
        "last_check": _last_check(token) if token else None,
        "may_connect": rules.may_connect(request.actor),
        "may_check": rules.may_check_connection(request.actor),
        "may_lift": rules.may_lift_block(request.actor, token),
    }
    return render(request, "posts/connection.html", context)


@fresh_proof_for_a_secret
@sensitive_post_parameters("token")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def connect(request: OfficeRequest) -> HttpResponse:
    """接続をやり直す: the steps to a new token, and the field to paste it into."""
    answer = rules.may_connect(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:connection")
    form = ConnectForm(posted(request), by=request.user)
    if form.is_valid():
        try:
            token = connecting.connect(
                by=request.user,
                secret=form.cleaned_data["token"],
                another_account=form.cleaned_data["another_account"],
            )
        except AnotherAccount as refusal:
            form = ConnectForm(request.POST, by=request.user, asks_about_another=True)
            form.add_error("another_account", str(refusal.answer))
        except Refused as refusal:
            form.add_error("token", str(refusal.answer))
        else:
            if token.state == AccessToken.State.TO_CHECK:
                messages.warning(request, f"{token.problem}接続をもう一度確かめています。")
            else:
                messages.success(
                    request, f"{token.username or token.user_id} に接続しました。{STILL_WAITING}"
                )
            return redirect("security:connection")
    context = {
        "form": form,
        "token": AccessToken.current(),
        "steps": f"posts/connection_steps_{_flavour()}.html",
        "app_missing": _flavour() is Flavour.FACEBOOK
        and not (settings.INSTAGRAM_APP_ID and settings.INSTAGRAM_APP_SECRET),
    }
    return render(request, "posts/connect.html", context, status=422 if request.method == "POST" else 200)


@login_required
@pressed_at(lambda request: reverse("security:connection"))
def check(request: OfficeRequest) -> HttpResponse:
    """接続を確かめる."""
    try:
        outcome = checking.check_by_hand(by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    else:
        pause = connection.pause()
        if pause and pause.reason == outcome.problem:
            messages.error(request, "「いまの状態」をご覧ください。", extra_tags=NOT_CONNECTED)
        elif outcome.problem:
            messages.error(request, outcome.problem, extra_tags=NOT_CHECKED)
        else:
            messages.success(request, "Instagramとつながっていることを確かめました。")
    return redirect("security:connection")


@login_required
def lift_block(request: OfficeRequest) -> HttpResponse:
    """操作の制限の待機を終える."""
    token = AccessToken.current()
    if token is None:
        return redirect("security:connection")
    return step_page(
        request,
        token,
        template="security/lift_block.html",
        heading="操作の制限の待機を終える",
        verb="待機を終える",
        success="待機を終えました。待っている投稿と返信のうち、時刻から30分以内のものから送ります。",
        consequences=[
            "待っている投稿と返信が、順に送られます。",
            "制限がまだ続いていると、Instagramがまた断り、制限が延びることがあります。先に公式アプリでお知らせを確かめてください。",
        ],
        answer=rules.may_lift_block(request.actor, token),
        form=LiftBlockForm(posted(request)),
        act=lambda data: token_actions.lift_block(by=request.user, reason=data["reason"]),
    )


def _flavour() -> Flavour:
    return Flavour(settings.INSTAGRAM_FLAVOUR)


def _permission(name: str) -> Permission:
    return Permission(name, permissions.PURPOSES.get(name, ""))


def _last_check(token: AccessToken) -> AuditEvent | None:
    """What was seen at the last check, the quota among it."""
    return events_of(token).filter(tag=events.TOKEN_CHECKED.tag).last()
