"""手動投稿: taken in hand, what is handed out on a tablet, and what has become of it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from approvals.querysets import current_stop
from posts.drafting.models import Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from posts.drafting.views.images import jpeg
from posts.publishing import candidates, preflight
from posts.publishing.by_hand import actions, kit, rules
from posts.publishing.forms import GiveBackForm, RecordHandForm
from posts.publishing.models import PublishJob
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page


@login_required
def by_hand(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    job = actions.in_hand(post)
    if job and job.in_hand_of_id == request.user.pk:
        return redirect("posts:by_hand", pk) if request.method == "POST" else _kit(request, post, job)
    return step_page(
        request,
        post,
        template="posts/step.html",
        heading="手動で投稿する",
        success="手動での投稿を始めました。",
        consequences=[
            "承認された版の本文と写真を、この画面からInstagramのアプリに渡して、ご自分で投稿します。",
            "始めると、自動では投稿されません(二重に投稿しないためです)。承認の取消しや内容の変更もできなくなります。",
            "投稿したら、そのアドレスと日時を記録します。投稿しないときは「やめて戻す」を押します。",
        ],
        answer=rules.may_take(request.actor, post, current_stop()),
        act=lambda data: actions.take(by=request.user, post=post),
        leads_to=_address("by_hand", post),
    )


@require_safe
@login_required
def picture(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """One of the sealed pictures to be saved, under a name that keeps its place."""
    post = readable_post(request, pk)
    job = actions.in_hand(post)
    answer = _may_have(request, job) if job else rules.may_end(request.actor, post, job)
    digests = job.content.digests if job else []
    if not answer or not 0 < place <= len(digests):
        messages.error(request, str(answer) or "その順番の写真はありません。")
        return redirect("posts:by_hand", pk) if job else redirect(post)
    response = jpeg(digests[place - 1], post=post)
    response["Content-Disposition"] = content_disposition_header(True, kit.name_of(post, place))
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return step_page(
        request,
        post,
        template="posts/by_hand_record.html",
        heading="手動で投稿したことを記録する",
        verb="投稿したことを記録する",
        success="手動で投稿したことを記録しました。「投稿済」です。",
        consequences=[],
        answer=rules.may_end(request.actor, post, actions.in_hand(post)),
        form=RecordHandForm(posted(request), initial={"posted_at": timezone.now}),
        act=lambda data: actions.record(
            by=request.user,
            post=post,
            address=data["permalink"],
            posted_at=data["posted_at"],
            number=candidates.number_of(post, data["permalink"]),
        ),
    )


@login_required
def give_back(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return step_page(
        request,
        post,
        template="posts/step.html",
        heading="手動での投稿をやめて戻す",
        verb="何も投稿せずに戻す",
        success="手動での投稿をやめました。何も投稿していないと記録しました。",
        consequences=[
            _afterwards(post),
            "記録した方のお名前が、証跡に残ります。投稿したかどうか分からないときは、戻さずに、公式アカウントの画面で確かめてください。",
        ],
        answer=rules.may_give_back(request.actor, post, actions.in_hand(post)),
        form=GiveBackForm(posted(request)),
        act=lambda data: actions.give_back(by=request.user, post=post),
    )


def _kit(request: OfficeRequest, post: Post, job: PublishJob) -> HttpResponse:
    answer = _may_have(request, job)
    more: dict[str, Any] = {}
    if answer:
        content = job.content
        more = {
            "caption": content.caption,
            "sheets": kit.sheets(post, job),
            "settings": kit.settings_of(content),
        }
    context = {
        "post": post,
        "job": job,
        "account": previews.account(),
        "until": rules.until(job),
        "refused": str(answer),
        "form": RecordHandForm(initial={"posted_at": timezone.now}),
        "afterwards": _afterwards(post),
        **more,
    }
    response = render(request, "posts/by_hand.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _may_have(request: OfficeRequest, job: PublishJob) -> Answer:
    """The worker's questions, of the rows and of the files."""
    post = preflight.as_it_stands(job)
    return rules.may_be_handed_out(request.actor, post, job, current_stop()) and preflight.files_stand(job)


def _afterwards(post: Post) -> str:
    """What follows if it is given back."""
    if settings.PUBLISHES_BY_HAND:
        return "「承認済」に戻り、投稿者のどなたでも「手動で投稿する」を押せるようになります。時刻から30分を過ぎると取りやめになります。"
    if post.publish_at and post.publish_at > timezone.now():
        return "「承認済」に戻り、投稿する日時になると、自動で投稿されます。"
    if post.publish_at:
        return "「承認済」に戻ります。時刻から30分のうちであれば、このあと自動で投稿されます。過ぎているときは「期限切れ」になります。"
    return (
        "「承認済」に戻ります。投稿するときは、あらためて「投稿する」か「手動で投稿する」を押してください。"
    )


def _address(name: str, post: Post) -> Callable[[], str]:
    return lambda: reverse(f"posts:{name}", args=[post.pk])
