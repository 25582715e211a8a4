"""Cases: the list, one case, and reporting one (第６第３項, 第４項)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from comments.cases import look_alike, querysets, times
from comments.cases.actions import life as actions
from comments.cases.actions.life import Report
from comments.cases.forms import CaseForm, CommentCaseForm
from comments.cases.models import Case, CaseState, TroubleType
from comments.cases.rules import cases as rules
from comments.cases.screenshots import FORM_MOST
from comments.cases.views import buttons, log
from comments.cases.views.access import readable_case
from comments.inbox.models import Comment
from comments.inbox.texts import fitting
from posts.drafting.rules import may_read as may_read_post
from posts.models import Post
from security.office import paging
from security.office.answers import Refused
from security.office.words import saying
from security.pages.bodies import takes
from security.pages.requests import OfficeRequest, posted, words_asked

PER_PAGE = 20


@require_safe
@login_required
def case_list(request: OfficeRequest) -> HttpResponse:
    cases = _filtered(querysets.readable_by(request.actor), request)
    context = {
        "page": paging.page(querysets.for_list(cases), querysets.OPEN_FIRST, request.GET, PER_PAGE),
        "states": CaseState.choices,
        "state": request.GET.get("state", ""),
        "kinds": TroubleType.objects.all(),
        "kind": request.GET.get("kind", ""),
        "words": words_asked(request),
        "may_open": rules.may_open(request.actor),
        "may_read_words": rules.may_read_words(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "cases/list.html", context)


def _filtered(cases: QuerySet[Case], request: OfficeRequest) -> QuerySet[Case]:
    state, kind, words = request.GET.get("state", ""), request.GET.get("kind", ""), words_asked(request)
    if state in CaseState.values:
        cases = cases.filter(state=state)
    if kind:
        cases = cases.filter(kind__code=kind.replace("\0", ""))
    if words and rules.may_read_words(request.actor):
        cases = cases.filter(saying(words))
    return cases


@require_safe
@login_required
def detail(request: OfficeRequest, pk: int) -> HttpResponse:
    case, actor = readable_case(request, pk), request.actor
    may_read_words = rules.may_read_words(actor, case)
    if not may_read_words:
        return render(request, "cases/bare.html", {"case": case, "why": may_read_words})
    minutes = times.minutes_until_noted(case, timezone.now())
    context = {
        "case": case,
        "waited": times.spoken(minutes),
        "may_note": rules.may_note(actor, case),
        "may_work": rules.may_work(actor, case),
        "may_change": rules.may_change(actor, case),
        "may_answer": rules.may_answer(actor, case),
        "may_reopen": rules.may_reopen(actor, case),
        "may_see_evidence": rules.may_read_evidence(actor, case),
        "measures": buttons.of_measures(actor, case),
        "proposals": buttons.groups(actor, case),
        "log": log.of_case(case),
        "steps": log.steps(case),
        "closing": buttons.closing(actor, case),
        "way": buttons.way(actor, case),
        "comparison": look_alike.compare(settings.INSTAGRAM_USERNAME, case.suspect_username)
        if case.suspect_username
        else None,
        "look_alikes": querysets.look_alikes(case) if case.kind.way == "look_alike" else [],
        "today": timezone.localdate(),
    }
    return render(request, "cases/detail.html", context)


@takes(FORM_MOST)
@require_http_methods(["GET", "POST"])
@login_required
def new(request: OfficeRequest) -> HttpResponse:
    """By hand: something found on the net, or about a post (?post=)."""
    answer = rules.may_open(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("cases:list")
    post = _post(request)
    initial: dict[str, object] = {"title": f"「{post}」について"} if post else {}
    wanted = request.GET.get("kind", "")
    initial |= {"kind": TroubleType.objects.filter(code=wanted.replace("\0", "")).first()} if wanted else {}
    choices = None if post else querysets.reportable_posts(request.actor)
    form = CaseForm(posted(request), request.FILES or None, initial=initial, posts=choices)
    if request.method == "POST" and form.is_valid():
        case = _opened(request, form, Report(**{"post": post, **form.cleaned_data}))
        if case:
            return redirect(case)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/new.html", {"form": form, "post": post}, status=status)


def _post(request: OfficeRequest) -> Post | None:
    """The post that the address names; 404 for one that this person may not read."""
    number = request.GET.get("post", "")
    if not number:
        return None
    post = Post.objects.select_related("organization", "dossier", "submission").filter(
        pk=int(number) if number.isdecimal() and len(number) < 10 else 0
    ).first()  # fmt: skip
    if post is None or not may_read_post(request.actor, post):
        raise Http404
    return post


@takes(FORM_MOST)
@require_http_methods(["GET", "POST"])
@login_required
def open_for_comment(request: OfficeRequest, pk: int) -> HttpResponse:
    """One press on a comment: a type and a line."""
    comments = Comment.objects.select_related("live_post__post__dossier", "live_post__post__organization")
    comment = get_object_or_404(comments, pk=pk)
    answer = rules.may_open(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("cases:list")
    initial = {"kind": CommentCaseForm.suggestion(comment)}
    form = CommentCaseForm(posted(request), request.FILES or None, initial=initial)
    standing = comment.cases.filter(state=CaseState.OPEN, is_drill=False).first()
    if standing and not form.is_bound:
        is_theirs = rules.may_read(request.actor, standing)
        messages.info(request, str(rules.is_reported_already(request.actor, standing)))
        return redirect(standing if is_theirs else comment)
    if request.method == "POST" and form.is_valid():
        title = fitting(f"「{comment.live_post}」へのコメント", Case, "title")
        case = _opened(request, form, Report(**form.cleaned_data, title=title, comment=comment))
        if case:
            return redirect(case)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/open.html", {"form": form, "comment": comment}, status=status)


def _opened(request: OfficeRequest, form: CaseForm | CommentCaseForm, report: Report) -> Case | None:
    try:
        case = actions.open_case(by=request.user, report=report)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    told = (
        "【訓練】の印を付けて、地域政策課に知らせました。" if case.is_drill else "地域政策課に知らせました。"
    )
    only_address = not (report.comment or report.post or report.screenshot)
    kept = "" if only_address or not case.evidence.exists() else "証拠を保全し、"
    more = (
        "アドレスを記録しました。画面の写しを「証拠を加える」から加えてください。"
        if only_address and report.found_at
        else ""
    )
    messages.success(request, f"{case.number}として報告しました。{kept}{told}{more}")
    return case
