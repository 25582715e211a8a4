"""運用ポリシー for the staff: its versions, and what has become of each (第６第１項)."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.models import State
from approvals.page import Button, life, whereabouts
from comments.policy import querysets, reviewing, rules
from comments.policy.content import sealed
from comments.policy.desk import same_as, sections
from comments.policy.models import Policy
from comments.policy.views.access import readable_policy
from comments.policy.views.steps import PolicySteps
from security.pages.requests import OfficeRequest
from security.people.actors import Actor


@require_safe
@login_required
def versions(request: OfficeRequest) -> HttpResponse:
    """All versions, newest first, and what is to be done about the one in force."""
    looked_at = querysets.last_looked_at()
    context = {
        "versions": querysets.for_list(querysets.readable_by(request.actor)),
        "in_force": Policy.objects.in_force(),
        "unposted": querysets.unposted(),
        "review_due_on": reviewing.due_on(looked_at) if looked_at else None,
        "may_propose": rules.may_propose(request.actor),
        "may_keep": rules.may_keep(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "policy/list.html", context)


@require_safe
@login_required
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """One version: where it stands, what can be done, its text, and everything that has happened to it."""
    policy = readable_policy(request, pk)
    standing = Policy.objects.in_force()
    content = sealed(policy.submission) if policy.submission else policy.sealed_content()
    compared = querysets.preceding(policy) if policy.state != State.APPROVED else None
    context = {
        "policy": policy,
        "sections": list(sections(content.blocks, compared)),
        "compared": compared,
        "same_as": same_as(content.blocks, compared),
        "in_force": standing,
        "is_coming": policy.state == State.APPROVED
        and policy.in_force_from is not None
        and policy.in_force_from > timezone.localdate(),
        "postings": policy.postings.select_related("recorded_by"),
        "reviews": policy.reviews.select_related("reviewed_by"),
        **life(
            request.actor,
            policy,
            PolicySteps(),
            where=whereabouts(request.actor, policy),
            own=_buttons(request.actor, policy, standing),
        ),
    }
    return render(request, "policy/detail.html", context)


def _buttons(actor: Actor, policy: Policy, standing: Policy | None) -> Iterator[Button]:
    """What can be done with a version alone, once it has been approved."""
    if rules.may_record_posting(actor, policy):
        yield Button("掲示を記録する", reverse("policy:post", args=[policy.pk]))
    if rules.may_record_review(actor, policy, standing):
        yield Button("見直しを記録する", reverse("policy:review", args=[policy.pk]))
