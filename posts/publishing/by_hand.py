"""An approved version that a person has posted by hand, taken down as published. No network here."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import signals
from approvals.models import State
from approvals.sending import actions as sending
from outbox.jobs import JobState
from posts.drafting.models import Post
from posts.publishing.models import PublishJob
from posts.publishing.settling import TAKEN
from security.office.answers import Refused


def note_published(post: Post, *, number: str, address: str, code: str, at: datetime) -> PublishJob:
    """投稿済, at this place of the account. Runs in the transaction of the act, with the post locked and judged.

    What waits in the queue for it is taken out; the live post is then held against the version as any other is. Raises
    Refused if the live post belongs to another document.
    """
    assert post.submission is not None  # noqa: S101 - judged by the caller
    sending.call_off(post)
    now = timezone.now()
    try:
        with transaction.atomic():
            job = PublishJob.objects.create(
                post=post,
                submission=post.submission,
                state=JobState.DONE,
                asked_for=at,
                finished_at=at,
                due_at=now,
                compare_at=now,
                media_id=number,
                permalink=address,
                shortcode=code,
            )
    except IntegrityError:
        raise Refused(TAKEN) from None
    if post.state == State.FAILED:
        post.retry()
    post.find_published()
    post.save(update_fields=["state"])
    signals.sent.send(sender=Post, item=post, job=job)
    return job
