"""One reply: where it is now and why, what can be done with it, and everything that has happened to it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals.models import Decision, EmergencyStop, State, Submission
from approvals.page import Button, life, long_wait, moves_on, retry_until, whereabouts
from approvals.querysets import known_stop
from comments.replies import querysets, rules
from comments.replies.actions import differing
from comments.replies.desk import comment_changes
from comments.replies.models import Reply, ReplyJob, word_of
from comments.replies.views.access import readable_reply
from comments.replies.views.steps import ReplySteps
from posts.drafting.views import previews
from security.account import connection
from security.office import paging
from security.pages.requests import OfficeRequest
from security.people.actors import Actor
from security.trail.cache import trail_cache_of
from security.workplaces.rules import from_workplace

PER_PAGE = 20
# Where a standing approval has its stamps.
STAMPED = (State.PENDING, State.APPROVED, State.PUBLISHING, State.PUBLISHED, State.UNCONFIRMED, State.FAILED)


@require_safe
@login_required
def reply_list(request: OfficeRequest) -> HttpResponse:
    replies, state = querysets.readable_by(request.actor), request.GET.get("state", "")
    if state in State.values:
        replies = replies.filter(state=state)
    page = paging.page(querysets.for_list(replies), querysets.LATEST_FIRST, request.GET, PER_PAGE)
    states = [(one.value, word_of(one)) for one in State]
    context = {"page": page, "states": states, "state": state, "only_of": _only_of(request.actor)}
    return render(request, "comments/reply_list.html", context)


def _only_of(actor: Actor) -> str:
    """The organisations whose replies alone the person reads; empty for who reads all."""
    if actor.is_of_prefecture:
        return ""
    return "、".join(dict.fromkeys(one.organization.name for one in actor.appointments))


@require_safe
@login_required
def detail(request: OfficeRequest, pk: int) -> HttpResponse:
    reply, stop = readable_reply(request, pk), known_stop(trail_cache_of(request))
    where = progress(request, reply)
    context = {
        "reply": reply,
        "comment": reply.comment,
        "account": previews.account(),
        "text": reply.words,
        "comment_text": reply.comment_text,
        "comment_changes": comment_changes(reply.comment_text, reply.comment.text),
        "thread": querysets.thread_of(reply.comment),
        "stamps": stamps(reply),
        **life(
            request.actor,
            reply,
            ReplySteps(),
            where=where,
            own=_buttons(request.actor, reply, stop, where),
            came_back=bool(reply.lapsed_because),
        ),
    }
    return render(request, "comments/reply_detail.html", context)


@require_safe
@login_required
def now(request: OfficeRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while Instagram is working; asked for again and again by htmx."""
    reply = readable_reply(request, pk)
    where = progress(request, reply)
    response = render(request, "comments/reply_now.html", {"reply": reply, "comment": reply.comment, **where})
    if not where["moves"] and request.htmx:
        response["HX-Refresh"] = "true"
    return response


def progress(request: OfficeRequest, reply: Reply) -> dict[str, Any]:
    """Where the reply is now and why."""
    actor, cache = request.actor, trail_cache_of(request)
    job = ReplyJob.objects.filter(reply=reply).first()
    return {
        "job": job,
        "pause": connection.known_pause(cache),
        "lines": job.lines if job else [],
        "moves": moves_on(reply),
        "long_wait": long_wait(job),
        "retry_until": retry_until(reply),
        "may_settle": rules.may_resolve(actor, reply),
        "differs": reply.state == State.PUBLISHED and differing.unseen(reply).exists(),
        **whereabouts(actor, reply),
    }


def _buttons(
    actor: Actor, reply: Reply, stop: EmergencyStop | None, where: dict[str, Any]
) -> Iterator[Button]:
    """What can be done with a reply alone: what has to do with Instagram."""

    def url(name: str) -> str:
        return reverse(f"replies:{name}", args=[reply.pk])

    elsewhere, pause = str(from_workplace(actor, reply.organization)), where["pause"]
    if rules.could_record_by_hand(actor, reply, stop):
        yield Button("手で返信したことを記録する", url("record_by_hand"), "", elsewhere)
    if rules.could_send(actor, reply, stop, pause) and not where["moves"]:
        yield Button("送る", url("send"), "", elsewhere)
    if rules.could_retry(actor, reply, stop, pause):
        yield Button("もう一度送る", url("retry"), "", elsewhere)
    if rules.may_resolve(actor, reply):
        yield Button("結果を確かめる", url("resolve"), "")
    if where["differs"] and differing.may_note(actor, reply):
        yield Button("違いを確かめた", url("note_difference"))


def stamps(reply: Reply) -> list[dict[str, Any]]:
    """決裁欄: each needed step, with its name and time once it is taken."""
    version = reply.submission
    if version is None or reply.state not in STAMPED:
        return []
    drafted = {"title": "起案", "name": version.submitted_by.name, "at": version.submitted_at}
    return [drafted, *(_stamp(version, step) for step in version.steps)]


def _stamp(version: Submission, step: str) -> dict[str, Any]:
    given = [one for one in version.decisions.all() if one.step == step and one.verdict == "approved"]
    label = Decision(step=step).get_step_display().removesuffix("の承認")
    if not given:
        return {"title": label, "name": ""}
    note = "代決" if given[0].is_by_deputy else ""
    return {"title": label, "name": given[0].by.name, "at": given[0].decided_at, "note": note}
