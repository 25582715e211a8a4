"""The steps of a reply's life that people take: one page each, with what will happen, and a button."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import desk, item_steps
from approvals import rules as approval_rules
from approvals.editing import version_on_screen
from approvals.querysets import standing_stop
from comments.replies import querysets, rules
from comments.replies.actions import drafting as actions
from comments.replies.actions import sending as replying
from comments.replies.desk import ReplyDesk, comment_changes
from comments.replies.forms import OutcomeForm, SentByHandForm
from comments.replies.models import Reply
from comments.replies.views.access import readable_reply
from posts.drafting.rules import Point
from posts.drafting.views import previews
from security.account import connection
from security.office.answers import Refused
from security.office.pages import step_page
from security.people.requests import OfficeRequest, posted
from security.workplaces.rules import from_workplace

TEMPLATE = "comments/reply_step.html"
_step = partial(step_page, template=TEMPLATE)


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
    return desk.decide(request, desk=ReplyDesk(), pk=pk, queue_url=reverse("home"))


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.pull_back(request, readable_reply(request, pk), TEMPLATE)


@login_required
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.reopen(
        request,
        readable_reply(request, pk),
        TEMPLATE,
        consequences=["返信文はそのままで、下書きに戻ります。", "送るには、もう一度承認を求めてください。"],
    )


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return item_steps.withdraw(
        request,
        reply,
        TEMPLATE,
        answer=approval_rules.may_withdraw(request.actor, reply),
        consequences=["この返信の起案は終わりになり、送られません。コメントへは、新しく起案できます。"],
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return item_steps.revoke(
        request,
        reply,
        TEMPLATE,
        answer=approval_rules.may_revoke(request.actor, reply),
        told="送られません。",
        consequences=["この版は送られなくなり、下書きに戻ります。"],
    )


@login_required
@require_POST
def mark_read(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.mark_read(request, readable_reply(request, pk))


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.see_after(request, readable_reply(request, pk))


@login_required
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="送る",
        told="送信を始めました。経過はこのページに表示されます。",
        consequences=[
            "承認された返信文がそのままInstagramに送られます。",
            "送る前に、コメントが書き換えられていないことをInstagramに確かめます。",
        ],
        answer=rules.may_send(request.actor, reply, standing_stop(), connection.pause()),
        act=lambda data: replying.send(by=request.user, reply=reply),
    )


@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="もう一度送る",
        told="もう一度送信を始めました。",
        consequences=[
            "承認された同じ返信文を、もう一度Instagramに送ります。",
            "送る前に、同じ返信がすでに載っていないことをInstagramに確かめます。",
        ],
        answer=rules.may_retry(request.actor, reply, standing_stop(), connection.pause()),
        act=lambda data: replying.retry(by=request.user, reply=reply),
    )


@login_required
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="結果を記録する",
        told="確かめた結果を記録しました。",
        consequences=[
            "Instagramの公式アカウントでこのコメントを開き、下の返信文が載っているかどうかを確かめてください。",
            "載っていた場合は「返信済」に、載っていなかった場合は「送信失敗」になり、もう一度送れます。",
        ],
        answer=rules.may_resolve(request.actor, reply),
        form=OutcomeForm(posted(request)),
        act=lambda data: replying.resolve(by=request.user, reply=reply, is_live=data["is_live"]),
    )


@login_required
def record_by_hand(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="手で返信したことを記録する",
        told="手で返信したことを記録しました。",
        consequences=[
            "公式アカウントの画面で、先に、下の返信文をそのまま返信してください。",
            "ここでは、返信したことと日時を記録します。「返信済」になり、元には戻せません。",
        ],
        answer=rules.may_record_by_hand(request.actor, reply, standing_stop()),
        form=SentByHandForm(posted(request)),
        act=lambda data: actions.record_by_hand(by=request.user, reply=reply, at=data["at"]),
    )
