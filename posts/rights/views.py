"""許諾・同意の台帳: listed and added, one entry with the posts that use it, its end before its time."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from approvals.forms import ReasonForm
from posts.drafting import actions, files, rules
from posts.drafting.forms import PAPER_BYTES_MAX
from posts.drafting.models import Consent
from posts.drafting.querysets import LATEST_FIRST
from posts.drafting.views import evidence as papers
from posts.rights import querysets
from posts.rights.forms import ConsentForm
from security.office import out_of_space, paging
from security.pages.bodies import USUAL, takes
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import done, step_page

PER_PAGE = 50
MOST = PAPER_BYTES_MAX + USUAL
DAMAGED = (
    "資料「{name}」のファイルが保存したときと違うため、開いていません。システム管理者に知らせてください。"
)


@takes(MOST)
@login_required
@require_http_methods(["GET", "POST"])
def consents(request: OfficeRequest) -> HttpResponse:
    answer = rules.may_draft(request.actor)
    if request.method == "POST" and not answer:
        messages.error(request, str(answer))
        return redirect("posts:consents")
    form = ConsentForm(posted(request), request.FILES or None)
    if done(request, form, lambda: _save(request, form)):
        messages.success(request, f"{form.instance} を台帳に登録しました。写真の権利と人物の欄で選べます。")
        return redirect("posts:consents")
    page = paging.page(querysets.listed(request.actor), ("given_by", "pk"), request.GET, PER_PAGE)
    context = {"form": form, "page": page, "today": timezone.localdate(), "may_add": answer}
    status = 422 if request.method == "POST" else 200
    return render(request, "posts/rights/list.html", context, status=status)


@takes(MOST)
@login_required
@require_http_methods(["GET", "POST"])
def consent(request: OfficeRequest, pk: int) -> HttpResponse:
    stored = readable(request, pk)
    answer = rules.may_keep_consent(request.actor, stored)
    if request.method == "POST" and not answer:
        messages.error(request, str(answer))
        return redirect(stored)
    is_used = querysets.is_used(stored)
    given = (posted(request), request.FILES or None)
    form = ConsentForm(*given, instance=copy(stored), is_used=is_used)
    if done(request, form, lambda: _save(request, form)):
        messages.success(request, "変更しました。")
        return redirect(stored)
    used: QuerySet[Any] = querysets.used_in(stored, request.actor)
    context = {
        "consent": stored,
        "form": form,
        "is_used": is_used,
        "page": paging.page(used, LATEST_FIRST, request.GET, PER_PAGE),
        "today": timezone.localdate(),
        "may_change": answer,
        "may_withdraw": rules.may_withdraw_consent(request.actor, stored),
        "clause": rules.photo_clause(stored.organization),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "posts/rights/consent.html", context, status=status)


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    stored = readable(request, pk)
    count = querysets.used_in(stored, request.actor).count()
    return step_page(
        request,
        stored,
        template="posts/rights/step.html",
        heading="許諾・同意の取消しを記録する",
        verb="取消しを記録する",
        success="取消しを記録しました。",
        consequences=[
            f"この許諾・同意を選んだ写真({count}件の投稿)は、きょうから使用の許可がないものとして扱われます。",
            "まだ投稿していないものは、その写真を外すまで投稿できません。",
            "すでに公開されているものは、Instagramの画面で削除し、「削除を記録する」から記録してください。",
            "この記録は元に戻せません。許可を取り直したときは、新しく登録し、写真を選び直してください。",
        ],
        answer=rules.may_withdraw_consent(request.actor, stored),
        form=ReasonForm(posted(request)),
        act=lambda data: actions.withdraw_consent(by=request.user, consent=stored, reason=data["reason"]),
        danger=True,
    )


@require_safe
@login_required
def evidence(request: OfficeRequest, pk: int) -> HttpResponse:
    """The entry's paper: a download, never shown in the page."""
    stored = readable(request, pk)
    if not stored.evidence_file:
        raise Http404
    data = files.paper(stored.evidence_file)
    if data is None:
        messages.error(request, DAMAGED.format(name=stored.evidence_name))
        return redirect(stored)
    actions.note_evidence_read(
        by=request.user, of=stored, paper=stored.evidence_file, name=stored.evidence_name
    )
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, stored.evidence_name)
    return response


def readable(request: OfficeRequest, pk: int) -> Consent:
    """404 for those who may not read it: the other side's papers are not public."""
    found = get_object_or_404(Consent.objects.select_related("organization"), pk=pk)
    if not rules.may_read_consent(request.actor, found):
        raise Http404
    return found


def _save(request: OfficeRequest, form: ConsentForm) -> None:
    with out_of_space.refusing():
        paper = papers.taken_in(request, form.cleaned_data.get("evidence_upload"))
    for name, value in paper.items():
        setattr(form.instance, name, value)
    actions.save_consent(by=request.user, consent=form.instance)
