"""公式アカウントのいま: what stands on the account, and the document that explains it or the lack of one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from posts.drafting.models import Post
from posts.live import evidence, querysets, rules
from posts.live.models import AccountPost, AccountProfile, Standing
from posts.publishing.models import LiveDifference
from security.office import paging
from security.pages.requests import OfficeRequest

PER_PAGE = 20
SHOWN = {"open": querysets.unsettled, "differs": querysets.with_differences}


@require_safe
@login_required
def account(request: OfficeRequest) -> HttpResponse:
    _require_reader(request)
    register = querysets.current_register()
    shown = request.GET.get("show", "")
    rows = querysets.on_account(register) if register else AccountPost.objects.none()
    rows = SHOWN[shown](rows) if shown in SHOWN else rows
    context = {
        "register": register,
        "profiles": querysets.profiles_shown(register) if register else (),
        "page": paging.page(rows, querysets.LATEST_FIRST, request.GET, PER_PAGE),
        "show": shown if shown in SHOWN else "",
    }
    return render(request, "posts/live/account.html", context)


@require_safe
@login_required
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    found = readable_post(request, pk)
    context = {
        "found": found,
        "differences": _differences(found.post) if found.post else (),
        "may_settle": rules.may_settle(request.actor, found),
        "may_call_older": rules.may_call_older(request.actor, found),
        "may_open_case_page": request.actor.is_of_prefecture,
    }
    return render(request, "posts/live/post.html", context)


@require_safe
@login_required
def profile(request: OfficeRequest, pk: int) -> HttpResponse:
    found = readable_profile(request, pk)
    known = found.register.profiles.filter(pk__lt=found.pk).exclude(standing=Standing.OPEN).first()
    before = known or found.register.profiles.filter(pk__lt=found.pk).first()
    context = {
        "found": found,
        "before": before,
        "rows": _beside(found, before),
        "may_confirm": rules.may_confirm_profile(request.actor, found),
        "may_settle": rules.may_settle(request.actor, found),
        "may_open_case_page": request.actor.is_of_prefecture,
    }
    return render(request, "posts/live/profile.html", context)


@require_safe
@login_required
def picture(request: OfficeRequest, pk: int) -> HttpResponse:
    """The small picture, as it was fetched from the account."""
    data = evidence.picture_of(readable_post(request, pk))
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def readable_post(request: OfficeRequest, pk: int) -> AccountPost:
    _require_reader(request)
    rows = AccountPost.objects.select_related("register", "post__organization", "post__dossier", "settled_by")
    return get_object_or_404(rows, pk=pk)


def readable_profile(request: OfficeRequest, pk: int) -> AccountProfile:
    _require_reader(request)
    return get_object_or_404(AccountProfile.objects.select_related("register", "settled_by"), pk=pk)


def _require_reader(request: OfficeRequest) -> None:
    if not rules.may_read(request.actor):
        raise Http404


def _differences(post: Post) -> list[str]:
    return [
        f"{one.get_what_display()}。" for one in LiveDifference.objects.filter(job__post=post, seen_at=None)
    ]


def _beside(found: AccountProfile, before: AccountProfile | None) -> list[tuple[str, str, str]]:
    """Each part: what it is called, as it was known, as it was read."""
    was = dict(before.rows) if before else {}
    return [(label, was.get(label, ""), value) for label, value in found.rows]
