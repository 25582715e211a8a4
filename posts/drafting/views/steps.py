"""The steps of a post's life on paper: one page each, with what will happen, and a button."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import desk, item_steps
from approvals import rules as approval_rules
from approvals.editing import version_on_screen
from approvals.forms import ReasonForm
from approvals.models import Guideline
from posts.drafting import actions, rules
from posts.drafting.desk import PostDesk
from posts.drafting.models import Photo, Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from security.office.answers import Refused
from security.office.pages import step_page
from security.people.requests import OfficeRequest, posted
from security.workplaces.rules import from_workplace

TEMPLATE = "posts/step.html"
_step = partial(step_page, template=TEMPLATE)


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """承認を求める: what is missing, what is confirmed, what will go out."""
    post = readable_post(request, pk)
    answer = approval_rules.could_submit(request.actor, post)
    if not answer:
        messages.error(request, str(answer))
        return redirect(post)
    points = rules.missing_points(post)
    if request.method == "POST":
        try:
            version = actions.submit(
                by=request.user,
                post=post,
                version=version_on_screen(request),
                confirmed=request.POST.getlist("confirmed"),
            )
        except actions.Incomplete as incomplete:
            points = incomplete.points
        except actions.Stale:
            messages.warning(
                request,
                "この画面を開いた後に内容が変わりました。いまの内容を確かめて、もう一度お求めください。",
            )
            return redirect("posts:submit", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
            return redirect(post)
        else:
            messages.success(request, f"第{version.number}版の承認を求めました。{_waits_for(post)}")
            return redirect(post)
    lacks = [point for point in points if not _is_confirmation(point)]
    not_yet = f"まだ承認を求められません。先に済ませることが{len(lacks)}点あります。"
    context = {
        "post": post,
        "points": lacks,
        "not_yet": not_yet if lacks and request.method == "POST" else "",
        "unconfirmed": [point for point in points if _is_confirmation(point)],
        "confirmations": rules.confirmations(Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)),
        "confirmed": request.POST.getlist("confirmed"),
        "steps": approval_rules.required_steps(post),
        "elsewhere": str(from_workplace(request.actor, post.organization)),
        "photos": previews.of_rows(post),
        "caption": post.caption,
        "account": previews.account(),
    }
    return render(request, "posts/submit.html", context, status=422 if request.method == "POST" else 200)


def _is_confirmation(point: rules.Point) -> bool:
    return point.anchor.startswith("id_confirm_")


def _waits_for(post: Post) -> str:
    return f"次は「{approval_rules.required_steps(post)[0].label}」です。"


@login_required
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The manager's desk on the ordinary pages; the chief's in the admin site has the same flow."""
    return desk.decide(request, desk=PostDesk(), pk=pk, queue_url=reverse("home"))


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.pull_back(request, readable_post(request, pk), TEMPLATE)


@login_required
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.reopen(
        request,
        readable_post(request, pk),
        TEMPLATE,
        consequences=["内容はそのままで、下書きに戻ります。", "投稿するには、もう一度承認を求めてください。"],
    )


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return item_steps.withdraw(
        request,
        post,
        TEMPLATE,
        answer=approval_rules.may_withdraw(request.actor, post),
        consequences=["この起案は終わりになり、投稿されません。"],
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return item_steps.revoke(
        request,
        post,
        TEMPLATE,
        answer=approval_rules.may_revoke(request.actor, post),
        told="投稿されません。",
        consequences=["この版は投稿されなくなり、下書きに戻ります。"],
    )


@login_required
@require_POST
def mark_read(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.mark_read(request, readable_post(request, pk))


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.see_after(request, readable_post(request, pk))


@login_required
def withdraw_permission(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponse:
    photo = get_object_or_404(Photo.objects.select_related("post__organization"), pk=photo_pk, post=pk)
    return _step(
        request,
        readable_post(request, pk),
        heading=f"{photo.position}枚目の写真の使用許可の取消しを記録する",
        verb="取消しを記録する",
        told="使用許可の取消しを記録しました。",
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
