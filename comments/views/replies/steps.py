"""The steps of a reply's life that people take: one page each, with what will happen, and a button."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions as approval_actions
from approvals import desk
from approvals import rules as approval_rules
from approvals.querysets import standing_stop
from comments.actions import replies as actions
from comments.desk import ReplyDesk, comment_changes
from comments.forms.replies import ByHandForm, OutcomeForm
from comments.models import Reply
from comments.querysets import replies as querysets
from comments.replying import actions as replying
from comments.rules import replies as rules
from posts.forms import NoInputForm, ReasonForm
from posts.instagram import connection
from posts.rules import Point
from posts.views import previews
from posts.views.editor import version_on_screen
from security.answers import Answer, Refused
from security.requests import OfficeRequest, posted
from security.rules import from_workplace

from .access import readable_reply


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """承認を求める: the comment as it stands now, what is missing, what is confirmed, what will go out."""
    reply = readable_reply(request, pk)
    answer = approval_rules.could_submit(request.actor, reply)
    if not answer:
        messages.error(request, str(answer))
        return redirect(reply)
    points = rules.missing_points(reply)
    if request.method == "POST":
        try:
            version = actions.submit(
                by=request.user,
                reply=reply,
                version=version_on_screen(request),
                seen=request.POST.get("seen", ""),
                confirmed=request.POST.getlist("confirmed"),
            )
        except actions.Incomplete as incomplete:
            points = incomplete.points
        except actions.CommentChanged:
            messages.warning(
                request,
                "この画面を開いた後に、コメントが書き換えられました。承認は求めていません。"
                "いまのコメントを読み、返信文がそのままでよいか確かめてください。",
            )
            return redirect("replies:submit", pk=pk)
        except actions.Stale:
            messages.warning(
                request,
                "この画面を開いた後に返信文が変わりました。いまの内容を確かめて、もう一度お求めください。",
            )
            return redirect("replies:submit", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
            return redirect(reply)
        else:
            step = approval_rules.required_steps(reply)[0].label
            messages.success(request, f"第{version.number}版の承認を求めました。次は「{step}」です。")
            return redirect(reply)
    return render(
        request,
        "comments/reply_submit.html",
        _submission(request, reply, points),
        status=422 if request.method == "POST" else 200,
    )


def _submission(request: OfficeRequest, reply: Reply, points: list[Point]) -> dict[str, Any]:
    lacks = [point for point in points if not point.anchor.startswith("id_confirm_")]
    not_yet = f"まだ承認を求められません。先に済ませることが{len(lacks)}点あります。"
    return {
        "reply": reply,
        "comment": reply.comment,
        "comment_text": reply.comment.text,
        "seen": actions.mark_of(reply.comment.text),
        "comment_changes": comment_changes(reply.comment_text, reply.comment.text),
        "thread": querysets.thread_of(reply.comment),
        "account": previews.account(),
        "text": reply.text,
        "points": lacks,
        "not_yet": not_yet if lacks and request.method == "POST" else "",
        "unconfirmed": [point for point in points if point not in lacks],
        "confirmations": rules.confirmations(),
        "confirmed": request.POST.getlist("confirmed"),
        "steps": approval_rules.required_steps(reply),
        "hints": rules.hints(reply.text),
        "warnings": rules.warnings(reply.text),
        "elsewhere": str(from_workplace(request.actor, reply.organization)),
    }


@login_required
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The manager's desk on the ordinary pages; the chief's in the admin site has the same flow."""
    return desk.decide(
        request,
        desk=ReplyDesk(),
        pk=pk,
        template="approvals/desk.html",
        queue_url=reverse("home"),
        extra={"detail_url": reverse("replies:detail", args=[pk])},
    )


def _step(
    request: OfficeRequest,
    pk: int,
    *,
    verb: str,
    done: str,
    consequences: list[str],
    rule: Callable[[Reply], Answer],
    act: Callable[[Reply, dict[str, Any]], Any],
    form_class: type[forms.Form] = NoInputForm,
    danger: bool = False,
) -> HttpResponse:
    """Ask the rule, show what will happen, act once the person has confirmed, say what happened."""
    reply = readable_reply(request, pk)
    answer = rule(reply)
    if not answer:
        messages.error(request, str(answer))
        return redirect(reply)
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(reply, form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
        else:
            messages.success(request, done)
            return redirect(reply)
    context = {
        "reply": reply,
        "comment": reply.comment,
        "form": form,
        "heading": verb,
        "verb": verb,
        "consequences": consequences,
        "danger": danger,
        "cancel_url": reply.get_absolute_url(),
        "text": reply.submission.data["text"] if reply.submission else reply.text,
    }
    return render(
        request, "comments/reply_step.html", context, status=422 if request.method == "POST" else 200
    )


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="引き戻す",
        done="引き戻しました。下書きとして直せます。",
        consequences=["承認待ちの列から外れ、下書きに戻ります。", "直した後、もう一度承認を求めてください。"],
        rule=lambda reply: approval_rules.may_pull_back(request.actor, reply),
        act=lambda reply, data: approval_actions.pull_back(by=request.user, item=reply),
    )


@login_required
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="下書きに戻す",
        done="下書きに戻しました。確かめて、もう一度承認を求めてください。",
        consequences=["返信文はそのままで、下書きに戻ります。", "送るには、もう一度承認を求めてください。"],
        rule=lambda reply: approval_rules.may_reopen(request.actor, reply),
        act=lambda reply, data: approval_actions.reopen(by=request.user, item=reply),
    )


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="取り下げる",
        done="取り下げました。記録は残ります。",
        consequences=[
            "この返信の起案は終わりになり、送られません。コメントへは、新しく起案できます。",
            "記録は残り、後から見ることができます。元には戻せません。",
        ],
        rule=lambda reply: approval_rules.may_withdraw(request.actor, reply),
        act=lambda reply, data: approval_actions.withdraw(by=request.user, item=reply, reason=data["reason"]),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="承認を取り消す",
        done="承認を取り消しました。送られません。",
        consequences=["この版は送られなくなり、下書きに戻ります。", "理由は起案した方の画面に表示されます。"],
        rule=lambda reply: approval_rules.may_revoke(request.actor, reply),
        act=lambda reply, data: approval_actions.revoke(by=request.user, item=reply, reason=data["reason"]),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="送る",
        done="送信を始めました。経過はこのページに表示されます。",
        consequences=[
            "承認された返信文がそのままInstagramに送られます。",
            "送る前に、コメントが書き換えられていないことをInstagramに確かめます。",
        ],
        rule=lambda reply: rules.may_send(request.actor, reply, standing_stop(), connection.pause()),
        act=lambda reply, data: replying.send(by=request.user, reply=reply),
    )


@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="もう一度送る",
        done="もう一度送信を始めました。",
        consequences=[
            "承認された同じ返信文を、もう一度Instagramに送ります。",
            "送る前に、同じ返信がすでに載っていないことをInstagramに確かめます。",
        ],
        rule=lambda reply: rules.may_retry(request.actor, reply, standing_stop(), connection.pause()),
        act=lambda reply, data: replying.retry(by=request.user, reply=reply),
    )


@login_required
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="結果を記録する",
        done="確かめた結果を記録しました。",
        consequences=[
            "Instagramの公式アカウントでこのコメントを開き、下の返信文が載っているかどうかを確かめてください。",
            "載っていた場合は「返信済」に、載っていなかった場合は「送信失敗」になり、もう一度送れます。",
        ],
        rule=lambda reply: rules.may_resolve(request.actor, reply),
        act=lambda reply, data: replying.resolve(by=request.user, reply=reply, is_live=data["is_live"]),
        form_class=OutcomeForm,
    )


@login_required
def record_by_hand(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        verb="手で返信したことを記録する",
        done="手で返信したことを記録しました。",
        consequences=[
            "公式アカウントの画面で、先に、下の返信文をそのまま返信してください。",
            "ここでは、返信したことと日時を記録します。「返信済」になり、元には戻せません。",
        ],
        rule=lambda reply: rules.may_record_by_hand(request.actor, reply, standing_stop()),
        act=lambda reply, data: actions.record_by_hand(by=request.user, reply=reply, at=data["at"]),
        form_class=ByHandForm,
    )


@login_required
@require_POST
def mark_read(request: OfficeRequest, pk: int) -> HttpResponse:
    """供覧: one press, since nothing can go wrong by it."""
    return _one_press(request, pk, approval_actions.mark_read, done="供覧を確認しました。")


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    """後閲, of all that deputies have decided about this reply."""
    return _one_press(request, pk, approval_actions.see_after, done="代決されたものを確認しました(後閲)。")


def _one_press(request: OfficeRequest, pk: int, act: Callable[..., Any], *, done: str) -> HttpResponse:
    reply = readable_reply(request, pk)
    try:
        act(by=request.user, item=reply)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    else:
        messages.success(request, done)
    return redirect(reply)
