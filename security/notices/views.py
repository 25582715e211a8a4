"""The pages 「お知らせ」 and 「お知らせの設定」."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from security.notices import actions, reading
from security.notices.forms import ChoicesForm
from security.notices.models import Notice
from security.notices.registry import kinds_for, unchosen_for
from security.office import paging
from security.office.answers import Refused
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest, posted

SHOWN = 30
AT_THE_BELL = 10
LATEST_FIRST = ("-at", "-pk")


@require_safe
@login_required
def notices(request: OfficeRequest) -> HttpResponse:
    """The reader's own, newest first."""
    mine = Notice.objects.filter(person=request.user)
    page = paging.page(mine, LATEST_FIRST, request.GET, SHOWN)
    context = {"page": page, "hidden": reading.hidden(page, request.actor)}
    return render(request, "notices/list.html", context)


@never_cache
@require_safe
@login_required
def latest(request: OfficeRequest) -> HttpResponse:
    """The newest few, as the bell opens them on any page."""
    newest = list(Notice.objects.filter(person=request.user).order_by(*LATEST_FIRST)[:AT_THE_BELL])
    context = {"notices": newest, "hidden": reading.hidden(newest, request.actor)}
    return render(request, "notices/latest.html", context)


@login_required
@pressed_at(lambda request, pk: reverse("notices:list"))
def open_notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Leads on to what it tells of, and counts it as seen: a button, since looking changes nothing."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    actions.see(by=request.user, notice=notice)
    return redirect(notice.url)


@login_required
@pressed_at(lambda request: reverse("notices:list"))
def see_all(request: OfficeRequest) -> HttpResponse:
    if count := actions.see_all(by=request.user):
        messages.success(request, f"{count}件を確認済みにしました。")
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: OfficeRequest) -> HttpResponse:
    """What is told to whom and how, of what the reader can be told, with his choices."""
    form = ChoicesForm(
        posted(request), kinds=kinds_for(request.actor), chosen=actions.chosen_by(request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(by=request.user, chosen=form.chosen())
        except Refused as refusal:
            form.add_error(None, str(refusal.answer))
        else:
            messages.success(request, "お知らせの設定を保存しました。")
            return redirect("notices:settings")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "unchosen": unchosen_for(request.actor)}
    return render(request, "notices/settings.html", context, status=status)
