"""返信の処理, held against the trail: approved, asked for and sent as it tells."""

from collections.abc import Iterator

from django.db.models import Prefetch

from approvals.events import APPROVED
from comments.replies.events import REPLY_RESOLVED, REPLY_SENT, REPLY_STARTED
from comments.replies.models import Reply, ReplyJob
from security.trail.agreement import Told, compares, held_against_trail

# By Instagram's answer, or by a person who has looked; by the latter without a number where none could be read.
FOUND_LIVE = (REPLY_SENT, REPLY_RESOLVED)


@compares
def replies() -> Iterator[str]:
    jobs = Prefetch("jobs", queryset=ReplyJob.objects.select_related("submission"))
    rows = Reply.objects.prefetch_related(jobs)
    yield from held_against_trail(rows, (APPROVED, REPLY_STARTED, *FOUND_LIVE), _differing)


def _differing(reply: Reply, told: list[Told]) -> Iterator[str]:
    jobs = list(reply.jobs.all())
    for job in jobs:
        yield from (f"{reply}の処理 {job.pk} {what}" for what in _differing_of(job, told))
    sent = {job.remote_id for job in jobs}
    for one in told:
        remote_id = one.data.get("media_id") if one.is_one_of(*FOUND_LIVE) else None
        if remote_id and remote_id not in sent:
            yield f"証跡 {one.number} 番の返信が、{reply}の処理にありません。"


def _differing_of(job: ReplyJob, told: list[Told]) -> Iterator[str]:
    of_seal = [one for one in told if one.data.get("seal") == job.submission.seal]
    sent = [one.data.get("media_id") for one in of_seal if one.is_one_of(*FOUND_LIVE)]
    if not any(one.is_one_of(APPROVED) for one in of_seal):
        yield "を承認した証跡がありません。"
    if job.sent_at and not any(one.is_one_of(REPLY_STARTED) for one in of_seal):
        yield "に合う、返信を依頼した証跡がありません。"
    if job.remote_id and not {job.remote_id, ""} & set(sent):
        yield "に合う、返信した証跡がありません。"
