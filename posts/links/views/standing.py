"""リンクの状態: what the machine doubts, what people have said of it, and whether anything can be looked at at all."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from posts.drafting import rules
from posts.drafting.models import Link
from posts.links import actions, querysets, telling
from posts.links.models import Outage
from security.models import User
from security.office import paging
from security.pages.requests import OfficeRequest
from security.pages.steps import step_page
from security.people import rules as people_rules

PER_PAGE = 50


@require_safe
@login_required
def links(request: OfficeRequest) -> HttpResponse:
    page = paging.page(querysets.in_doubt(request.actor), ("-pk",), request.GET, PER_PAGE)
    outage = Outage.current()
    context = {
        "page": page,
        "rows": [(link, rules.may_judge_link(request.actor, link.post)) for link in page],
        "outage": outage,
        "remedy": telling.remedy(outage) if outage and people_rules.may_administer(request.actor) else "",
    }
    return render(request, "posts/links.html", context)


@login_required
def opened(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="リンク先を開いて確かめた",
        success="リンク先を確かめたことを記録しました。",
        consequences=[
            "先に、ご自分の端末でリンク先を開き、承認された内容のページであることを確かめてください。",
            f"公開のリンク集に載せます。夜の確認で開けなくても、{Link.WORD_HOLDS.days}日間は外しません。",
            "このリンクのために待っている投稿は、ほかに待つ理由がなければ、2分ほどで投稿を続けます。"
            "別のサイトに移っているときは、記録しても投稿しません。",
        ],
        act=actions.note_seen,
    )


@login_required
def take_off(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="リンク集から外す",
        success="公開のリンク集から外しました。",
        consequences=[
            "公開のリンク集には、すぐに載らなくなります。Instagramの投稿は変わりません。",
            "夜の確認もしません。リンク先を開いて確かめたことを記録すると、また載せます。",
        ],
        act=actions.take_off,
    )


def _step(
    request: OfficeRequest,
    pk: int,
    *,
    heading: str,
    success: str,
    consequences: list[str],
    act: Callable[..., None],
) -> HttpResponse:
    link = get_object_or_404(Link.objects.select_related("post__organization", "post__dossier"), pk=pk)
    if not rules.may_read(request.actor, link.post):
        raise Http404
    user: User = request.user
    return step_page(
        request,
        link.post,
        template="posts/link_step.html",
        heading=heading,
        success=success,
        consequences=consequences,
        answer=rules.may_judge_link(request.actor, link.post),
        act=lambda data: act(by=user, link=link),
        leads_to=lambda: reverse("posts:links"),
        link=link,
    )
