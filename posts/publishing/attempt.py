"""One attempt to publish: preflight, containers, the last gate, publication. Each step is saved as it is done.

Whatever stops an attempt (a crash, a lost answer, a slow Instagram), the next one goes on from what is saved. Once
publication has been asked for, the next attempt looks (reconcile) before it sends anything again.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from approvals import lateness
from approvals.models import Verdict
from instagram.client import Client
from instagram.errors import (
    AccessLost,
    ContentRefused,
    InstagramError,
    NewContainerNeeded,
    NotConnected,
    OutcomeUnknown,
    QuotaReached,
    TryAgain,
)
from instagram.results import ContainerStatus
from instagram.verdicts import container_failure
from outbox import claims, delays
from outbox.claims import Claim, LeaseLost, TooLate
from posts.drafting.content import PostContent
from posts.publishing import actions, preflight, reconcile
from posts.publishing.addresses import photo_address
from posts.publishing.binding import bind, is_bound
from posts.publishing.models import PublishJob
from security.account import connection
from security.account.actions import token as token_actions
from security.account.connection import Connection, current_client
from security.office.answers import Refused, require

logger = logging.getLogger(__name__)

# Guide "Content Publishing": ask for at most five minutes.
POLLING = timedelta(minutes=5)
# Reference "IG Container": not published within a day, it expires.
CONTAINER_LIFE = timedelta(days=1)

# Reading a container: not found, though it is there.
UNREADABLE = (100, 33)
BELIEVE_UNREADABLE = timedelta(minutes=1)
ABANDON = timedelta(hours=1)

ALREADY_THERE = (
    "同じ文の投稿がすでにあります。二重に投稿しないため、依頼していません。"
    "公式アカウントの画面で確かめ、「結果を確かめる」から記録してください。"
)
ALREADY_OUT = (
    "前回の依頼がInstagramではすでに公開されています。二重に投稿しないため、やめました。"
    "公式アカウントの画面で投稿を探し、「結果を確かめる」から記録してください。"
)


class NotReady(Exception):
    """Instagram is still working on a container."""


class Paused(Exception):
    """Nothing is sent for now, and nothing is wrong with the job. `str()` is for the person."""

    def __init__(self, sentence: str, delay: timedelta = delays.CONNECTION_PAUSE) -> None:
        super().__init__(sentence)
        self.delay = delay


class AlreadyOut(Exception):
    """What is to be published is live already, or looks so: nothing is sent. `str()` is for the person."""


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    claim = claims.claim(PublishJob, job_id)
    if claim is None:
        return
    try:
        _attempt(claim)
    except LeaseLost:
        logger.warning("job %s has been taken over by another worker", job_id)


def _attempt(claim: Claim[PublishJob]) -> None:
    job = claim.job()
    if job.sent_at:
        _find_out(claim, job.sent_at)
        return
    try:
        if lateness.is_too_late(job):
            raise TooLate
        require(preflight.may_send(job))
        _require_time_and_people(job)
        _require_connection()
        actions.begin(claim)
        _send(claim, connection.current())
    except Paused as pause:
        claims.postpone(claim, delay=pause.delay, sentence=str(pause))
    except TooLate:
        actions.expire_claimed(claim)
    except Refused as refusal:
        actions.fail(claim, sentence=str(refusal.answer))
    except AlreadyOut as found:
        actions.lose_track(claim, sentence=str(found))
    except NotReady:
        _wait(claim)
    except InstagramError as error:
        _give_way(claim, error)


def _require_connection() -> None:
    """Known not to stand, or not known to stand: nothing is sent until it does."""
    pause = connection.pause()
    if pause:
        raise Paused(pause.sentence)


def _require_time_and_people(job: PublishJob) -> None:
    if wait := preflight.waits_for(job):
        raise Paused(wait.sentence, max(wait.until - timezone.now(), timedelta(seconds=1)))


def _send(claim: Claim[PublishJob], through: Connection) -> None:
    """Containers, last gate, publication. What Instagram says of the token stops every other post as well."""
    try:
        _prepare(claim, through.client)
        _publish(claim, through)
    except AccessLost as error:
        token_actions.note_lost(token=through.token, problem=error.sentence)
        raise


def _wait(claim: Claim[PublishJob]) -> None:
    """Ask for the container again later, and for a new one when it takes too long."""
    job = claim.job()
    if job.container_at and timezone.now() - job.container_at > POLLING:
        _give_way(claim, NewContainerNeeded("status: still in progress"))
    else:
        claims.postpone(claim, delay=_polling_delay(job))


def _find_out(claim: Claim[PublishJob], sent_at: datetime) -> None:
    """Looked first, given up after: whatever keeps the looking from coming to an end, after ABANDON a person is asked."""
    is_first_look = not claim.job().is_doubtful
    if is_first_look:
        actions.note_doubt(claim)
    if is_first_look or timezone.now() - sent_at <= ABANDON:
        reconcile.settle(claim, _client_if_connected())
    else:
        actions.lose_track(claim, sentence=reconcile.CANNOT_TELL)


def _client_if_connected() -> Client | None:
    """Without a connection nothing can be looked up, but the waiting has its end all the same."""
    try:
        return current_client()
    except NotConnected as error:
        logger.warning("%s", error)
        return None


def _prepare(claim: Claim[PublishJob], client: Client) -> None:
    """The container that will be published, FINISHED. May be repeated freely: nobody sees a container."""
    job = claim.job()
    content = job.content
    if not job.container:
        _look_at_earlier_attempts(claim, client, job)
        job = claim.job()
    if not job.container:
        _require_quota(client)
        if len(content.photos) == 1:
            _create_single(claim, client, job, content)
        else:
            _create_carousel(claim, client, job, content)
        job = claim.job()
    try:
        _require_finished(client, job.container)
    except TryAgain as error:
        if not _is_only_unreadable(job, error):
            raise
        logger.warning("job %s: the container cannot be read; publication will say", job.pk)


def _is_only_unreadable(job: PublishJob, error: TryAgain) -> bool:
    """100/33 for longer than a minute while everything else works: containers have been unreadable for weeks.

    Asking for publication risks nothing: one that is not ready is answered by a definite no (9007, 24/2207006).
    """
    age = timezone.now() - job.container_at if job.container_at else timedelta(0)
    return (error.code, error.subcode) == UNREADABLE and age > BELIEVE_UNREADABLE


def _look_at_earlier_attempts(claim: Claim[PublishJob], client: Client, job: PublishJob) -> None:
    """Somebody has said that an earlier attempt at this document, in whichever version, did not go out: ask Instagram.

    A published container, or a post with its words, is the proof of the contrary. An unpublished container of this
    very version is published now, for it can become a post but once.
    """
    asked = PublishJob.objects.filter(
        post=job.post_id, first_asked_at__isnull=False, media_id="", shortcode=""
    )
    for earlier in asked.exclude(pk=job.pk).exclude(container="").select_related("submission"):
        assert earlier.first_asked_at is not None  # noqa: S101 - as asked for
        is_told = timezone.now() - earlier.first_asked_at < CONTAINER_LIFE
        status = reconcile.container_status(client, earlier) if is_told else None
        found = reconcile.matches(client, earlier)
        if status == ContainerStatus.PUBLISHED or found:
            raise AlreadyOut(reconcile.with_address(ALREADY_OUT, found or []))
        if found is None:
            raise NotReady
        if status == ContainerStatus.FINISHED and earlier.submission_id == job.submission_id:
            require(is_bound(earlier))
            claim.save(**bind(job, container=earlier.container), container_at=timezone.now())
            return


def _require_unposted(client: Client, job: PublishJob) -> None:
    """Before the first request: does a post with exactly these words stand on the account since it was approved?

    It may have come from a system that was restored from a backup, or from a colleague's phone.
    """
    if job.first_asked_at is not None:
        return
    found = reconcile.same_words(client, job, since=_approved_at(job))
    if not found:
        return
    if reconcile.has_a_twin(job):  # it may be that one's, which is being found out
        raise NotReady
    raise AlreadyOut(reconcile.with_address(ALREADY_THERE, found))


def _approved_at(job: PublishJob) -> datetime:
    """When the last approval of the version was given."""
    given = job.submission.decisions.filter(verdict=Verdict.APPROVED, seal=job.submission.seal)
    return given.latest("decided_at").decided_at


def _require_quota(client: Client) -> None:
    """Ask before anything is uploaded. A limit that cannot be read stops nobody: publication itself would say no."""
    try:
        quota = client.publishing_limit()
    except InstagramError as error:
        logger.warning("the publishing limit cannot be read: %s", error)
        return
    if quota.left == 0:
        raise QuotaReached(f"publishing limit: {quota.used} of {quota.total} used")


def _create_single(claim: Claim[PublishJob], client: Client, job: PublishJob, content: PostContent) -> None:
    photo = content.photos[0]
    container = client.create_image(
        image_url=photo_address(job, photo.digest), caption=content.caption, alt_text=photo.alt_text
    )
    claim.save(**bind(job, container=container), container_at=timezone.now())
    claims.tell(claim, "写真をInstagramに渡しました。")


def _create_carousel(claim: Claim[PublishJob], client: Client, job: PublishJob, content: PostContent) -> None:
    photos, children = content.photos, list(job.children)
    for place, photo in enumerate(photos[len(children) :], start=len(children) + 1):
        children.append(
            client.create_image(
                image_url=photo_address(job, photo.digest), alt_text=photo.alt_text, carousel_item=True
            )
        )
        claim.save(**bind(job, children=children), container_at=timezone.now())
        claims.tell(claim, f"写真をInstagramに渡しました({place}/{len(photos)}枚)。")
    for child in children:
        _require_finished(client, child)
    container = client.create_carousel(children=children, caption=content.caption)
    claim.save(**bind(job, children=children, container=container), container_at=timezone.now())


def _require_finished(client: Client, container_id: str) -> None:
    container = client.container(container_id)
    if container.status in (ContainerStatus.ERROR, ContainerStatus.EXPIRED):
        raise container_failure(container)
    if container.status == ContainerStatus.IN_PROGRESS:
        raise NotReady


def _publish(claim: Claim[PublishJob], through: Connection) -> None:
    require(preflight.may_send(claim.job()))
    _require_time_and_people(claim.job())
    _require_connection()
    _require_unposted(through.client, claim.job())
    actions.announce_sending(claim)
    try:
        media_id = through.client.publish(claim.job().container)
    except (OutcomeUnknown, AccessLost) as error:
        logger.warning("job %s: %s", claim.job_id, error)
        if isinstance(error, AccessLost):
            token_actions.note_lost(token=through.token, problem=error.sentence)
        said = error.sentence if isinstance(error, OutcomeUnknown) else OutcomeUnknown.sentence
        claims.postpone(claim, delay=reconcile.FIRST_LOOK, sentence=said)
        return
    except InstagramError:
        actions.take_back_sending(claim)
        raise
    actions.finish(claim, media_id=media_id)


def _give_way(claim: Claim[PublishJob], error: InstagramError) -> None:
    """Nothing was published: wait and repeat, start the containers anew, or give up with the error's sentence.

    A lost connection is waited for as long as the post may still go out.
    """
    logger.warning("job %s: %s", claim.job_id, error)
    job, now = claim.job(), timezone.now()
    delay = delays.after(error, job, now)
    out_of_time = now + delay > job.asked_for + claims.GRACE
    if isinstance(error, AccessLost):
        claims.postpone(claim, delay=delays.CONNECTION_PAUSE, sentence=error.sentence)
    elif isinstance(error, ContentRefused) or out_of_time:
        actions.fail(claim, sentence=error.final_sentence)
    elif isinstance(error, NewContainerNeeded) or _waiting_has_not_helped(job, error, now):
        anew = bind(job, children=[], container="")
        claims.postpone(claim, delay=delay, sentence=error.sentence, **anew, container_at=None)
    else:
        claims.postpone(claim, delay=delay, sentence=error.sentence)


def _waiting_has_not_helped(job: PublishJob, error: InstagramError, now: datetime) -> bool:
    """Some answers mean "not yet" at first and "never, with this container" after a while."""
    begun = job.container_at
    return error.then is NewContainerNeeded and begun is not None and now - begun > POLLING


def _polling_delay(job: PublishJob) -> timedelta:
    """Photos are ready in seconds: ask soon at first, then more and more seldom."""
    age = timezone.now() - (job.container_at or timezone.now())
    return min(max(age / 2, timedelta(seconds=1)), timedelta(minutes=1))
