"""The steps of a reply's life that people take: one page each, with what will happen, and a button."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from approvals.actions import Stale
from approvals.completeness import Point
from approvals.models import Submission
from approvals.querysets import current_stop
from approvals.steps import Steps
from comments.replies import querysets, rules
from comments.replies.actions import differing
from comments.replies.actions import drafting as actions
from comments.replies.actions import sending as replying
from comments.replies.desk import ReplyDesk, comment_changes
from comments.replies.forms import DifferenceForm, SentByHandForm
from comments.replies.models import Reply
from comments.replies.views.access import readable_reply
from posts.drafting.views import previews
from security.account import connection
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.people.actors import Actor

TEMPLATE = "comments/reply_step.html"
_step = partial(step_page, template=TEMPLATE)


class ReplySteps(Steps[Reply]):
    namespace = "replies"
    kind = "返信"
    name = "reply"
    step_template = TEMPLATE
    submit_template = "comments/reply_submit.html"
    desk = ReplyDesk
    on_reopening = ("返信文はそのままで、下書きに戻ります。", "送るには、もう一度承認を求めてください。")
    on_withdrawing = ("この返信の起案は終わりになり、送られません。コメントへは、新しく起案できます。",)
    on_revoking = ("この版は送られなくなり、下書きに戻ります。",)
    revoked = "送られません。"
    content = "返信文"

    def read(self, request: OfficeRequest, pk: int) -> Reply:
        return readable_reply(request, pk)

    def may_edit(self, actor: Actor, reply: Reply) -> Answer:
        return rules.may_edit(actor, reply)

    def points(self, reply: Reply) -> list[Point]:
        return rules.missing_points(reply)

    def ask(self, request: OfficeRequest, reply: Reply, version: int) -> Submission:
        return actions.submit(
            by=request.user,
            reply=reply,
            version=version,
            seen=request.POST.get("seen", ""),
            confirmed=request.POST.getlist("confirmed"),
        )

    def changed_meanwhile(self, stale: Stale) -> str:
        if isinstance(stale, actions.CommentChanged):
            return (
                "この画面を開いた後に、コメントが書き換えられました。承認は求めていません。"
                "いまのコメントを読み、返信文がそのままでよいか確かめてください。"
            )
        return super().changed_meanwhile(stale)

    def submission(self, request: OfficeRequest, reply: Reply) -> dict[str, Any]:
        return {
            "comment": reply.comment,
            "comment_text": reply.comment.text,
            "seen": actions.mark_of(reply.comment.text),
            "comment_changes": comment_changes(reply.comment_text, reply.comment.text),
            "thread": querysets.thread_of(reply.comment),
            "account": previews.account(),
            "text": reply.text,
            "confirmations": rules.confirmations(),
            "hints": rules.hints(reply.text),
            "warnings": rules.warnings(reply.text),
        }


@login_required
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="送る",
        success="送信を始めました。経過はこのページに表示されます。",
        consequences=[
            "承認された返信文がそのままInstagramに送られます。",
            "送る前に、コメントが書き換えられていないことをInstagramに確かめます。",
        ],
        answer=rules.may_send(request.actor, reply, current_stop(), connection.pause()),
        act=lambda data: replying.send(by=request.user, reply=reply),
    )


@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="もう一度送る",
        success="もう一度送信を始めました。",
        consequences=[
            "承認された同じ返信文を、もう一度Instagramに送ります。",
            "送る前に、同じ返信がすでに載っていないことをInstagramに確かめます。",
        ],
        answer=rules.may_retry(request.actor, reply, current_stop(), connection.pause()),
        act=lambda data: replying.retry(by=request.user, reply=reply),
    )


@login_required
def note_difference(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="違いを確かめた",
        success="違いを確かめたことを記録しました。",
        consequences=[
            "先に、公式アカウントの画面でコメントを開き、承認された返信文と見比べてください。",
            "ここでは、確かめたことと、どうしたかを記録します。お知らせの表示は消えます。",
        ],
        answer=differing.may_note(request.actor, reply),
        form=DifferenceForm(posted(request)),
        act=lambda data: differing.note_seen(by=request.user, reply=reply, reason=data["reason"]),
    )


@login_required
def record_by_hand(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    return _step(
        request,
        reply,
        heading="手で返信したことを記録する",
        success="手で返信したことを記録しました。",
        consequences=[
            "公式アカウントの画面で、先に、下の返信文をそのまま返信してください。",
            "ここでは、返信したことと日時を記録します。「返信済」になり、元には戻せません。",
        ],
        answer=rules.may_record_by_hand(request.actor, reply, current_stop()),
        form=SentByHandForm(posted(request)),
        act=lambda data: actions.record_by_hand(by=request.user, reply=reply, at=data["at"]),
    )
