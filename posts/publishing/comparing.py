"""Whether the live post is what was sealed: looked at once it is out, and once more an hour later. Network.

What can be compared is the caption, the AI label, the number of the pictures, that each is one, and their order as far as their
descriptions tell it: the pictures' own bytes come back recompressed, from addresses that name nothing of ours.

It fails no post and holds none up. That a post is not there any more is believed only of the account's list, read back
past its time twice: a single medium has been unreadable for weeks while it was there.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from approvals.models import State
from instagram import captions
from instagram.client import Client
from instagram.errors import Gone, InstagramError
from instagram.results import Media
from outbox.jobs import JobState
from posts.drafting.content import PostContent
from posts.publishing import candidates, differing
from posts.publishing.models import LiveDifference, PublishJob
from security.account import connection

logger = logging.getLogger(__name__)

LATER = timedelta(hours=1)
# Between two looks that do not find it.
APART = timedelta(minutes=1)
# Instagram could not be asked: again after a while, and for a day at most.
PAUSE, PATIENCE = timedelta(minutes=5), timedelta(days=1)
# Longer than a look takes: a worker that dies in it costs that long.
LEASE = timedelta(minutes=5)
BATCH = 5

IMAGE, CAROUSEL = "IMAGE", "CAROUSEL_ALBUM"
What = LiveDifference.What


def is_due() -> bool:
    return _due(timezone.now()).exists() and connection.outage() is None


def run() -> None:
    now = timezone.now()
    for job in _due(now)[:BATCH] if connection.outage() is None else ():
        if turn := differing.take_turn(job, until=now + LEASE):
            look(job, turn)


def look(job: PublishJob, turn: datetime) -> None:
    """Compare once, and say when next."""
    if job.post.state != State.PUBLISHED:
        differing.note(job=job, turn=turn, found=[], next_at=None)
        return
    try:
        live = _live(connection.current_client(), job)
    except InstagramError as error:
        logger.warning("job %s: its live post cannot be compared: %s", job.pk, error)
        _try_later(job, turn)
        return
    if live is None:
        _not_there(job, turn)
    else:
        found = list(differences(live, job.content))
        differing.note(job=job, turn=turn, found=found, next_at=_next(job))


def differences(live: Media, content: PostContent) -> Iterator[LiveDifference.What]:
    """What Instagram leaves out of an answer proves nothing; what harmlessly differs is no difference."""
    photos = content.photos
    if not captions.same_caption(live.caption, content.caption):
        yield What.WORDS
    pictures = live.children_count or (1 if live.media_type == IMAGE else 0)
    if pictures and pictures != len(photos):
        yield What.COUNT
    if live.media_type not in ("", IMAGE, CAROUSEL) or any(kind != IMAGE for kind in live.kinds):
        yield What.KIND
    sealed = tuple(photo.alt_text for photo in photos)
    if live.alt_texts != sealed and sorted(live.alt_texts) == sorted(sealed):
        yield What.ORDER
    if content.is_generated and live.ai_generated is False:
        yield What.LABEL


def _due(now: datetime) -> QuerySet[PublishJob]:
    due = PublishJob.objects.filter(state=JobState.DONE, compare_at__lte=now).exclude(media_id="")
    return due.select_related("submission", "post").order_by("compare_at")


def _live(client: Client, job: PublishJob) -> Media | None:
    """None if the account's list reaches back past its time without it. Raises InstagramError."""
    try:
        return client.compared_media(job.media_id)
    except Gone:
        listed = client.recent_media(since=candidates.since(job))
        return next((media for media in listed if media.id == job.media_id), None)


def _second_look(job: PublishJob) -> datetime:
    assert job.finished_at is not None  # noqa: S101 - done
    return job.finished_at + LATER


def _next(job: PublishJob) -> datetime | None:
    second = _second_look(job)
    return second if timezone.now() < second else None


def _not_there(job: PublishJob, turn: datetime) -> None:
    """A fresh post may not be listed yet; an hour later it is gone if it is not there twice."""
    now = timezone.now()
    if next_at := _next(job):
        differing.note(job=job, turn=turn, found=[], next_at=next_at)
    elif job.unseen_since is None or now - job.unseen_since < APART:
        since = job.unseen_since or now
        differing.note(job=job, turn=turn, found=[], next_at=since + APART, unseen_since=since)
    else:
        differing.note(job=job, turn=turn, found=[What.GONE], next_at=None, unseen_since=job.unseen_since)


def _try_later(job: PublishJob, turn: datetime) -> None:
    """As long as there is patience; then the page says that nothing could be compared."""
    now = timezone.now()
    assert job.finished_at is not None  # noqa: S101 - done
    if now - job.finished_at < PATIENCE:
        differing.note(job=job, turn=turn, found=[], next_at=now + PAUSE, unseen_since=job.unseen_since)
    else:
        differing.give_up(job=job, turn=turn)
