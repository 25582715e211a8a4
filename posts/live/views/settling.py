"""What a person says of a finding: one page each."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from posts.live import actions, querysets, rules
from posts.live.forms import CaseForm, JoinForm, ReasonForm
from posts.live.models import AccountPost, AccountProfile
from posts.live.views.account import readable_post, readable_profile
from security.office.answers import YES, no
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page

NOTHING_TO_CHOOSE = no(
    "承認済で、まだ投稿されていない文書がありません。",
    clause="第４",
    remedy="承認を受けずに投稿されたものは、「事案にする」から対応してください。",
)
_step = partial(step_page, template="posts/live/step.html")


@login_required
def join(request: OfficeRequest, pk: int) -> HttpResponse:
    found, actor = readable_post(request, pk), request.actor
    answer = rules.may_settle(actor, found)
    posts = list(querysets.joinable(actor)[: querysets.JOINABLE_SHOWN]) if answer else []
    form = JoinForm(posted(request), posts=posts, found=found)
    return _step(
        request,
        found,
        heading="承認を受けて手で投稿したもの",
        verb="この文書の投稿として記録する",
        success="承認された文書の投稿として記録しました。文書は「投稿済」です。",
        consequences=[
            "選んだ文書が「投稿済」になり、予定していた投稿は取りやめになります。",
            "本文や写真の枚数が承認された版と違うときは、起案した方と承認した方に知らされ、記録した方とは別の方が違いを確かめるまで、画面の上に表示されます。",
            "写真の中身は、システムでは見比べていません。Instagramで投稿を開き、承認された写真と同じものであることを、ご自分の目で確かめてください。",
            "記録した方のお名前が、証跡に残ります。",
        ],
        answer=answer and (YES if posts else NOTHING_TO_CHOOSE),
        form=form,
        act=lambda data: actions.join(
            by=request.user,
            found=found,
            post=form.chosen,
            has_seen_photos=data["has_seen_photos"],
            knows_words_differ=data["knows_words_differ"],
            note=data["note"],
        ),
    )


@login_required
def call_older(request: OfficeRequest, pk: int) -> HttpResponse:
    found = readable_post(request, pk)
    return _step(
        request,
        found,
        heading="要領より前のもの",
        verb="要領より前のものと記録する",
        success="要領より前のものと記録しました。",
        consequences=["承認の記録がないことのお知らせが消えます。", "理由とお名前が、証跡に残ります。"],
        answer=rules.may_call_older(request.actor, found),
        form=ReasonForm(posted(request)),
        act=lambda data: actions.call_older(by=request.user, found=found, reason=data["reason"]),
    )


@login_required
def post_case(request: OfficeRequest, pk: int) -> HttpResponse:
    return _case(
        request, readable_post(request, pk), "投稿の本文、画像、アドレス、日時を、証拠として保全します。"
    )


@login_required
def profile_case(request: OfficeRequest, pk: int) -> HttpResponse:
    return _case(request, readable_profile(request, pk), "プロフィールの内容を、証拠として保全します。")


@login_required
def confirm_profile(request: OfficeRequest, pk: int) -> HttpResponse:
    found = readable_profile(request, pk)
    return _step(
        request,
        found,
        heading="プロフィールを確かめた",
        verb="確かめたと記録する",
        success="プロフィールを確かめたことを記録しました。これからは、この内容と比べます。",
        consequences=[
            "この内容を、承認のうえのものとして記録します。",
            "これからは、この内容と違うものになると、すぐにお知らせします。",
        ],
        answer=rules.may_confirm_profile(request.actor, found),
        form=ReasonForm(posted(request)),
        act=lambda data: actions.confirm_profile(by=request.user, profile=found, reason=data["reason"]),
    )


def _case(request: OfficeRequest, found: AccountPost | AccountProfile, kept: str) -> HttpResponse:
    return _step(
        request,
        found,
        heading="事案にする",
        success="事案として報告しました。証拠を保全し、パスワードの変更を求めました。",
        consequences=[
            "事案を報告し、地域政策課に知らせます(第６第４項)。",
            kept,
            "公式アカウントのパスワードの変更を求めます(第５第１項)。",
        ],
        answer=rules.may_open_case(request.actor, found),
        form=CaseForm(posted(request)),
        act=lambda data: actions.open_case(
            by=request.user,
            finding=found,
            is_take_over=data["kind"] == CaseForm.TAKE_OVER,
            note=data["note"],
        ),
    )
