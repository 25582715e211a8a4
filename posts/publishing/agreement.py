"""投稿の処理, held against the trail: asked for, sent and published as it tells."""

from collections.abc import Iterator

from django.db.models import Prefetch

from approvals.events import APPROVED
from posts.drafting.models import Post
from posts.publishing.events import (
    PUBLISH_ASKED,
    PUBLISH_RESOLVED,
    PUBLISH_SENT,
    PUBLISHED,
    PUBLISHED_BY_HAND,
)
from posts.publishing.models import PublishJob
from security.trail.agreement import Told, compares, held_against_trail

# By Instagram's answer, or by a person who has looked; by the latter without a number where none could be read.
FOUND_LIVE = (PUBLISHED, PUBLISH_RESOLVED, PUBLISHED_BY_HAND)


@compares
def publications() -> Iterator[str]:
    jobs = Prefetch("jobs", queryset=PublishJob.objects.select_related("submission"))
    kinds = (APPROVED, PUBLISH_ASKED, PUBLISH_SENT, *FOUND_LIVE)
    yield from held_against_trail(Post.objects.prefetch_related(jobs), kinds, _differing)


def _differing(post: Post, told: list[Told]) -> Iterator[str]:
    jobs = list(post.jobs.all())
    for job in jobs:
        yield from (f"「{post}」の投稿の処理 {job.pk} {what}" for what in _differing_of(job, told))
    published = {job.media_id for job in jobs}
    for one in told:
        number = one.data.get("media_id") if one.is_one_of(*FOUND_LIVE) else None
        if number and number not in published:
            yield f"証跡 {one.number} 番の投稿が、「{post}」の投稿の処理にありません。"


def _differing_of(job: PublishJob, told: list[Told]) -> Iterator[str]:
    of_seal = [one for one in told if one.data.get("seal") == job.submission.seal]
    sent = [one.data.get("container") for one in of_seal if one.is_one_of(PUBLISH_SENT)]
    published = [one.data.get("media_id") for one in of_seal if one.is_one_of(*FOUND_LIVE)]
    if not job.is_authentic:
        yield "の記録が、このシステムが書いたものと違います。"
    if not any(one.is_one_of(PUBLISH_ASKED, APPROVED) for one in of_seal):
        yield "を指示または承認した証跡がありません。"
    if job.sent_at and job.container not in sent:
        yield "に合う、公開を依頼した証跡がありません。"
    if job.media_id and not {job.media_id, ""} & set(published):
        yield "に合う、投稿された証跡がありません。"
