"""Publication was asked for and no definite answer came: find out what is live before anything else is done.

The container's status says whether it was published, not as what; the account's own recent posts say that. Only a
single match counts. Sent again is only a container that Instagram itself still calls unpublished, and only the same
one, which can become a post but once.
"""

import logging
from datetime import timedelta

from django.utils import timezone

from instagram import captions
from instagram.client import Client
from instagram.errors import InstagramError
from instagram.results import ContainerStatus, Media
from outbox import claims
from outbox.claims import Claim
from outbox.jobs import JobState
from posts.publishing import actions
from posts.publishing.models import PublishJob

OPEN = (JobState.QUEUED, JobState.RUNNING, JobState.UNCONFIRMED)

logger = logging.getLogger(__name__)

FIRST_LOOK = timedelta(seconds=2)
# Instagram's answers lag: an unpublished container is believed after this, a missing post after the next.
BELIEVE_UNPUBLISHED = timedelta(minutes=2)
GIVE_UP = timedelta(minutes=10)
# Between our clock and Instagram's.
CLOCKS = timedelta(minutes=2)

CANNOT_TELL = "公開されたかどうかを確かめられませんでした。Instagramの画面で確認してください。"


def settle(claim: Claim[PublishJob], client: Client | None) -> None:
    """Bind the one matching post, send the same container once more, look again later, or ask a person.

    Without a client (no connection) nothing can be looked up, but the waiting has its end all the same.
    """
    job, now = claim.job(), timezone.now()
    assert job.sent_at is not None  # noqa: S101 - the caller has looked
    waited = now - job.sent_at
    status = container_status(client, job) if client else None
    found = matches(client, job) if client else None
    # FINISHED is Instagram's own word that this container has not become a post: whatever matches is another's.
    if status != ContainerStatus.FINISHED and found is not None and len(found) == 1 and not _has_a_twin(job):
        actions.finish(claim, media_id=found[0].id)
    elif status == ContainerStatus.FINISHED and found is not None and waited > BELIEVE_UNPUBLISHED:
        actions.take_back_sending(claim)
        claims.postpone(claim, delay=timedelta(0), sentence="公開されていなかったため、もう一度依頼します。")
    elif waited > GIVE_UP:
        actions.lose_track(claim, sentence=CANNOT_TELL)
    else:
        claims.postpone(claim, delay=max(waited / 2, FIRST_LOOK))


def container_status(client: Client, job: PublishJob) -> ContainerStatus | None:
    """None when Instagram does not tell."""
    try:
        return client.container(job.container).status
    except InstagramError as error:
        logger.warning("job %s: the container's status cannot be read: %s", job.pk, error)
        return None


def matches(client: Client, job: PublishJob) -> list[Media] | None:
    """Own posts that can only be this one; None when the list cannot be read."""
    try:
        recent = client.recent_media()
    except InstagramError as error:
        logger.warning("job %s: the recent posts cannot be read: %s", job.pk, error)
        return None
    candidates = [media for media in recent if _could_be(media, job)]
    taken = PublishJob.objects.exclude(pk=job.pk).filter(media_id__in=[media.id for media in candidates])
    bound = set(taken.values_list("media_id", flat=True))
    return [media for media in candidates if media.id not in bound]


def _has_a_twin(job: PublishJob) -> bool:
    """Whether another job with the same words is on its way out: a match could be that one's."""
    caption = job.content.caption
    others = PublishJob.objects.exclude(pk=job.pk).filter(sent_at__isnull=False, media_id="", state__in=OPEN)
    return any(
        captions.same_caption(other.content.caption, caption) for other in others.select_related("submission")
    )


def _could_be(media: Media, job: PublishJob) -> bool:
    content = job.content
    photos = len(content.photos)
    if job.sent_at is None or media.timestamp is None or media.timestamp < job.sent_at - CLOCKS:
        return False
    if media.children_count != (photos if photos > 1 else 0):
        return False
    return captions.same_caption(media.caption, content.caption)
