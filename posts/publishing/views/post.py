"""One post: where it is now and why, what can be done with it, and everything that has happened to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals import rules as approval_rules
from approvals.events import APPROVAL_LAPSED, RETURNED, REVOKED
from approvals.models import EmergencyStop, State
from approvals.page import Button, life, long_wait, moves_on, retry_until, whereabouts
from approvals.querysets import known_stop
from outbox.claims import GRACE
from outbox.jobs import JobState
from posts.drafting import files, rules
from posts.drafting.content import sealed
from posts.drafting.models import Photo, Post
from posts.drafting.views import previews
from posts.drafting.views.access import readable_post
from posts.drafting.views.steps import PostSteps
from posts.publishing import differing
from posts.publishing.by_hand import rules as by_hand
from posts.publishing.models import PublishJob
from security.account import connection
from security.models import AuditEvent
from security.office.answers import Answer
from security.pages.requests import OfficeRequest
from security.people.actors import Actor
from security.trail.cache import trail_cache_of
from security.trail.recording import events_of
from security.workplaces.rules import from_workplace


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
    version = post.submission
    damaged = cache.get("damaged-renditions", files.damaged_renditions)
    where = progress(request.actor, post, pause)
    context = {
        "post": post,
        "account": previews.account(),
        "photos": previews.of_version(post, version, damaged) if version else previews.of_rows(post, damaged),
        "caption": sealed(version).caption if version else post.caption,
        "photo_clause": rules.photo_clause(post.organization),
        "rights": _rights(request.actor, post),
        **life(
            request.actor,
            post,
            PostSteps(),
            where=where,
            own=_buttons(request.actor, post, stop, pause, where),
        ),
    }
    context["buttons"] += _begin_from(request.actor, post)
    return render(request, "posts/detail.html", context)


@require_safe
@login_required
def now(request: OfficeRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while Instagram is working; asked for again and again by htmx."""
    post = readable_post(request, pk)
    where = progress(request.actor, post, connection.known_pause(trail_cache_of(request)))
    response = render(request, "posts/detail_now.html", {"post": post, **where})
    if not where["moves"] and request.htmx:
        response["HX-Refresh"] = "true"
    return response


def progress(actor: Actor, post: Post, pause: connection.Pause | None) -> dict[str, Any]:
    """Where the post is now and why."""
    job = _told_of(post)
    in_hand = job if job and job.is_in_hand else None
    return {
        "job": job,
        "in_hand": in_hand,
        "in_hand_until": by_hand.until(in_hand) if in_hand else None,
        "only_by_hand": settings.PUBLISHES_BY_HAND,
        "may_take": by_hand.could_take(actor, post, None),
        "pause": None if settings.PUBLISHES_BY_HAND else pause,
        "lines": job.lines if job else [],
        "moves": moves_on(post) and not in_hand and not _waits_for_a_hand(post),
        "long_wait": long_wait(job),
        "retry_until": retry_until(post),
        "tries_until": job.asked_for + GRACE if job else None,
        "link_clause": rules.link_clause(post.organization),
        "differences": list(differing.unseen(post)) if post.state == State.PUBLISHED else [],
        "may_settle": rules.may_resolve(actor, post) or rules.may_note_difference(actor, post),
        **whereabouts(actor, post),
        "lapsed": _last_lapse(post) if post.is_returned else None,
    }


def _waits_for_a_hand(post: Post) -> bool:
    """Nothing moves by itself where nothing posts by itself."""
    return settings.PUBLISHES_BY_HAND and post.state == State.APPROVED


def _last_lapse(post: Post) -> AuditEvent | None:
    """Why the approval is gone, if nobody has taken it away: until it is submitted again."""
    ends = (RETURNED, REVOKED, APPROVAL_LAPSED)
    last = events_of(post).filter(tag__in=[one.tag for one in ends]).last()
    return last if last and last.tag == APPROVAL_LAPSED.tag else None


def _told_of(post: Post) -> PublishJob | None:
    """The attempt whose course is shown: what was called off with an approval is no news, what expired is."""
    jobs = PublishJob.objects.filter(post=post, submission=post.submission_id).select_related("in_hand_of")
    if post.state != State.EXPIRED:
        jobs = jobs.exclude(state=JobState.CANCELLED)
    return jobs.first()


def _buttons(
    actor: Actor,
    post: Post,
    stop: EmergencyStop | None,
    pause: connection.Pause | None,
    where: dict[str, Any],
) -> Iterator[Button]:
    """What can be done with a post alone: what has to do with Instagram."""

    def url(name: str) -> str:
        return reverse(f"posts:{name}", args=[post.pk])

    elsewhere = str(from_workplace(actor, post.organization))
    if rules.could_publish(actor, post, stop, pause) and not moves_on(post):
        yield Button("投稿する", url("publish"), "", elsewhere)
    if rules.could_retry(actor, post, stop, pause):
        yield Button("もう一度投稿する", url("retry"), "", elsewhere)
    yield from _by_hand(actor, post, stop, where["in_hand"], url)
    if rules.may_resolve(actor, post):
        yield Button("結果を確かめる", url("resolve"), "")
    if where["differences"] and differing.may_note(actor, post):
        yield Button("違いを確かめた", url("note_difference"))
    if rules.may_record_removal(actor, post):
        yield Button("削除を記録する", url("record_removal"), "button--text")


def _begin_from(actor: Actor, post: Post) -> Iterator[Button]:
    """What makes another document of it, or offers it for that; the last of the buttons."""
    if rules.may_copy(actor, post):
        yield Button("複写して起案", reverse("posts:copy", args=[post.pk]), "button--text")
    if rules.may_keep_as_pattern(actor, post):
        label = "定型の名前を変える" if post.kept_as else "定型にする"
        yield Button(label, reverse("posts:pattern", args=[post.pk]), "button--text")


def _by_hand(
    actor: Actor,
    post: Post,
    stop: EmergencyStop | None,
    in_hand: PublishJob | None,
    url: Callable[[str], str],
) -> Iterator[Button]:
    """手動で投稿する; the other way, unless it is the only one."""
    elsewhere = str(from_workplace(actor, post.organization))
    if by_hand.could_take(actor, post, stop) and not _is_being_sent(post):
        style = "" if settings.PUBLISHES_BY_HAND else "button--outline"
        yield Button("手動で投稿する", url("by_hand"), style, elsewhere)
    if in_hand and in_hand.in_hand_of_id == actor.user.pk:
        yield Button("手動での投稿を続ける", url("by_hand"), "", elsewhere)
    elif in_hand and approval_rules.may_write(actor, post):
        yield Button("手動での投稿を記録する", url("by_hand_record"), "button--outline", elsewhere)


def _is_being_sent(post: Post) -> bool:
    """A worker has it just now."""
    return PublishJob.objects.filter(
        post=post, submission=post.submission, state=JobState.RUNNING, in_hand_at=None
    ).exists()


def _rights(actor: Actor, post: Post) -> list[Right]:
    today = timezone.localdate()
    return [
        Right(photo, photo.permission_problems(today), rules.may_withdraw_permission(actor, photo))
        for photo in post.photos.all()
    ]
