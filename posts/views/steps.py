"""The steps of a post's life that people take: one page each, with what will happen, and a button."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions as approval_actions
from approvals import desk
from approvals import rules as approval_rules
from approvals.models import Guideline
from approvals.querysets import standing_stop
from posts import actions, rules
from posts.desk import PostDesk
from posts.forms import NoInputForm, OutcomeForm, ReasonForm
from posts.instagram import connection
from posts.models import Photo, Post
from posts.publishing import actions as publishing
from security.answers import Answer, Refused
from security.requests import OfficeRequest
from security.rules import from_workplace

from . import previews
from .access import readable_post
from .editor import version_on_screen


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
    return desk.decide(
        request,
        desk=PostDesk(),
        pk=pk,
        template="approvals/desk.html",
        queue_url=reverse("home"),
        extra={"detail_url": reverse("posts:detail", args=[pk])},
    )


def _step(
    request: OfficeRequest,
    pk: int,
    *,
    heading: str,
    verb: str,
    done: str,
    consequences: list[str],
    rule: Callable[[Post], Answer],
    act: Callable[[Post, dict[str, Any]], Any],
    form_class: type[forms.Form] = NoInputForm,
    danger: bool = False,
) -> HttpResponse:
    """Ask the rule, show what will happen, act once the person has confirmed, say what happened."""
    post = readable_post(request, pk)
    answer = rule(post)
    if not answer:
        messages.error(request, str(answer))
        return redirect(post)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(post, form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
        else:
            messages.success(request, done)
            return redirect(post)
    context = {
        "post": post,
        "form": form,
        "heading": heading,
        "verb": verb,
        "consequences": consequences,
        "danger": danger,
        "cancel_url": post.get_absolute_url(),
    }
    return render(request, "posts/step.html", context, status=422 if request.method == "POST" else 200)


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="引き戻す",
        verb="引き戻す",
        done="引き戻しました。下書きとして直せます。",
        consequences=["承認待ちの列から外れ、下書きに戻ります。", "直した後、もう一度承認を求めてください。"],
        rule=lambda post: approval_rules.may_pull_back(request.actor, post),
        act=lambda post, data: approval_actions.pull_back(by=request.user, item=post),
    )


@login_required
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="下書きに戻す",
        verb="下書きに戻す",
        done="下書きに戻しました。確かめて、もう一度承認を求めてください。",
        consequences=["内容はそのままで、下書きに戻ります。", "投稿するには、もう一度承認を求めてください。"],
        rule=lambda post: approval_rules.may_reopen(request.actor, post),
        act=lambda post, data: approval_actions.reopen(by=request.user, item=post),
    )


@login_required
def withdraw_permission(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponse:
    photo = get_object_or_404(Photo.objects.select_related("post__organization"), pk=photo_pk, post=pk)
    return _step(
        request,
        pk,
        heading=f"{photo.position}枚目の写真の使用許可の取消しを記録する",
        verb="取消しを記録する",
        done="使用許可の取消しを記録しました。",
        consequences=[
            f"{photo.position}枚目の写真「{photo.original_name}」は、きょうから使用の許可がないものとして扱われます。",
            "まだ投稿していないものは、この写真を外すまで投稿できません。",
            "すでに公開されているものは、Instagramの画面で削除し、「削除を記録する」から記録してください。",
            "この記録は元に戻せません。許可を取り直したときは、写真を選び直してください。",
        ],
        rule=lambda post: rules.may_withdraw_permission(request.actor, photo),
        act=lambda post, data: actions.withdraw_permission(
            by=request.user, photo=photo, reason=data["reason"]
        ),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="取り下げる",
        verb="取り下げる",
        done="取り下げました。記録は残ります。",
        consequences=[
            "この起案は終わりになり、投稿されません。",
            "記録は残り、後から見ることができます。元には戻せません。",
        ],
        rule=lambda post: approval_rules.may_withdraw(request.actor, post),
        act=lambda post, data: approval_actions.withdraw(by=request.user, item=post, reason=data["reason"]),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="承認を取り消す",
        verb="承認を取り消す",
        done="承認を取り消しました。投稿されません。",
        consequences=[
            "この版は投稿されなくなり、下書きに戻ります。",
            "理由は起案した方の画面に表示されます。",
        ],
        rule=lambda post: approval_rules.may_revoke(request.actor, post),
        act=lambda post, data: approval_actions.revoke(by=request.user, item=post, reason=data["reason"]),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
@require_POST
def mark_read(request: OfficeRequest, pk: int) -> HttpResponse:
    """供覧: one press, since nothing can go wrong by it."""
    return _one_press(request, pk, approval_actions.mark_read, done="供覧を確認しました。")


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    """後閲, of all that deputies have decided about this post."""
    return _one_press(request, pk, approval_actions.see_after, done="代決されたものを確認しました(後閲)。")


def _one_press(request: OfficeRequest, pk: int, act: Callable[..., Any], *, done: str) -> HttpResponse:
    post = readable_post(request, pk)
    try:
        act(by=request.user, item=post)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    else:
        messages.success(request, done)
    return redirect(post)


@login_required
def publish(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="投稿する",
        verb="投稿する",
        done="投稿を始めました。経過はこのページに表示されます。",
        consequences=[
            "承認された版がそのままInstagramに投稿されます。",
            "投稿した後は、本文や写真を直すことはできません。",
        ],
        rule=lambda post: rules.may_publish(request.actor, post, standing_stop(), connection.pause()),
        act=lambda post, data: publishing.publish_now(by=request.user, post=post),
    )


@login_required
def retry(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="もう一度投稿する",
        verb="もう一度投稿する",
        done="もう一度投稿を始めました。",
        consequences=["前回は何も投稿されていません。承認された同じ版を、もう一度Instagramに送ります。"],
        rule=lambda post: rules.may_retry(request.actor, post, standing_stop(), connection.pause()),
        act=lambda post, data: publishing.retry(by=request.user, post=post),
    )


@login_required
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="投稿の結果を確かめる",
        verb="結果を記録する",
        done="確かめた結果を記録しました。",
        consequences=[
            "Instagramの公式アカウントを開き、この投稿があるかどうかを確かめてください。",
            "あった場合は「投稿済」に、なかった場合は「投稿失敗」になり、もう一度投稿できます。",
        ],
        rule=lambda post: rules.may_resolve(request.actor, post),
        act=lambda post, data: publishing.resolve(
            by=request.user, post=post, is_live=data["is_live"], permalink=data["permalink"].strip()
        ),
        form_class=OutcomeForm,
    )


@login_required
def record_removal(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="削除を記録する",
        verb="削除を記録する",
        done="削除を記録しました。",
        consequences=[
            "Instagramでの削除は、公式アカウントの画面で先に行ってください。",
            "ここでは、削除したことと理由を記録します。",
        ],
        rule=lambda post: rules.may_record_removal(request.actor, post),
        act=lambda post, data: publishing.record_removal(by=request.user, post=post, reason=data["reason"]),
        form_class=ReasonForm,
    )
