"""Whole threads: a post's comments with their answers, and what has been done about one comment."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model, Prefetch, QuerySet

from comments.cases.models import Case
from comments.handling.querysets.listing import Place, after, proposals_latest_first, with_posts
from comments.inbox.events import COMMENTS_HANDLED
from comments.inbox.models import Comment, CommentEdit, LivePost
from security.models import AuditEvent
from security.trail import recording as audit
from security.trail.registry import looks

PER_PAGE = 20
# Of one thread, on the page of its post; the rest stands in the list.
ANSWERS_SHOWN = 20
EDITS_SHOWN = 20


@dataclass(frozen=True)
class ThreadPage:
    threads: list[Comment]
    next: Place | None


def threads_of(live_post: LivePost, place: Place | None) -> ThreadPage:
    """The comments that answer nothing, newest first, each with its answers, oldest first: six queries."""
    tops = after(Comment.objects.filter(live_post=live_post, parent=None), place)
    found = list(_in_thread(tops).prefetch_related(_answers())[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return ThreadPage(found, None)
    last = found[PER_PAGE - 1]
    return ThreadPage(found[:PER_PAGE], Place("all", last.commented_at, last.pk))


def _answers() -> Prefetch:
    """On each comment as `answers_shown`: one more than is shown, so that it is known whether there are more."""
    rows = _in_thread(Comment.objects.order_by("commented_at", "pk"))
    return Prefetch("comment_answers", queryset=rows[: ANSWERS_SHOWN + 1], to_attr="answers_shown")


def _in_thread(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("assigned_to", "handled_by").prefetch_related(
        proposals_latest_first(), _edits()
    )


def _edits() -> Prefetch:
    rows = CommentEdit.objects.order_by("-noticed_at", "-pk")
    return Prefetch("edits", queryset=rows[:EDITS_SHOWN], to_attr="edits_latest_first")


def with_details(pk: int) -> Comment | None:
    """One comment's page: the comment with everything that belongs to it, and its thread."""
    found = with_posts(_in_thread(Comment.objects.filter(pk=pk))).select_related("parent")
    cases = Case.objects.select_related("organization", "post").order_by("-opened_at", "-pk")
    return found.prefetch_related(Prefetch("cases", queryset=cases)).first()


def thread_around(comment: Comment) -> Comment:
    """The comment at the top of its thread, with the answers as on the post's page."""
    return (
        _in_thread(Comment.objects.all()).prefetch_related(_answers()).get(pk=comment.parent_id or comment.pk)
    )


def history_of(comment: Comment) -> list[AuditEvent]:
    """Its own events, and those in which it was decided about together with others (found by their moment)."""
    events = list(audit.events_of(comment))
    moments = {event.data.get("was_at") for event in events} - {None, ""}
    if comment.handled_at:
        moments.add(comment.handled_at.isoformat())
    together = AuditEvent.objects.filter(tag=COMMENTS_HANDLED.tag, at__in=moments)
    mine = [event for event in together if comment.pk in event.data.get("comments", [])]
    return sorted([*events, *mine], key=lambda event: event.number)


def events_around(subjects: Collection[Model]) -> list[AuditEvent]:
    """What happened to the replies, measures and cases of a comment."""
    keys = {audit.subject_key(one) for one in subjects}
    return list(AuditEvent.objects.filter(subject__in=keys).exclude(tag__in=looks())) if keys else []
