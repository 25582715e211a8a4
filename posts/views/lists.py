"""The list of posts, and the standing agreements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from approvals.models import State
from posts import actions, querysets, rules
from posts.forms import SiteAgreementForm
from posts.models import Post, SiteAgreement
from security.answers import Refused
from security.requests import OfficeRequest

PER_PAGE = 20


@login_required
def post_list(request: OfficeRequest) -> HttpResponse:
    posts = _filtered(querysets.readable_by(request.actor), request)
    page = Paginator(querysets.listed(posts), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "words": request.GET.get("q", ""),
        "may_draft": rules.may_draft(request.actor),
    }
    return render(request, "posts/list.html", context)


def _filtered(posts: QuerySet[Post], request: OfficeRequest) -> QuerySet[Post]:
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in State.values:
        posts = posts.filter(state=state)
    if words:
        posts = posts.filter(Q(title__icontains=words) | Q(caption__icontains=words))
    return posts


@login_required
def agreements(request: OfficeRequest) -> HttpResponse:
    """第４第１項(3)ウ: standing agreements of sites, listed and added."""
    form = SiteAgreementForm(request.POST or None)
    may_add = rules.may_draft(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            agreement = actions.save_site_agreement(by=request.user, agreement=form.instance)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{agreement.host} の了解を登録しました。リンクの確認に使えます。")
            return redirect("posts:agreements")
    context = {"form": form, "agreements": SiteAgreement.objects.all(), "may_add": may_add}
    return render(request, "posts/agreements.html", context)
