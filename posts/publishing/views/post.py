"""One post: where it is now and why, what can be done with it, and everything that has happened to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals import rules as approval_rules
from approvals.history import entry
from approvals.item_page import Button, deputised, whereabouts
from approvals.models import EmergencyStop, State
from approvals.querysets import known_stop
from outbox.jobs import JobState
from posts.drafting import rules
from posts.drafting.content import sealed
from posts.drafting.models import Photo, Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from posts.publishing.models import PublishJob
from security.account import connection
from security.models import Tag
from security.office.answers import Answer
from security.people import rules as security_rules
from security.people.actors import Actor
from security.people.requests import OfficeRequest
from security.trail.cache import trail_cache_of
from security.trail.recording import events_of, subject_key
from security.workplaces.rules import from_workplace

MOVING = (State.PUBLISHING,)


@dataclass(frozen=True)
class Right:
    """Whether a photo may be shown today, and whether this person may record that it no longer may."""

    photo: Photo
    problems: list[str]
    may_withdraw: Answer


@require_safe
@login_required
def detail(request: OfficeRequest, pk: int) -> HttpResponse:
    post, cache = readable_post(request, pk), trail_cache_of(request)
    stop, pause = known_stop(cache), connection.known_pause(cache)
    events = list(events_of(post).exclude(tag=Tag.EVIDENCE_READ))
    version, where = post.submission, progress(request.actor, post, pause)
    possible = list(deeds(request.actor, post, stop, pause, is_returned=bool(where["returned"])))
    context = {
        "post": post,
        "account": previews.account(),
        "photos": previews.of_version(post, version) if version else previews.of_rows(post),
        "caption": sealed(version).caption if version else post.caption,
        "deeds": possible,
        "elsewhere": next((deed.closed for deed in possible if deed.closed), ""),
        "photo_clause": rules.photo_clause(post.organization),
        "rights": _rights(request.actor, post),
        "deputised": deputised(request.actor, post, events),
        "may_mark_read": approval_rules.may_mark_read(request.actor, post),
        "entries": [entry(event) for event in events],
        "trail_subject": subject_key(post) if security_rules.may_read_records(request.actor) else "",
        "points": rules.missing_points(post) if post.state == State.DRAFT else [],
        **where,
    }
    return render(request, "posts/detail.html", context)


@require_safe
@login_required
def now(request: OfficeRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while Instagram is working; asked for again and again by htmx."""
    post = readable_post(request, pk)
    pause = connection.known_pause(trail_cache_of(request))
    response = render(
        request, "posts/detail_now.html", {"post": post, **progress(request.actor, post, pause)}
    )
    if not _moves(post) and request.htmx:
        response["HX-Refresh"] = "true"
    return response


def progress(actor: Actor, post: Post, pause: connection.Pause | None) -> dict[str, Any]:
    """Where the post is now and why."""
    job = PublishJob.objects.filter(post=post).exclude(state=JobState.CANCELLED).first()
    return {
        "job": job,
        "pause": pause,
        "steps": list(job.steps.all()) if job else [],
        "moves": _moves(post),
        **whereabouts(actor, post),
    }


def _moves(post: Post) -> bool:
    if post.state in MOVING:
        return True
    open_jobs = post.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    return post.state == State.APPROVED and post.publish_at is None and open_jobs.exists()


def deeds(
    actor: Actor,
    post: Post,
    stop: EmergencyStop | None,
    pause: connection.Pause | None,
    *,
    is_returned: bool,
) -> Iterator[Button]:
    """What this person can do with the post now, the most likely first; what was returned is to be put right."""

    def url(name: str) -> str:
        return reverse(f"posts:{name}", args=[post.pk])

    elsewhere = str(from_workplace(actor, post.organization))
    if approval_rules.may_decide(actor, post):
        yield Button("内容を確かめて決める", url("decide"), "")
    if rules.could_publish(actor, post, stop, pause) and not _moves(post):
        yield Button("投稿する", url("publish"), "", elsewhere)
    if rules.could_retry(actor, post, stop, pause):
        yield Button("もう一度投稿する", url("retry"), "", elsewhere)
    if rules.may_resolve(actor, post):
        yield Button("結果を確かめる", url("resolve"), "")
    editable = rules.may_edit(actor, post)
    if editable and is_returned:
        yield Button("内容を直す", url("edit"), "")
    if approval_rules.could_submit(actor, post):
        yield Button("承認を求める", url("submit"), "button--outline" if is_returned else "", elsewhere)
    if editable and not is_returned:
        yield Button("内容を直す", url("edit"))
    if approval_rules.may_reopen(actor, post):
        yield Button("下書きに戻す", url("reopen"))
    if approval_rules.may_pull_back(actor, post):
        yield Button("引き戻す", url("pull_back"))
    if approval_rules.may_revoke(actor, post):
        yield Button("承認を取り消す", url("revoke"), "button--danger-outline")
    if rules.may_record_removal(actor, post):
        yield Button("削除を記録する", url("record_removal"), "button--text")
    if approval_rules.may_withdraw(actor, post):
        yield Button("取り下げる", url("withdraw"), "button--text")


def _rights(actor: Actor, post: Post) -> list[Right]:
    today = timezone.localdate()
    return [
        Right(photo, rules.permission_problems(photo, today), rules.may_withdraw_permission(actor, photo))
        for photo in post.photos.all()
    ]
