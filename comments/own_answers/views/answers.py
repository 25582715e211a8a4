"""The list, one answer, and the two things that can be said of it."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comments.own_answers import actions, querysets, rules
from comments.own_answers.forms import JoinForm
from comments.own_answers.models import OwnAnswer
from posts.live.forms import CaseForm
from security.office import paging
from security.office.answers import YES, no
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page

PER_PAGE = 20
NOTHING_TO_CHOOSE = no(
    "同じ投稿への、承認済でまだ送られていない返信がありません。",
    clause=rules.CLAUSE,
    remedy="承認を受けずに書き込まれたものは、「事案にする」から対応してください。",
)
_step = partial(step_page, template="comments/own_answers/step.html")


@require_safe
@login_required
def answers(request: OfficeRequest) -> HttpResponse:
    _require_reader(request)
    page = paging.page(querysets.found(), querysets.LATEST_FIRST, request.GET, PER_PAGE)
    return render(request, "comments/own_answers/list.html", {"page": page})


@require_safe
@login_required
def detail(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    context = {
        "found": found,
        "may_settle": rules.may_settle(request.actor, found),
        "may_open_case_page": request.actor.is_of_prefecture,
    }
    return render(request, "comments/own_answers/detail.html", context)


@login_required
def join(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    answer = rules.may_settle(request.actor, found)
    replies = list(querysets.joinable(request.actor, found)[: querysets.JOINABLE_SHOWN]) if answer else []
    form = JoinForm(posted(request), replies=replies, comment=found.comment)
    return _step(
        request,
        found,
        heading="承認を受けて手で返信したもの",
        verb="この返信として記録する",
        success="承認された返信として記録しました。返信は「返信済」です。",
        consequences=[
            "選んだ返信が「返信済」になり、予定していた送信は取りやめになります。",
            "返信文が承認された版と違うときは、起案した方と承認した方に知らされ、記録した方とは別の方が違いを確かめるまで、画面の上に表示されます。",
            "記録した方のお名前が、証跡に残ります。",
        ],
        answer=answer and (YES if replies else NOTHING_TO_CHOOSE),
        form=form,
        act=lambda data: actions.join(
            by=request.user,
            found=found,
            reply=form.chosen,
            knows_words_differ=data["knows_words_differ"],
            note=data["note"],
        ),
    )


@login_required
def case(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    return _step(
        request,
        found,
        heading="事案にする",
        success="事案として報告しました。証拠を保全し、パスワードの変更を求めました。",
        consequences=[
            "事案を報告し、地域政策課に知らせます(第６第４項)。",
            "書き込みの本文、日時、やり取りを、証拠として保全します。",
            "公式アカウントのパスワードの変更を求めます(第５第１項)。",
        ],
        answer=rules.may_settle(request.actor, found),
        form=CaseForm(posted(request)),
        act=lambda data: actions.open_case(
            by=request.user,
            found=found,
            is_take_over=data["kind"] == CaseForm.TAKE_OVER,
            note=data["note"],
        ),
    )


def _readable(request: OfficeRequest, pk: int) -> OwnAnswer:
    _require_reader(request)
    return get_object_or_404(querysets.found(), pk=pk)


def _require_reader(request: OfficeRequest) -> None:
    if not rules.may_read(request.actor):
        raise Http404
