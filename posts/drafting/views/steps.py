"""The steps of a post's life on paper, and the one that withdraws the permission of a photo."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from approvals.completeness import Point
from approvals.forms import ReasonForm
from approvals.models import Guideline, Submission
from approvals.reconfirming import Before, before
from approvals.steps import Steps
from posts.drafting import actions, rules
from posts.drafting.desk import PostDesk
from posts.drafting.models import Photo, Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.people.actors import Actor

TEMPLATE = "posts/step.html"


class PostSteps(Steps[Post]):
    namespace = "posts"
    kind = "投稿"
    name = "post"
    step_template = TEMPLATE
    submit_template = "posts/submit.html"
    desk = PostDesk
    on_reopening = (
        "内容はそのままで、下書きに戻ります。",
        "投稿するには、もう一度承認を求めてください。",
    )
    on_withdrawing = ("この起案は終わりになり、投稿されません。",)
    on_revoking = ("この版は投稿されなくなり、下書きに戻ります。",)
    revoked = "投稿されません。"

    def read(self, request: OfficeRequest, pk: int) -> Post:
        return readable_post(request, pk)

    def may_edit(self, actor: Actor, post: Post) -> Answer:
        return rules.may_edit(actor, post)

    def points(self, post: Post) -> list[Point]:
        return rules.missing_points(post)

    def ask(self, request: OfficeRequest, post: Post, version: int) -> Submission:
        confirmed = request.POST.getlist("confirmed")
        return actions.submit(by=request.user, post=post, version=version, confirmed=confirmed)

    def confirmed_before(self, request: OfficeRequest, post: Post) -> Before | None:
        # The name of the office's own and the hour say nothing that anybody reads on the account.
        return before(post, by=request.user, beside=("title", "publish_at"))

    def submission(self, request: OfficeRequest, post: Post) -> dict[str, Any]:
        return {
            "confirmations": rules.confirmations(Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)),
            "photos": previews.of_rows(post),
            "caption": post.caption,
            "warnings": rules.warnings(post.caption),
            "account": previews.account(),
        }


@login_required
def withdraw_permission(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponse:
    photo = get_object_or_404(Photo.objects.select_related("post__organization"), pk=photo_pk, post=pk)
    return step_page(
        request,
        readable_post(request, pk),
        template=TEMPLATE,
        heading=f"{photo.position}枚目の写真の使用許可の取消しを記録する",
        verb="取消しを記録する",
        success="使用許可の取消しを記録しました。",
        consequences=[
            f"{photo.position}枚目の写真「{photo.original_name}」は、きょうから使用の許可がないものとして扱われます。",
            "まだ投稿していないものは、この写真を外すまで投稿できません。",
            "すでに公開されているものは、Instagramの画面で削除し、「削除を記録する」から記録してください。",
            "この記録は元に戻せません。許可を取り直したときは、写真を選び直してください。",
        ],
        answer=rules.may_withdraw_permission(request.actor, photo),
        form=ReasonForm(posted(request)),
        act=lambda data: actions.withdraw_permission(by=request.user, photo=photo, reason=data["reason"]),
        danger=True,
    )
