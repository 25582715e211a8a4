"""Publication was asked for and no definite answer came: find out what is live before anything else is done.

The container's status says whether it was published, not as what; the account's own posts, paged back to two minutes
before the first request, say that. FINISHED and a post with these words is a question for a person, never a second
request. Sent again is only a container that Instagram still calls unpublished and that the list has lacked twice, and
only the same one, which can become a post but once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from approvals.sending import actions as sending
from approvals.sending.attempt import FIRST_LOOK
from instagram import captions
from instagram.client import Client
from instagram.errors import AccessLost, InstagramError
from instagram.results import ContainerStatus, Media
from outbox import claims
from outbox.claims import Claim
from outbox.jobs import JobState
from posts.drafting import rules
from posts.publishing.models import PublishJob

UNDECIDED = (JobState.QUEUED, JobState.RUNNING, JobState.UNCONFIRMED)

logger = logging.getLogger(__name__)

# Instagram's answers lag: an unpublished container is believed after this, a missing post after the next.
BELIEVE_UNPUBLISHED = timedelta(minutes=2)
GIVE_UP = timedelta(minutes=10)
# Between our clock and Instagram's.
CLOCKS = timedelta(minutes=2)

# Between two looks that find nothing.
APART = timedelta(minutes=1)
REQUESTS_MAX = 3

CANDIDATE = (
    "同じ文の投稿がInstagramにありますが、この依頼によるものかどうかを確かめられませんでした。"
    "その投稿を開いて確かめ、「結果を確かめる」から記録してください。"
)
# The journey there is: each of its steps has its button in the state that it names.
IF_IT_IS_ANOTHER = "別の投稿であれば、「結果を確かめる」の「ありません」から記録して取り下げ、文を変えて新しく起案してください。"
CANNOT_TELL = (
    "公開されたかどうかを確かめられませんでした。"
    "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
)

EXPIRED = (
    "公開されなかったとみられます(Instagramに渡した写真は公開されないまま期限が切れ、同じ文の投稿もアカウントに見当たりません)。"
    "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
)


def settle(claim: Claim[PublishJob], client: Client | None) -> None:
    """Bind the one matching post, send the same container once more, look again later, or ask a person.

    Without a client (no connection) nothing can be looked up, but the waiting has its end all the same: looked first,
    given up after, however long nobody was there to look.
    """
    job = claim.job
    assert job.sent_at is not None  # noqa: S101 - the caller has looked
    now = timezone.now()
    waited = now - job.sent_at
    status = container_status(client, job) if client else None
    found = matches(client, job) if client else None
    is_unpublished = status == ContainerStatus.FINISHED
    if found and len(found) == 1 and not is_unpublished and not has_a_twin(job):
        sending.finish(claim, remote_id=found[0].id)
    elif found and is_unpublished and waited > BELIEVE_UNPUBLISHED:
        # Ours under a status that lags, or a colleague's: only a person can tell, and a second request could double it.
        sending.lose_track(claim, sentence=_candidate(found))
    elif found == [] and is_unpublished:
        _believe_missing(claim, job, waited)
    elif waited > GIVE_UP:
        sending.lose_track(claim, sentence=_not_settled(status, found))
    else:
        claims.postpone(claim, delay=max(waited / 2, FIRST_LOOK), looked_at=now)


def _believe_missing(claim: Claim[PublishJob], job: PublishJob, waited: timedelta) -> None:
    """Looked for twice with time between: then it is asked for once more, and never more than REQUESTS_MAX times."""
    now = timezone.now()
    if job.missing_since is None:
        claim.save(missing_since=now)
        claims.postpone(claim, delay=max(APART, BELIEVE_UNPUBLISHED - waited), looked_at=now)
    elif waited <= BELIEVE_UNPUBLISHED or now - job.missing_since < APART:
        claims.postpone(claim, delay=APART, looked_at=now)
    elif is_used_up(job.container):
        sending.lose_track(claim, sentence=CANNOT_TELL)
    else:
        claim.save(missing_since=None)  # the next request is looked for twice as well
        sending.take_back(claim)
        claims.postpone(claim, delay=timedelta(0), sentence="公開されていなかったため、もう一度依頼します。")


def is_used_up(container: str) -> bool:
    """Asked for as often as may be, by all jobs: a later one goes on with an unpublished container of the same version."""
    asked = PublishJob.objects.filter(container=container).aggregate(sum=Sum("requests"))["sum"] or 0
    return asked >= REQUESTS_MAX


def _not_settled(status: ContainerStatus | None, found: list[Media] | None) -> str:
    """What a person is asked, with what is known. An expired container is no proof that the post never was."""
    if found:
        return _candidate(found)
    return EXPIRED if found == [] and status == ContainerStatus.EXPIRED else CANNOT_TELL


def _candidate(found: list[Media]) -> str:
    return with_address(CANDIDATE, found)


def with_address(sentence: str, found: Sequence[Media]) -> str:
    """What is there and where; and what to do if it is somebody else's."""
    address = next((f"({one.permalink})" for one in found if one.permalink), "")
    return f"{sentence}{address}{IF_IT_IS_ANOTHER if found else ''}"


def container_status(client: Client, job: PublishJob) -> ContainerStatus | None:
    """None when Instagram does not tell. Raises AccessLost."""
    try:
        return client.container(job.container).status
    except AccessLost:
        raise
    except InstagramError as error:
        logger.warning("job %s: the container's status cannot be read: %s", job.pk, error)
        return None


def matches(client: Client, job: PublishJob) -> list[Media] | None:
    """Own posts since the job was first asked for that can only be this one; None when the list cannot be read.

    Raises AccessLost.
    """
    asked_at = job.first_asked_at or job.sent_at
    assert asked_at is not None  # noqa: S101 - whoever looks for it has asked for it
    try:
        return same_words(client, job, since=asked_at)
    except AccessLost:
        raise
    except InstagramError as error:
        logger.warning("job %s: the recent posts cannot be read: %s", job.pk, error)
        return None


def same_words(client: Client, job: PublishJob, *, since: datetime) -> list[Media]:
    """Own posts since then with exactly these words and as many pictures, that belong to no other job."""
    since -= CLOCKS
    candidates = [media for media in client.recent_media(since=since) if _could_be(media, job, since)]
    taken = PublishJob.objects.exclude(pk=job.pk).filter(media_id__in=[media.id for media in candidates])
    bound = set(taken.values_list("media_id", flat=True))
    return [media for media in candidates if media.id not in bound and not _is_taken_by_address(media, job)]


def _is_taken_by_address(media: Media, job: PublishJob) -> bool:
    """A person has settled another job by this post's address, so that its number is not known here."""
    code = rules.post_code(media.permalink or "")
    return bool(code) and PublishJob.objects.exclude(pk=job.pk).filter(shortcode=code).exists()


def has_a_twin(job: PublishJob) -> bool:
    """Whether another job with the same words is on its way out: a match could be that one's."""
    caption = job.content.caption
    others = PublishJob.objects.exclude(pk=job.pk).filter(
        sent_at__isnull=False, media_id="", state__in=UNDECIDED
    )
    return any(
        captions.same_caption(other.content.caption, caption) for other in others.select_related("submission")
    )


def _could_be(media: Media, job: PublishJob, since: datetime) -> bool:
    content = job.content
    photos = len(content.photos)
    if media.timestamp is None or media.timestamp < since:
        return False
    if media.children_count != (photos if photos > 1 else 0):
        return False
    return captions.same_caption(media.caption, content.caption)
