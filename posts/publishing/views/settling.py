"""結果を確かめる: what of the account is the post that is 要確認, or that it is not there."""

from functools import cache, partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse

from posts.drafting.content import sealed
from posts.drafting.models import Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from posts.publishing import candidates, settling
from posts.publishing.forms import AddressForm, NotThereForm
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import one_press, step_page

IS_LIVE = "確かめた結果を記録しました。「投稿済」です。"


@login_required
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    if "ticket" in request.POST:
        return one_press(request, post, lambda: _bind_shown(request, post), success=IS_LIVE)
    return step_page(
        request,
        post,
        template="posts/resolve.html",
        heading="投稿の結果を確かめる",
        verb="このアドレスで記録する",
        success=IS_LIVE,
        consequences=[],
        answer=settling.may_settle(request.actor, post),
        form=AddressForm(posted(request)),
        act=lambda data: _bind_pasted(request, post, data["permalink"]),
        look=partial(candidates.look, post),
        **_approved(post),
        not_there_url=reverse("posts:not_there", args=[post.pk]),
    )


@login_required
def not_there(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    look = cache(partial(candidates.look, post))
    return step_page(
        request,
        post,
        template="posts/not_there.html",
        heading="投稿されていないことを記録する",
        verb="投稿されていないと記録する",
        success="投稿されていないことを記録しました。「投稿失敗」です。",
        consequences=[
            "「投稿失敗」になります。そのあと、もう一度投稿することも、取り下げることもできます。",
            "もう一度投稿するときは、同じ文の投稿がないことを、送る前にもう一度Instagramに確かめます。",
            "確かめた方のお名前が、証跡に残ります。",
        ],
        answer=settling.may_settle(request.actor, post),
        form=NotThereForm(posted(request), initial={"looked": lambda: candidates.signed_summary(look())}),
        act=lambda data: settling.declare_missing(
            by=request.user, post=post, looked=candidates.summary_of(data["looked"])
        ),
        look=look,
        **_approved(post),
        resolve_url=reverse("posts:resolve", args=[post.pk]),
    )


def _bind_shown(request: OfficeRequest, post: Post) -> None:
    number, address = candidates.opened(post, request.POST["ticket"])
    settling.bind(by=request.user, post=post, address=address, number=number)


def _bind_pasted(request: OfficeRequest, post: Post, address: str) -> None:
    settling.bind(by=request.user, post=post, address=address, number=candidates.number_of(post, address))


def _approved(post: Post) -> dict[str, Any]:
    """What was approved, to hold against the account. Its own picture: the pages load nothing from elsewhere."""
    version = post.submission
    if version is None:
        return {"pictures": [], "caption": post.caption}
    return {"pictures": previews.of_version(post, version), "caption": sealed(version).caption}
