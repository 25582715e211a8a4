"""The errand of a post: its containers, the look at the account's own list, the request, and finding out.

Each container's number is saved the moment it comes. Nobody sees a container, so all but the request may be repeated.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from approvals.models import Verdict
from approvals.sending import attempt
from approvals.sending.errand import Doubtful, Errand, NotReady, Paused
from instagram.client import Client
from instagram.errors import (
    AccessLost,
    Call,
    InstagramError,
    NewContainerNeeded,
    OutcomeUnknown,
    QuotaReached,
    TryAgain,
)
from instagram.results import ContainerStatus
from instagram.verdicts import container_failure
from outbox.claims import GRACE, Claim
from posts.publishing import links_again, preflight, reconcile
from posts.publishing.addresses import photo_address
from posts.publishing.binding import bind, is_bound
from posts.publishing.models import PublishJob
from security.office.answers import require

logger = logging.getLogger(__name__)

# Guide "Content Publishing": ask for at most five minutes.
POLLING = timedelta(minutes=5)
# Reference "IG Container": not published within a day, it expires.
CONTAINER_LIFE = timedelta(days=1)

# Reading a container: not found, though it is there.
UNREADABLE = (100, 33)
BELIEVE_UNREADABLE = timedelta(minutes=1)

FOR_A_HAND = "このシステムは、自動では投稿しません。投稿者が「手動で投稿する」を押すのを待っています。"
FOR_A_HAND_ENDING = "時刻から30分のうちに「手動で投稿する」が押されなかったため、投稿していません。"
TWIN_PAUSE = timedelta(seconds=30)
TWIN = "同じ文の別の投稿の結果を確かめています。分かるまで待ちます。"
TWIN_ENDING = "同じ文の別の投稿の結果が時刻から30分のうちに分からなかったため、投稿しませんでした。"
ALREADY_THERE = (
    "同じ文の投稿がすでにあります。二重に投稿しないため、依頼していません。"
    "公式アカウントの画面で確かめ、「結果を確かめる」から記録してください。"
)
ALREADY_OUT = (
    "前回の依頼がInstagramではすでに公開されています。二重に投稿しないため、やめました。"
    "公式アカウントの画面で投稿を探し、「結果を確かめる」から記録してください。"
)


class PublishPost(Errand[PublishJob]):
    model = PublishJob
    # Whatever refuses a publication for the account's sake has been seen while the post went live.
    INCONCLUSIVE = (OutcomeUnknown, AccessLost)
    CANNOT_TELL: ClassVar[str] = reconcile.CANNOT_TELL

    def require_rows(self, job: PublishJob) -> None:
        post = preflight.as_it_stands(job)
        require(preflight.may_send(post, job))
        _pause_for(preflight.waits_for(post, job))
        if settings.PUBLISHES_BY_HAND:
            raise _left_to_a_hand(job)

    def require_world(self, claim: Claim[PublishJob]) -> None:
        require(preflight.files_stand(claim.job))
        _pause_for(links_again.waits_for(claim))

    def prepare(self, claim: Claim[PublishJob], client: Client) -> None:
        """The container that will be published, FINISHED."""
        job = claim.job
        if not job.container:
            _look_at_earlier_attempts(claim, client)
        if not job.container:
            _require_quota(client)
            if len(job.content.photos) == 1:
                _create_single(claim, client)
            else:
                _create_carousel(claim, client)
        _require_usable(client, job)

    def look(self, claim: Claim[PublishJob], client: Client) -> None:
        _require_unposted(client, claim.job)

    def send(self, job: PublishJob, client: Client) -> str:
        return client.publish(job.container)

    def find_out(self, claim: Claim[PublishJob], client: Client | None) -> None:
        reconcile.settle(claim, client)

    def anew(self, job: PublishJob, error: InstagramError) -> dict[str, Any]:
        if isinstance(error, NewContainerNeeded) or _waiting_has_not_helped(job, error):
            return {**bind(job, children=[], container=""), "container_at": None}
        return {}

    def waiting(self, error: InstagramError) -> str:
        """An answer to the request itself leaves open whether the post is live, whatever else it says."""
        is_answer = error.call is Call.PUBLISH and isinstance(error, AccessLost)
        return OutcomeUnknown.sentence if is_answer else error.sentence

    def given_up(self, error: InstagramError) -> str:
        return error.final_sentence

    def polling_delay(self, job: PublishJob) -> timedelta:
        """Photos are ready in seconds: ask soon at first, then more and more seldom."""
        age = timezone.now() - (job.container_at or timezone.now())
        return min(max(age / 2, timedelta(seconds=1)), timedelta(minutes=1))

    def impatience(self, job: PublishJob) -> InstagramError | None:
        if job.container_at and timezone.now() - job.container_at > POLLING:
            return NewContainerNeeded("status: still in progress")
        return None


def _left_to_a_hand(job: PublishJob) -> Paused:
    """Until its time is over: nothing here posts by itself (PUBLISHING)."""
    over = job.asked_for + GRACE - timezone.now()
    return Paused(FOR_A_HAND, max(over, timedelta(seconds=1)), FOR_A_HAND_ENDING)


def _pause_for(wait: preflight.Wait | None) -> None:
    if wait:
        delay = max(wait.until - timezone.now(), timedelta(seconds=1))
        raise Paused(wait.sentence, delay, wait.ending, is_told=wait.is_told, is_try=wait.is_try)


def _look_at_earlier_attempts(claim: Claim[PublishJob], client: Client) -> None:
    """Somebody has said that an earlier attempt at this document, in whichever version, did not go out: ask Instagram.

    A published container, or a post with its words, is the proof of the contrary. An unpublished container of this
    very version is published now, for it can become a post but once.
    """
    job = claim.job
    asked = PublishJob.objects.filter(
        post=job.post_id, first_asked_at__isnull=False, media_id="", shortcode=""
    )
    for earlier in asked.exclude(pk=job.pk).select_related("submission"):
        assert earlier.first_asked_at is not None  # noqa: S101 - as asked for
        is_told = earlier.container and timezone.now() - earlier.first_asked_at < CONTAINER_LIFE
        status = reconcile.container_status(client, earlier) if is_told else None
        found = reconcile.same_words(client, earlier, since=earlier.first_asked_at)
        if status == ContainerStatus.PUBLISHED or found:
            raise Doubtful(reconcile.with_address(ALREADY_OUT, found))
        is_usable = status == ContainerStatus.FINISHED and not reconcile.is_used_up(earlier.container)
        if is_usable and earlier.submission_id == job.submission_id:
            require(is_bound(earlier))
            claim.save(**bind(job, container=earlier.container), container_at=timezone.now())
            return


def _require_unposted(client: Client, job: PublishJob) -> None:
    """Before each request: does a post with exactly these words stand on the account since it was approved?

    It may have come from a system that was restored from a backup, from a colleague's phone, or from a request of ours
    that has come to light late.
    """
    found = reconcile.same_words(client, job, since=_approved_at(job))
    if not found:
        return
    if reconcile.has_a_twin(job):  # it may be that one's, which is being found out
        raise Paused(TWIN, TWIN_PAUSE, TWIN_ENDING)
    raise Doubtful(reconcile.with_address(ALREADY_THERE, found))


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


def _create_single(claim: Claim[PublishJob], client: Client) -> None:
    job, content = claim.job, claim.job.content
    photo = content.photos[0]
    container = client.create_image(
        image_url=photo_address(job, photo.digest),
        caption=content.caption,
        alt_text=photo.alt_text,
        ai_generated=content.is_generated,
    )
    claim.tell(
        "写真をInstagramに渡しました。",
        **bind(job, container=container),
        container_at=timezone.now(),
        is_tried=True,
    )


def _create_carousel(claim: Claim[PublishJob], client: Client) -> None:
    job, content = claim.job, claim.job.content
    photos, children = content.photos, list(job.children)
    for place, photo in enumerate(photos[len(children) :], start=len(children) + 1):
        children.append(
            client.create_image(
                image_url=photo_address(job, photo.digest), alt_text=photo.alt_text, carousel_item=True
            )
        )
        told = f"写真をInstagramに渡しました({place}/{len(photos)}枚)。"
        claim.tell(told, **bind(job, children=list(children)), container_at=timezone.now(), is_tried=True)
    for child in children:
        _require_finished(client, child)
    container = client.create_carousel(
        children=children, caption=content.caption, ai_generated=content.is_generated
    )
    claim.save(**bind(job, children=children, container=container), container_at=timezone.now())


def _require_finished(client: Client, container_id: str) -> ContainerStatus:
    container = client.container(container_id)
    if container.status in (ContainerStatus.ERROR, ContainerStatus.EXPIRED):
        raise container_failure(container)
    if container.status == ContainerStatus.IN_PROGRESS:
        raise NotReady
    return container.status


def _require_usable(client: Client, job: PublishJob) -> None:
    """Raises NotReady while Instagram works on it.

    100/33 for longer than a minute while everything else works: containers have been unreadable for weeks. Asking for
    publication risks nothing then: one that is not ready is answered by a definite no (9007, 24/2207006).
    """
    age = timezone.now() - job.container_at if job.container_at else timedelta(0)
    try:
        status = _require_finished(client, job.container)
    except TryAgain as error:
        if (error.code, error.subcode) != UNREADABLE or age <= BELIEVE_UNREADABLE:
            raise
        logger.warning("job %s: the container cannot be read; publication will say", job.pk)
    else:
        if status == ContainerStatus.PUBLISHED:  # an earlier request has come to light
            raise Doubtful(reconcile.with_address(ALREADY_OUT, reconcile.matches(client, job) or []))


def _waiting_has_not_helped(job: PublishJob, error: InstagramError) -> bool:
    """Some answers mean "not yet" at first and "never, with this container" after a while."""
    begun = job.container_at
    return error.then is NewContainerNeeded and begun is not None and timezone.now() - begun > POLLING


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    attempt.run(PublishPost(), job_id)
