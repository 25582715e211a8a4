"""One attempt to publish: preflight, containers, the last gate, publication. Each step is saved as it is done.

Whatever stops an attempt (a crash, a lost answer, a slow Instagram), the next one goes on from what is saved. Once
publication has been asked for, the next attempt looks (reconcile) before it sends anything again.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from posts.instagram.client import Client
from posts.instagram.connection import current_client
from posts.instagram.errors import (
    AccessLost,
    ContentRefused,
    InstagramError,
    NewContainerNeeded,
    OutcomeUnknown,
    QuotaReached,
)
from posts.instagram.results import ContainerStatus
from posts.instagram.verdicts import container_failure
from posts.models import PublishJob
from security.answers import Refused

from . import actions, jobs, preflight, reconcile
from .addresses import photo_address
from .jobs import Claim, LeaseLost

logger = logging.getLogger(__name__)

# Guide "Content Publishing": ask for at most five minutes.
POLLING = timedelta(minutes=5)
QUOTA_PAUSE = timedelta(minutes=10)


class NotReady(Exception):
    """Instagram is still working on a container."""


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    claim = jobs.claim(job_id)
    if claim is None:
        return
    try:
        _attempt(claim)
    except LeaseLost:
        logger.warning("job %s has been taken over by another worker", job_id)


def _attempt(claim: Claim) -> None:
    job = claim.job()
    if job.sent_at:
        reconcile.settle(claim, current_client())
        return
    if PublishJob.objects.filter(jobs.too_late(timezone.now()), pk=job.pk).exists():
        actions.expire_claimed(claim)
        return
    answer = preflight.may_send(job)
    if not answer:
        actions.fail(claim, sentence=str(answer))
        return
    actions.begin(claim)
    try:
        client = current_client()
        _prepare(claim, client)
        _publish(claim, client)
    except NotReady:
        actions.postpone(claim, delay=_polling_delay(claim.job()))
    except Refused as refusal:
        actions.tell(claim, str(refusal.answer), is_problem=True)
        actions.expire_claimed(claim)
    except InstagramError as error:
        _give_way(claim, error)


def _prepare(claim: Claim, client: Client) -> None:
    """The container that will be published, FINISHED. May be repeated freely: nobody sees a container."""
    job = claim.job()
    content = job.submission.data
    if not job.container:
        if len(content["photos"]) == 1:
            _create_single(claim, client, job, content)
        else:
            _create_carousel(claim, client, job, content)
        job = claim.job()
    _require_finished(client, job.container)


def _create_single(claim: Claim, client: Client, job: PublishJob, content: dict) -> None:
    photo = content["photos"][0]
    container = client.create_image(
        image_url=photo_address(job, photo["digest"]), caption=content["caption"], alt_text=photo["alt_text"]
    )
    claim.save(container=container, container_at=timezone.now())
    actions.tell(claim, "写真をInstagramに渡しました。")


def _create_carousel(claim: Claim, client: Client, job: PublishJob, content: dict) -> None:
    photos, children = content["photos"], list(job.children)
    for place, photo in enumerate(photos[len(children) :], start=len(children) + 1):
        children.append(
            client.create_image(
                image_url=photo_address(job, photo["digest"]), alt_text=photo["alt_text"], carousel_item=True
            )
        )
        claim.save(children=children, container_at=timezone.now())
        actions.tell(claim, f"写真をInstagramに渡しました({place}/{len(photos)}枚)。")
    for child in children:
        _require_finished(client, child)
    container = client.create_carousel(children=children, caption=content["caption"])
    claim.save(container=container, container_at=timezone.now())


def _require_finished(client: Client, container_id: str) -> None:
    container = client.container(container_id)
    if container.status in (ContainerStatus.ERROR, ContainerStatus.EXPIRED):
        raise container_failure(container)
    if container.status == ContainerStatus.IN_PROGRESS:
        raise NotReady


def _publish(claim: Claim, client: Client) -> None:
    actions.announce_sending(claim)
    try:
        media_id = client.publish(claim.job().container)
    except (OutcomeUnknown, AccessLost) as error:
        logger.warning("job %s: %s", claim.job_id, error)
        actions.postpone(claim, delay=reconcile.FIRST_LOOK, sentence=OutcomeUnknown.sentence)
        return
    except InstagramError:
        actions.take_back_sending(claim)
        raise
    actions.finish(claim, media_id=media_id)


def _give_way(claim: Claim, error: InstagramError) -> None:
    """Nothing was published: wait and repeat, start the containers anew, or give up with the error's sentence."""
    logger.warning("job %s: %s", claim.job_id, error)
    job, now = claim.job(), timezone.now()
    delay = _delay(job, error, now)
    out_of_time = now + delay > job.asked_for + jobs.GRACE
    if isinstance(error, ContentRefused | AccessLost) or out_of_time:
        actions.fail(claim, sentence=(error.then or type(error)).sentence if out_of_time else error.sentence)
    elif isinstance(error, NewContainerNeeded):
        actions.postpone(
            claim, delay=delay, sentence=error.sentence, children=[], container="", container_at=None
        )
    else:
        actions.postpone(claim, delay=delay, sentence=error.sentence)


def _delay(job: PublishJob, error: InstagramError, now: datetime) -> timedelta:
    """Instagram's own wish, or half of the time since the job was due, between two seconds and two minutes."""
    if error.retry_after_s:
        return timedelta(seconds=error.retry_after_s)
    if isinstance(error, QuotaReached):
        return QUOTA_PAUSE
    return min(max((now - job.asked_for) / 2, timedelta(seconds=2)), timedelta(minutes=2))


def _polling_delay(job: PublishJob) -> timedelta:
    """Photos are ready in seconds: ask soon at first, then more and more seldom."""
    age = timezone.now() - (job.container_at or timezone.now())
    return min(max(age / 2, timedelta(seconds=1)), timedelta(minutes=1))
