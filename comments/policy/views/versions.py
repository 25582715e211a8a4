"""運用ポリシー for the staff: its versions, the editor, and what has become of each (第６第１項)."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from approvals import rules as approval_rules
from approvals.editing import tell_who_was_faster, version_in, version_on_screen
from approvals.history import entry
from approvals.item_page import Button, deputised, whereabouts
from approvals.models import State
from comments.policy import actions, querysets, reviewing, rules
from comments.policy.desk import blocks_of, same_as, sections
from comments.policy.forms import BeginForm, PolicyForm, name_of
from comments.policy.models import Policy, PolicyHeading
from security.models import Role
from security.office.answers import Refused
from security.people import rules as security_rules
from security.people.actors import Actor
from security.people.requests import OfficeRequest, posted
from security.signing_in.kept_input import kept_input, typed_by
from security.trail.recording import events_of, subject_key
from security.workplaces.rules import from_workplace


def readable_policy(request: OfficeRequest, pk: int) -> Policy:
    """With everything its pages read; 404 for those who may not read it."""
    policy = querysets.whole(Policy.objects.filter(pk=pk)).first()
    if policy is None or not rules.may_read(request.actor, policy):
        raise Http404
    return policy


@require_safe
@login_required
def versions(request: OfficeRequest) -> HttpResponse:
    """All versions, newest first, and what is to be done about the one in force."""
    looked_at = querysets.last_looked_at()
    context = {
        "versions": querysets.listed(querysets.readable_by(request.actor)),
        "in_force": Policy.objects.in_force(),
        "unposted": querysets.unposted(),
        "review_due_on": reviewing.due_on(looked_at) if looked_at else None,
        "may_propose": rules.may_propose(request.actor),
        "may_keep": rules.may_keep(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "policy/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: OfficeRequest) -> HttpResponse:
    answer = rules.may_propose(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("policy:list")
    latest = querysets.preceding(Policy())
    form = BeginForm(posted(request), initial={"form_key": uuid.uuid4()}, latest=latest)
    if request.method == "POST" and form.is_valid():
        policy = actions.begin(
            by=request.user, form_key=form.cleaned_data["form_key"], from_template=form.from_template
        )
        messages.success(request, f"{policy}を起案しました(文書番号 {policy.dossier.number})。")
        return redirect("policy:edit", pk=policy.pk)
    context = {
        "form": form,
        "latest": latest,
        "open": querysets.drafted_beside(Policy()),
        "approvers": _approvers(request.actor),
    }
    return render(request, "policy/new.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    answer = rules.may_edit(request.actor, policy)
    if not answer:
        messages.error(request, str(answer))
        return redirect(policy)
    if request.method == "POST":
        return _save(request, policy)
    kept = kept_input(request)
    # A colleague may have saved during the sign-in: what was typed still belongs to the version then on the screen.
    version = version_in(kept) if kept else policy.version
    context = _editor(request, policy, _form(policy, kept), version)
    return render(request, "policy/edit.html", context)


def _form(policy: Policy, data: Any = None) -> PolicyForm:
    headings = {heading.number: heading for heading in PolicyHeading.objects.all()}
    first = querysets.preceding(policy) is None
    return PolicyForm(data, policy=policy, blocks=list(policy.blocks.all()), headings=headings, first=first)


def _save(request: OfficeRequest, policy: Policy) -> HttpResponse:
    form, version = _form(policy, request.POST), version_on_screen(request)
    if not form.is_valid():
        return render(request, "policy/edit.html", _editor(request, policy, form, version), status=422)
    try:
        saved = actions.save_draft(by=request.user, policy=policy, version=version, draft=form.draft)
    except actions.Stale as stale:
        return _somebody_was_faster(request, stale.item, form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return render(request, "policy/edit.html", _editor(request, policy, form, version), status=409)
    if saved.version != version:
        messages.success(request, "保存しました。")
    elif "submit" not in request.POST:
        messages.info(request, "変更がなかったため、そのままです。")
    return redirect("policy:submit" if "submit" in request.POST else "policy:edit", pk=policy.pk)


def _somebody_was_faster(request: OfficeRequest, current: Policy, form: PolicyForm) -> HttpResponse:
    tell_who_was_faster(request, current.edited_by, saved="内容", current="版のページでいまの内容")
    context = _editor(request, readable_policy(request, current.pk), form, current.version)
    return render(request, "policy/edit.html", context, status=409)


def _editor(request: OfficeRequest, policy: Policy, form: PolicyForm, version: int) -> dict[str, Any]:
    """For the page; `version` is the one that the form's content was made from."""
    before = querysets.preceding(policy)
    return {
        "policy": policy,
        "form": form,
        "version": version,
        "typed_by": typed_by(request),
        "texts": [(form[name_of(one.number)], one) for one in sections(stored_blocks(policy), before)],
        "compared": before,
        "points": actions.points_of(policy),
        "beside": querysets.drafted_beside(policy),
        "others_see": policy.state != State.DRAFT,
    }


@require_safe
@login_required
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """One version: where it stands, what can be done, its text, and everything that has happened to it."""
    policy = readable_policy(request, pk)
    submission = policy.submission
    standing = Policy.objects.in_force()
    blocks = blocks_of(submission) if submission else stored_blocks(policy)
    events = list(events_of(policy))
    compared = querysets.preceding(policy) if policy.state != State.APPROVED else None
    context = {
        "policy": policy,
        "sections": list(sections(blocks, compared)),
        "compared": compared,
        "same_as": same_as(blocks, compared),
        "in_force": standing,
        "is_coming": policy.state == State.APPROVED
        and policy.in_force_from is not None
        and policy.in_force_from > timezone.localdate(),
        "deeds": list(deeds(request.actor, policy, standing)),
        "elsewhere": str(from_workplace(request.actor, policy.organization)),
        "points": actions.points_of(policy) if policy.state == State.DRAFT else [],
        "postings": policy.postings.select_related("recorded_by"),
        "reviews": policy.reviews.select_related("reviewed_by"),
        "deputised": deputised(request.actor, policy, events),
        "entries": [entry(event) for event in events],
        "trail_subject": subject_key(policy) if security_rules.may_read_records(request.actor) else "",
        **whereabouts(request.actor, policy),
    }
    return render(request, "policy/detail.html", context)


def stored_blocks(policy: Policy) -> list[tuple[int, str, str]]:
    return [(block.number, block.title, block.text) for block in policy.blocks.all()]


def _approvers(actor: Actor) -> str:
    """Who approves what this person drafts: a contractor's manager comes first."""
    return (
        "移住交流担当課長"
        if actor.appointment(Role.PREFECTURE_POSTER)
        else "業務処理責任者と移住交流担当課長"
    )


def deeds(actor: Actor, policy: Policy, standing: Policy | None) -> Iterator[Button]:
    """What this person can do with the version now, the most likely first."""

    def url(name: str) -> str:
        return reverse(f"policy:{name}", args=[policy.pk])

    if approval_rules.may_decide(actor, policy):
        yield Button("内容を確かめて決める", url("decide"), "")
    if approval_rules.could_submit(actor, policy):
        yield Button("承認を求める", url("submit"), "", str(from_workplace(actor, policy.organization)))
    if rules.may_edit(actor, policy):
        yield Button("内容を直す", url("edit"))
    if approval_rules.may_pull_back(actor, policy):
        yield Button("引き戻す", url("pull_back"))
    if rules.may_record_posting(actor, policy):
        yield Button("掲示を記録する", url("post"))
    if rules.may_record_review(actor, policy, standing):
        yield Button("見直しを記録する", url("review"))
    if rules.may_revoke(actor, policy):
        yield Button("承認を取り消す", url("revoke"), "button--danger-outline")
    if rules.may_withdraw(actor, policy):
        yield Button("取り下げる", url("withdraw"), "button--text")
