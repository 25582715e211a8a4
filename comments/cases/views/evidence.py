"""Evidence: added, and opened; each opening stands in the trail (第５第２項, 第６第３項)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments.cases.actions import evidence as actions
from comments.cases.forms import EvidenceForm
from comments.cases.models import Case, Evidence
from comments.cases.rules import cases as rules
from comments.cases.screenshots import FORM_MOST, media_type
from comments.cases.views.access import readable_case, step
from posts.drafting.rules import may_read as may_read_post
from security.pages.bodies import takes
from security.pages.requests import OfficeRequest, posted


@takes(FORM_MOST)
@require_http_methods(["GET", "POST"])
@login_required
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    case = readable_case(request, pk)
    now = (
        "何も入力しないと、コメントや投稿のいまの内容をあらためて保全します。"
        if case.comment or case.post
        else ""
    )
    return step(
        request,
        case,
        heading="証拠を加える",
        verb="保全する",
        success="証拠を保全しました。",
        answer=rules.may_work(request.actor, case),
        form=EvidenceForm(posted(request), request.FILES or None),
        act=lambda data: actions.keep_more(
            by=request.user,
            case=case,
            address=data["found_at"],
            description=data["description"],
            screenshot=data["screenshot"],
        ),
        consequences=["暗号化して保管します。後から変えたり消したりできません。", *([now] if now else [])],
    )


@require_safe
@never_cache
@login_required
def read(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    case = readable_case(request, pk)
    answer = rules.may_read_evidence(request.actor, case)
    if not answer:
        messages.error(request, str(answer))
        return redirect(case)
    kept = _kept(case, number)
    post = rules.subject_post(case)
    context = {
        "case": case,
        "evidence": kept,
        "opened": actions.read(by=request.user, evidence=kept),
        "may_read_post": post is not None and may_read_post(request.actor, post),
    }
    return render(request, "cases/evidence.html", context)


@require_safe
@never_cache
@login_required
def image(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """The screenshot: shown where browsers can, else a download. What has been tampered with is not shown at all."""
    case = readable_case(request, pk)
    answer = rules.may_read_evidence(request.actor, case)
    if not answer:
        messages.error(request, str(answer))
        return redirect(case)
    kept = _kept(case, number)
    if kept.sealed_file is None:
        raise Http404
    opened = actions.read_file(by=request.user, evidence=kept)
    if opened.problem:
        messages.error(request, f"画像の{opened.problem}システム管理者に連絡してください。")
        return redirect("cases:evidence", pk=pk, number=number)
    shown = media_type(opened.content)
    response = HttpResponse(opened.content, content_type=shown or "application/octet-stream")
    response["Content-Disposition"] = "inline" if shown else "attachment"
    return response


def _kept(case: Case, number: int) -> Evidence:
    kept = case.evidence.filter(number=number).select_related("case", "kept_by").first()
    if kept is None:
        raise Http404
    kept.case = case
    return kept
