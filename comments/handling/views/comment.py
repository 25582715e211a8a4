"""One comment: what it says, where it stands, what was decided, and the decision itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from approvals.history import Entry, entry
from comments.cases.models import Measure
from comments.cases.rules import cases as case_rules
from comments.handling.actions import deciding as actions
from comments.handling.forms import AssignForm, DecideForm
from comments.handling.querysets import people, threads
from comments.handling.views.listing import back_to, thread
from comments.handling.views.rows import address, row
from comments.inbox import events, rules
from comments.inbox.actions import assigning
from comments.inbox.actions.settling import mark_of
from comments.inbox.models import Comment, Handling
from comments.replies import events as replies_events
from comments.replies.models import Reply
from security.models import AuditEvent, User
from security.office.answers import Refused
from security.pages.kept_input import kept_input
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest
from security.people import rules as security_rules
from security.people.actors import Actor
from security.trail.recording import subject_key

DONE = {
    Handling.OPEN: "「未確認」に戻しました。",
    Handling.REPLY: "「返信する」にしました。返信を起案して、承認を受けてください(第６第２項)。",
    Handling.NO_REPLY: "「返信しない」にしました。",
    Handling.MEASURE: "「措置」にしました。誹謗中傷などは、すみやかに事案として報告してください(第６第３項)。",
}


@require_safe
@login_required
def detail(request: OfficeRequest, pk: int) -> HttpResponse:
    comment = _found(pk)
    kept = kept_input(request, reverse("comments:decide", args=[pk]))
    return _show(request, comment, DecideForm(kept, initial=_standing(comment), comment=comment))


@require_http_methods(["GET", "POST"])
@login_required
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Only looked at, after a sign-in, it leads to the page that has the form."""
    comment = _found(pk)
    if request.method == "GET":
        return redirect(comment)
    may_handle = rules.may_handle(request.actor)
    if not may_handle:
        messages.error(request, str(may_handle))
        return redirect(comment)
    form = DecideForm(request.POST, comment=comment)
    if form.is_valid():
        handling = Handling(form.cleaned_data["handling"])
        try:
            actions.decide(
                by=request.user,
                comment=comment,
                handling=handling,
                **form.reason,
                seen=form.cleaned_data["seen"],
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, DONE[handling])
            return redirect(comment)
    comment = _found(pk)
    # What was typed stays; what is on the screen is now the comment as it stands.
    typed = request.POST.copy()
    typed["seen"] = mark_of(comment)
    again = DecideForm(typed, comment=comment)
    return _show(request, comment, again, status=422)


@login_required
@pressed_at(lambda request, pk: _found(pk).get_absolute_url())
def assign(request: OfficeRequest, pk: int) -> HttpResponse:
    """担当にする, 外す: from the comment's page or from a row of the list."""
    comment = _found(pk)
    here = back_to(request) if "back" in request.POST else comment.get_absolute_url()
    form = AssignForm(_for_oneself(request, comment), people=people.assignable())
    if not form.is_valid():
        messages.error(request, "担当にする方を選び直してください。")
        return redirect(here)
    to = form.cleaned_data["to"]
    try:
        assigning.assign(by=request.user, comment=comment, to=to, seen=form.cleaned_data["seen"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if comment.assigned_to_id == (to.pk if to else None):
            messages.info(request, "担当は変わっていません。")
        else:
            messages.success(request, _assigned(comment, to))
    return redirect(here)


def _assigned(comment: Comment, to: User | None) -> str:
    whose = f"{comment.called}さんのコメントの担当"
    return f"{whose}を、{to.name}さんにしました。" if to else f"{whose}を外しました。"


def _for_oneself(request: OfficeRequest, comment: Comment) -> dict[str, Any]:
    """One press: `take` and `leave` name nobody; `take` says who had it on the screen."""
    if "take" in request.POST:
        return {"to": request.user.pk, "seen": request.POST["take"]}
    if "leave" in request.POST:
        return {"to": "", "seen": request.user.pk}
    return {"to": request.POST.get("to", ""), "seen": request.POST.get("seen", "")}


def _found(pk: int) -> Comment:
    comment = threads.with_details(pk)
    if comment is None:
        raise Http404
    return comment


def _standing(comment: Comment) -> dict[str, str]:
    """What was decided so far, as the form's fields have it."""
    seen = {"seen": mark_of(comment)}
    if comment.handling == Handling.OPEN:
        return seen
    return {**seen, "handling": comment.handling, "usual": comment.usual_reason, "words": comment.reason}


def _show(request: OfficeRequest, comment: Comment, form: DecideForm, status: int = 200) -> HttpResponse:
    actor = request.actor
    may_handle = rules.may_handle(actor)
    context = {
        "comment": comment,
        "row": row(actor, comment),
        "form": form if may_handle and not comment.is_own else None,
        "why_not": "" if may_handle else str(may_handle),
        "may_handle": bool(may_handle) and not comment.is_own,
        "assign_form": _assign_form(actor, comment) if may_handle and not comment.is_own else None,
        "thread": thread(actor, threads.thread_around(comment)),
        "entries": entries(actor, comment),
        "cases": list(_cases(actor, comment)),
        "trail_subject": subject_key(comment) if security_rules.may_read_records(actor) else "",
    }
    return render(request, "comments/detail.html", context, status=status)


def _assign_form(actor: Actor, comment: Comment) -> AssignForm | None:
    """For those who give comments to others; oneself takes one by a single press."""
    found: QuerySet[User] | None = people.led_by(actor)
    if found is None:
        return None
    holder = comment.assigned_to_id
    return AssignForm(initial={"to": holder, "seen": holder}, people=found)


def entries(actor: Actor, comment: Comment) -> list[Entry]:
    """Its history with that of its replies and measures, oldest first; of another side's papers only that it has answered."""
    told = [*_own_entries(comment), *_entries_around(actor, comment)]
    return sorted(told, key=lambda one: one.at)


def _entries_around(actor: Actor, comment: Comment) -> Iterator[Entry]:
    replies: list[Reply] = getattr(comment, "proposals_latest_first", [])
    subjects: list[Model] = [one for one in replies if rules.may_read_papers(actor, one.organization)]
    cases = [one for one in comment.cases.all() if case_rules.may_read_words(actor, one)]
    subjects += [*cases, *Measure.objects.filter(case__in=cases, comment=comment)]
    others = {subject_key(one): one for one in replies if one not in subjects}
    for event in threads.events_around([*subjects, *replies]):
        line = entry(event)
        if other := others.get(event.subject):
            if event.tag == replies_events.REPLY_SENT.tag:
                yield Entry(event.at, line.label, other.organization.name, "", line.kind)
        elif event.subject.startswith(f"{Reply._meta.label_lower}:"):
            yield replace(line, label=f"返信: {line.label}")
        else:
            yield line


def _own_entries(comment: Comment) -> Iterator[Entry]:
    for event in threads.history_of(comment):
        yield Entry(
            at=event.at,
            label=event.declared.label,
            by=event.actor_label,
            detail=_told(event),
            kind=event.declared.mark,
            workplace=event.workplace,
        )


def _told(event: AuditEvent) -> str:
    data = event.data
    decided = f"「{data['was']}」→「{data['handling']}」" if "was" in data else data.get("handling", "")
    together = f"({data['count']}件まとめて)" if event.tag == events.COMMENTS_HANDLED.tag else ""
    assigned = (data["assigned_to"] or "担当なし") if "assigned_to" in data else ""
    reason = f"理由: {data['reason']}" if data.get("reason") else ""
    return " ".join(part for part in (decided, together, assigned, reason) if part)


def _cases(actor: Actor, comment: Comment) -> Iterator[dict[str, str]]:
    """That there is one, to everybody; which it is, to those who may read it."""
    for case in comment.cases.all():
        readable = case_rules.may_read(actor, case)
        yield {
            "label": str(case) if readable else "別の組織の事案",
            "state": case.get_state_display(),
            "url": address("cases:detail", case.pk) if readable else "",
        }
