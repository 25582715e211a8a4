"""The steps that people take with an approved post: one page each, with what will happen, and a button."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from approvals.forms import ReasonForm
from approvals.querysets import current_stop
from posts.drafting import rules
from posts.drafting.views.access import readable_post
from posts.publishing import actions, differing
from posts.publishing.forms import SeenForm
from security.account import connection
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page

_step = partial(step_page, template="posts/step.html")


@login_required
def publish(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return _step(
        request,
        post,
        heading="投稿する",
        success="投稿を始めました。経過はこのページに表示されます。",
        consequences=[
            "承認された版がそのままInstagramに投稿されます。",
            "投稿した後は、本文や写真を直すことはできません。",
        ],
        answer=rules.may_publish(request.actor, post, current_stop(), connection.pause()),
        act=lambda data: actions.publish_now(by=request.user, post=post),
    )


@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return _step(
        request,
        post,
        heading="もう一度投稿する",
        success="もう一度投稿を始めました。",
        consequences=["前回は何も投稿されていません。承認された同じ版を、もう一度Instagramに送ります。"],
        answer=rules.may_retry(request.actor, post, current_stop(), connection.pause()),
        act=lambda data: actions.retry(by=request.user, post=post),
    )


@login_required
def note_difference(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return _step(
        request,
        post,
        heading="違いを確かめた",
        success="違いを確かめたことを記録しました。",
        consequences=[
            "先に、Instagramで投稿を開き、承認された版と見比べてください。",
            "ここでは、確かめたことと、そのままにする理由を記録します。お知らせの表示は消えます。",
        ],
        answer=differing.may_note(request.actor, post),
        form=SeenForm(posted(request)),
        act=lambda data: differing.note_seen(by=request.user, post=post, reason=data["reason"]),
    )


@login_required
def record_removal(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return _step(
        request,
        post,
        heading="削除を記録する",
        success="削除を記録しました。",
        consequences=[
            "Instagramでの削除は、公式アカウントの画面で先に行ってください。",
            "ここでは、削除したことと理由を記録します。",
        ],
        answer=rules.may_record_removal(request.actor, post),
        form=ReasonForm(posted(request)),
        act=lambda data: actions.record_removal(by=request.user, post=post, reason=data["reason"]),
    )
