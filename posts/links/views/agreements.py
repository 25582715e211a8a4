"""第４第１項(3)ウ: the standing agreements of sites."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from posts.drafting import actions, lapsing, rules
from posts.drafting.models import SiteAgreement
from posts.links.forms import SiteAgreementForm
from security.models import Role
from security.office import paging
from security.office.answers import Refused
from security.pages.requests import OfficeRequest, posted
from security.people.actors import Actor

PER_PAGE = 50
# The prefecture's own site: its owner is who posts, and says so once like any other (第４第１項(3)ウ).
OWN_HOST = "www.pref.hokkaido.lg.jp"
OWN_SITE = {"host": OWN_HOST, "agreed_with": "北海道", "agreed_how": "道自身のサイトのため"}


@require_http_methods(["GET", "POST"])
@login_required
def agreements(request: OfficeRequest) -> HttpResponse:
    """Listed and added."""
    answer = rules.may_draft(request.actor)
    if request.method == "POST" and not answer:
        messages.error(request, str(answer))
        return redirect("posts:agreements")
    form = SiteAgreementForm(posted(request))
    page = paging.page(
        SiteAgreement.objects.select_related("organization"), ("host", "pk"), request.GET, PER_PAGE
    )
    if _is_saved(request, form):
        messages.success(request, f"{form.instance.host} の了解を登録しました。リンクの確認に使えます。")
        return redirect("posts:agreements")
    context = {
        "form": form,
        "page": page,
        "rows": [(one, rules.may_keep_agreement(request.actor, one)) for one in page],
        "today": timezone.localdate(),
        "may_change": answer,
        "own_site": _own_site(request.actor),
    }
    return render(request, "posts/agreements.html", context, status=422 if request.method == "POST" else 200)


def _own_site(actor: Actor) -> dict[str, Any] | None:
    """The form of one press, for the division's posters, as long as it has not been recorded."""
    appointment = actor.appointment(Role.PREFECTURE_POSTER)
    if not appointment:
        return None
    hosts = SiteAgreement.objects.filter(organization=appointment.organization_id, host=OWN_HOST)
    return None if hosts.exists() else OWN_SITE | {"agreed_on": timezone.localdate().isoformat()}


@require_http_methods(["GET", "POST"])
@login_required
def agreement(request: OfficeRequest, pk: int) -> HttpResponse:
    """A standing agreement changed, or ended by its last day."""
    stored = get_object_or_404(SiteAgreement.objects.select_related("organization"), pk=pk)
    answer = rules.may_keep_agreement(request.actor, stored)
    if not answer:
        messages.error(request, str(answer))
        return redirect("posts:agreements")
    resting = lapsing.resting_on(stored)
    form = SiteAgreementForm(posted(request), instance=stored)
    if _is_saved(request, form):
        lost = len(resting) - len(lapsing.resting_on(stored))
        told = (
            f"期限に間に合わない投稿{lost}件の承認は、無効になりました。関係する方に通知しました。"
            if lost
            else ""
        )
        messages.success(request, f"{form.instance.host} の了解を変更しました。{told}")
        return redirect("posts:agreements")
    shown = _readable(request.actor, resting)
    context = {"agreement": stored, "form": form, "resting": shown, "others": len(resting) - len(shown)}
    return render(request, "posts/agreement.html", context, status=422 if request.method == "POST" else 200)


def _readable(actor: Actor, resting: list[lapsing.Resting]) -> list[lapsing.Resting]:
    """A contractor reads of the division's posts how many there are."""
    return [one for one in resting if rules.may_read(actor, one.post)]


def _is_saved(request: OfficeRequest, form: SiteAgreementForm) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        actions.save_site_agreement(by=request.user, agreement=form.instance)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
