"""Whoever answers for an approved post that waits for 「投稿する」 is reminded once, the next working morning."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State, Verdict
from approvals.querysets import current_stop
from outbox.jobs import OPEN
from posts.drafting.models import Post
from posts.publishing import telling
from security.account import connection
from security.notices.models import Notice
from security.notices.timing import DIGESTS
from security.office.calendar import a_working_day_later

MORNING = DIGESTS[0]


def remind() -> None:
    """Not while nobody could press it. By hand it needs no connection."""
    if current_stop() or (connection.pause() and not settings.PUBLISHES_BY_HAND):
        return
    due = [post for post in _waiting(Post.objects.all()) if _morning_after(post) <= timezone.now()]
    keys = {telling.press_key(post.submission_id): post for post in due}
    told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, post in keys.items():
        if key not in told:
            _remind(post)


@transaction.atomic
def _remind(post: Post) -> None:
    """If it waits still."""
    post = approval_actions.locked(post)
    if post.submission and _waiting(Post.objects.filter(pk=post.pk)).exists():
        telling.of_waiting_for_press(post, post.submission)


def _waiting(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Approved, without a time, and not asked for; with `approved_at`."""
    approved = Q(submission__decisions__verdict=Verdict.APPROVED)
    asked = Q(jobs__state__in=OPEN)
    found = posts.filter(state=State.APPROVED, publish_at=None).exclude(asked)
    return found.annotate(approved_at=Max("submission__decisions__decided_at", filter=approved))


def _morning_after(post: Post) -> datetime:
    at: datetime = post.approved_at  # type: ignore[attr-defined]  # annotated above
    return a_working_day_later(at).replace(hour=MORNING.hour, minute=MORNING.minute)
