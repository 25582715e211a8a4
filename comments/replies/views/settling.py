"""結果を確かめる: which answer under the comment is the reply that is 要確認, or that it is not there."""

from functools import cache, partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse

from comments.replies.actions import settling
from comments.replies.forms import NotThereForm, SeenForm
from comments.replies.models import Reply
from comments.replies.sending import candidates
from comments.replies.views.access import readable_reply
from posts.publishing.candidates import opened, signed_summary, summary_of
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import one_press, step_page

IS_LIVE = "確かめた結果を記録しました。「返信済」です。"


@login_required
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    if "ticket" in request.POST:
        return one_press(request, reply, lambda: _bind_shown(request, reply), success=IS_LIVE)
    return step_page(
        request,
        reply,
        template="comments/reply_resolve.html",
        heading="返信の結果を確かめる",
        verb="載っていたと記録する",
        success=IS_LIVE,
        consequences=[],
        answer=settling.may_settle(request.actor, reply),
        form=SeenForm(posted(request)),
        act=lambda data: settling.bind(by=request.user, reply=reply),
        look=partial(candidates.look, reply),
        not_there_url=reverse("replies:not_there", args=[reply.pk]),
    )


@login_required
def not_there(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    look = cache(partial(candidates.look, reply))
    return step_page(
        request,
        reply,
        template="comments/reply_not_there.html",
        heading="返信が載っていないことを記録する",
        verb="載っていないと記録する",
        success="返信が載っていないことを記録しました。「送信失敗」です。",
        consequences=[
            "「送信失敗」になります。そのあと、もう一度送ることも、取り下げることもできます。",
            "もう一度送るときは、同じ返信が載っていないことを、送る前にもう一度Instagramに確かめます。",
            "確かめた方のお名前が、証跡に残ります。",
        ],
        answer=settling.may_settle(request.actor, reply),
        form=NotThereForm(posted(request), initial={"looked": lambda: signed_summary(look())}),
        act=lambda data: settling.declare_missing(
            by=request.user, reply=reply, looked=summary_of(data["looked"])
        ),
        look=look,
        resolve_url=reverse("replies:resolve", args=[reply.pk]),
    )


def _bind_shown(request: OfficeRequest, reply: Reply) -> None:
    number, _ = opened(reply, request.POST["ticket"])
    settling.bind(by=request.user, reply=reply, number=number)
