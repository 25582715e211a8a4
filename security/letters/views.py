"""通知メール: what the administrator looks at when a letter did not simply leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from security.letters import actions
from security.letters.models import Letter
from security.letters.troubles import is_of_address, remedy
from security.office import paging
from security.office.answers import Refused
from security.pages.requests import OfficeRequest
from security.people import rules

SHOWN = 50
LATEST_FIRST = ("-created_at", "-pk")


@require_safe
@login_required
def letters(request: OfficeRequest) -> HttpResponse:
    """Those that failed or may not have left first, with what helps, then all."""
    _only_administrators(request)
    rows = Letter.objects.select_related("recipient")
    context = {
        "troubled": [(one, remedy(one), is_of_address(one)) for one in rows.needing_attention()[:SHOWN]],
        "page": paging.page(rows, LATEST_FIRST, request.GET, SHOWN),
    }
    return render(request, "security/letters.html", context)


@login_required
def letter(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send one again, record that it has arrived, or leave it."""
    _only_administrators(request)
    chosen = get_object_or_404(Letter, pk=pk)
    if request.method != "POST":
        return redirect("security:letters")
    try:
        if "arrived" in request.POST:
            actions.settle_letter(by=request.user, letter=chosen)
            messages.success(request, "届いていたことを記録しました。")
        elif "drop" in request.POST:
            actions.drop_letter(by=request.user, letter=chosen)
            messages.success(request, "送らないことにしました。")
        else:
            actions.resend_letter(by=request.user, letter=chosen)
            messages.success(request, "まもなく、もう一度送ります。")
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    return redirect("security:letters")


def _only_administrators(request: OfficeRequest) -> None:
    if not rules.may_administer(request.actor):
        raise Http404
