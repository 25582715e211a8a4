"""The steps of a version's life that people take: one page each, with what will happen, and a button."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions as approval_actions
from approvals import desk
from approvals import rules as approval_rules
from posts.forms import NoInputForm, ReasonForm
from posts.views.editor import version_on_screen
from security.answers import Answer, Refused
from security.requests import OfficeRequest, posted
from security.rules import from_workplace
from security.views.common import done

from ..actions import policy as actions
from ..forms.policy import PostingForm, ReviewForm
from ..models import Policy
from ..policy_desk import DESK_TEMPLATE, PolicyDesk, same_as, sections
from ..querysets import policy as querysets
from ..rules import policy as rules
from .policy import readable_policy, stored_blocks


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """承認を求める: what is missing, what changes, who approves."""
    policy = readable_policy(request, pk)
    answer = approval_rules.could_submit(request.actor, policy)
    if not answer:
        messages.error(request, str(answer))
        return redirect(policy)
    points = actions.points_of(policy)
    if request.method == "POST":
        try:
            sealed = actions.submit(
                by=request.user,
                policy=policy,
                version=version_on_screen(request),
                same_text="same_text" in request.POST,
            )
        except actions.Incomplete as incomplete:
            points = incomplete.points
        except actions.Stale:
            messages.warning(
                request,
                "この画面を開いた後に内容が変わりました。いまの内容を確かめて、もう一度お求めください。",
            )
            return redirect("policy:submit", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
            return redirect("policy:submit", pk=pk)
        else:
            step = approval_rules.required_steps(policy)[0].label
            messages.success(
                request, f"{policy}の承認を求めました(起案文書の第{sealed.number}版)。次は「{step}」です。"
            )
            return redirect(policy)
    before = querysets.preceding(policy)
    context = {
        "policy": policy,
        "points": points,
        "steps": approval_rules.required_steps(policy),
        "elsewhere": str(from_workplace(request.actor, policy.organization)),
        "sections": list(sections(stored_blocks(policy), before)),
        "compared": before,
        "same_as": same_as(stored_blocks(policy), before),
    }
    return render(request, "policy/submit.html", context, status=422 if request.method == "POST" else 200)


@login_required
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The manager's desk; the chief's in the admin site has the same flow."""
    return desk.decide(
        request,
        desk=PolicyDesk(),
        pk=pk,
        template=DESK_TEMPLATE,
        queue_url=reverse("policy:list"),
        extra={"detail_url": reverse("policy:version", args=[pk])},
    )


def _step(
    request: OfficeRequest,
    pk: int,
    *,
    heading: str,
    told: str,
    consequences: list[str],
    rule: Callable[[Policy], Answer],
    act: Callable[[Policy, dict[str, Any]], Any],
    form_class: type[forms.Form] = NoInputForm,
    danger: bool = False,
) -> HttpResponse:
    """Ask the rule, show what will happen, act once the person has confirmed, say what happened."""
    policy = readable_policy(request, pk)
    answer = rule(policy)
    if not answer:
        messages.error(request, str(answer))
        return redirect(policy)
    form = form_class(posted(request))
    if done(request, form, lambda: act(policy, form.cleaned_data)):
        messages.success(request, told)
        return redirect(policy)
    context = {
        "policy": policy,
        "form": form,
        "heading": heading,
        "verb": heading,
        "consequences": consequences,
        "danger": danger,
        "cancel_url": policy.get_absolute_url(),
    }
    return render(request, "policy/step.html", context, status=422 if request.method == "POST" else 200)


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="引き戻す",
        told="引き戻しました。下書きとして直せます。",
        consequences=["承認待ちの列から外れ、下書きに戻ります。", "直した後、もう一度承認を求めてください。"],
        rule=lambda policy: approval_rules.may_pull_back(request.actor, policy),
        act=lambda policy, data: approval_actions.pull_back(by=request.user, item=policy),
    )


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="取り下げる",
        told="取り下げました。記録は残ります。",
        consequences=[
            "この版は終わりになり、施行されません。",
            "承認されて公開のページで予告していた場合は、予告も消えます。",
            "記録は残り、後から見ることができます。元には戻せません。",
        ],
        rule=lambda policy: rules.may_withdraw(request.actor, policy),
        act=lambda policy, data: approval_actions.withdraw(
            by=request.user, item=policy, reason=data["reason"]
        ),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="承認を取り消す",
        told="承認を取り消しました。施行されません。",
        consequences=[
            "この版は施行されず、下書きに戻ります。公開のページの予告も消えます。",
            "課のホームページに掲示していた場合は、そちらも外してください。",
            "理由は起案した方の画面に表示されます。",
        ],
        rule=lambda policy: rules.may_revoke(request.actor, policy),
        act=lambda policy, data: approval_actions.revoke(by=request.user, item=policy, reason=data["reason"]),
        form_class=ReasonForm,
        danger=True,
    )


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    """後閲, of all that deputies have decided about this version."""
    policy = readable_policy(request, pk)
    try:
        approval_actions.see_after(by=request.user, item=policy)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    else:
        messages.success(request, "代決されたものを確認しました(後閲)。")
    return redirect(policy)


@login_required
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="掲示を記録する",
        told="掲示を記録しました。",
        consequences=[
            "課のホームページへの掲示は、先に行ってください。貼り付ける文章は「ホームページに貼り付ける」から取れます。",
            "ここでは、どこに、いつ掲示したかを記録します。",
        ],
        rule=lambda policy: rules.may_record_posting(request.actor, policy),
        act=lambda policy, data: actions.record_posting(by=request.user, policy=policy, **data),
        form_class=PostingForm,
    )


@login_required
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        heading="見直しを記録する",
        told="見直しを記録しました。次の見直しは1年後です。",
        consequences=[
            "きょう見直したことと、その結果を記録します。",
            "改める点があったときは、続けて新しい版を起案してください。",
        ],
        rule=lambda policy: rules.may_record_review(request.actor, policy, Policy.objects.in_force()),
        act=lambda policy, data: actions.record_review(by=request.user, policy=policy, **data),
        form_class=ReviewForm,
    )
