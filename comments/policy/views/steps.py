"""The steps of a version's life that people take: one page each, with what will happen, and a button."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import desk, item_steps
from approvals import rules as approval_rules
from approvals.editing import version_on_screen
from comments.policy import actions, querysets, rules
from comments.policy.desk import PolicyDesk, same_as, sections
from comments.policy.forms import PostingForm, ReviewForm
from comments.policy.models import Policy
from comments.policy.views.versions import readable_policy
from security.office.answers import Refused
from security.office.pages import step_page
from security.people.requests import OfficeRequest, posted
from security.workplaces.rules import from_workplace

TEMPLATE = "policy/step.html"
_step = partial(step_page, template=TEMPLATE)


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
    before, blocks = querysets.preceding(policy), policy.sealed_content().blocks
    context = {
        "policy": policy,
        "points": points,
        "steps": approval_rules.required_steps(policy),
        "elsewhere": str(from_workplace(request.actor, policy.organization)),
        "sections": list(sections(blocks, before)),
        "compared": before,
        "same_as": same_as(blocks, before),
    }
    return render(request, "policy/submit.html", context, status=422 if request.method == "POST" else 200)


@login_required
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The manager's desk; the chief's in the admin site has the same flow."""
    return desk.decide(request, desk=PolicyDesk(), pk=pk, queue_url=reverse("policy:list"))


@login_required
def pull_back(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.pull_back(request, readable_policy(request, pk), TEMPLATE)


@login_required
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return item_steps.withdraw(
        request,
        policy,
        TEMPLATE,
        answer=rules.may_withdraw(request.actor, policy),
        consequences=[
            "この版は終わりになり、施行されません。",
            "承認されて公開のページで予告していた場合は、予告も消えます。",
        ],
    )


@login_required
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return item_steps.revoke(
        request,
        policy,
        TEMPLATE,
        answer=rules.may_revoke(request.actor, policy),
        told="施行されません。",
        consequences=[
            "この版は施行されず、下書きに戻ります。公開のページの予告も消えます。",
            "課のホームページに掲示していた場合は、そちらも外してください。",
        ],
    )


@login_required
@require_POST
def see_after(request: OfficeRequest, pk: int) -> HttpResponse:
    return item_steps.see_after(request, readable_policy(request, pk))


@login_required
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return _step(
        request,
        policy,
        heading="掲示を記録する",
        told="掲示を記録しました。",
        consequences=[
            "課のホームページへの掲示は、先に行ってください。貼り付ける文章は「ホームページに貼り付ける」から取れます。",
            "ここでは、どこに、いつ掲示したかを記録します。",
        ],
        answer=rules.may_record_posting(request.actor, policy),
        form=PostingForm(posted(request)),
        act=lambda data: actions.record_posting(by=request.user, policy=policy, **data),
    )


@login_required
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return _step(
        request,
        policy,
        heading="見直しを記録する",
        told="見直しを記録しました。次の見直しは1年後です。",
        consequences=[
            "きょう見直したことと、その結果を記録します。",
            "改める点があったときは、続けて新しい版を起案してください。",
        ],
        answer=rules.may_record_review(request.actor, policy, Policy.objects.in_force()),
        form=ReviewForm(posted(request)),
        act=lambda data: actions.record_review(by=request.user, policy=policy, **data),
    )
