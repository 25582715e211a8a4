"""Drafting a version: begun from the one before or from the template, then written under its headings."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals.editing import tell_who_was_faster, version_in, version_on_screen
from approvals.models import State
from comments.policy import actions, querysets, rules
from comments.policy.desk import sections
from comments.policy.forms import BeginForm, PolicyForm, name_of
from comments.policy.models import Policy, PolicyHeading
from comments.policy.views.access import readable_policy
from security.models import Role
from security.office.answers import Refused
from security.pages.kept_input import kept_input, typed_by
from security.pages.requests import OfficeRequest, posted
from security.people.actors import Actor


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
        try:
            policy = actions.begin(
                by=request.user, form_key=form.cleaned_data["form_key"], from_template=form.from_template
            )
        except actions.Begun as begun:
            policy = begun.item
            messages.warning(
                request,
                f"この画面からは、すでに{policy}を起案しています(文書番号 {policy.dossier.number})。"
                "その文章は、いまの選択では替えていません。"
                "もとにする文章を替えるときは、その版を取り下げて、起案し直してください。",
            )
            return redirect(policy)
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
    for line in form.unmarked:
        messages.warning(
            request,
            f"「{line}」の行が本文になくなったため、緊急の措置の根拠の印が外れました。書き換えた行には、もう一度印を付けてください(第６第３項)。",
        )
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
        "texts": [
            (form[name_of(one.number)], one) for one in sections(policy.sealed_content().blocks, before)
        ],
        "compared": before,
        "points": actions.points_of(policy),
        "beside": querysets.drafted_beside(policy),
        "others_see": policy.state != State.DRAFT,
    }


def _approvers(actor: Actor) -> str:
    """Who approves what this person drafts: a contractor's manager comes first."""
    return (
        "移住交流担当課長"
        if actor.appointment(Role.PREFECTURE_POSTER)
        else "業務処理責任者と移住交流担当課長"
    )
