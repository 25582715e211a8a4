"""A reply was asked for and no definite answer came: find out what stands under the comment before anything else.

Instagram gives no token by which a reply could be known again, so the answers themselves must speak: the same words,
our own account, since the time of asking, belonging to no other reply. Only a single match counts, and nothing is
ever sent again from here.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from approvals.sending import actions as sending
from approvals.sending.attempt import FIRST_LOOK
from comments.inbox.own_account import OwnAccount
from comments.replies.models import Reply, ReplyJob
from comments.replies.sending import looking
from instagram import captions
from instagram.client import Client
from instagram.errors import AccessLost, InstagramError
from instagram.results import RemoteComment
from outbox import claims
from outbox.claims import Claim

logger = logging.getLogger(__name__)

# Instagram's answers lag: a missing reply is believed to be missing by nobody before this, and then by a person.
GIVE_UP = timedelta(minutes=10)
# Between our clock and Instagram's.
CLOCKS = timedelta(minutes=2)

CANNOT_TELL = (
    "返信が載ったかどうかを確かめられませんでした。公式アカウントの画面でコメントを開いて確かめ、"
    "「結果を確かめる」から記録してください。"
)
SEVERAL = (
    "同じ文の返信が複数載っているため、どれがこの返信か決められませんでした。公式アカウントの画面で確かめ、"
    "「結果を確かめる」から記録してください。"
)


def settle(claim: Claim[ReplyJob], client: Client | None) -> None:
    """Bind the one matching answer, look again later, or ask a person.

    Without a client (no connection) nothing can be looked up, but the waiting has its end all the same.
    """
    job = claim.job
    assert job.sent_at is not None  # noqa: S101 - the caller has looked
    found = matches(client, claim, since=job.sent_at) if client else None
    waited, undecided = timezone.now() - job.sent_at, bool(twins(job))
    if found and len(found) == 1 and not undecided:
        sending.finish(claim, remote_id=found[0].id)
    elif found and len(found) > 1 and not undecided:
        sending.lose_track(claim, sentence=SEVERAL)
    elif waited > GIVE_UP:
        sending.lose_track(claim, sentence=CANNOT_TELL)
    else:
        claims.postpone(claim, delay=max(waited / 2, FIRST_LOOK), looked_at=timezone.now())


def matches(client: Client, claim: Claim[ReplyJob], *, since: datetime) -> list[RemoteComment] | None:
    """Own answers that can only be this one; None when they cannot be read. Raises AccessLost."""
    try:
        return own_answers(client, claim, since=since)
    except AccessLost:
        raise
    except InstagramError as error:
        logger.warning("reply job %s: the answers cannot be read: %s", claim.job.pk, error)
        return None


def own_answers(
    client: Client, claim: Claim[ReplyJob], *, since: datetime, text: str = ""
) -> list[RemoteComment]:
    """As `matches`, of these words or of the job's own; raises InstagramError."""
    job, own = claim.job, OwnAccount.current()
    text = text or job.content.text
    candidates = [
        answer
        for answer in looking.answers_to(client, job.reply.target_id, claim.save)
        if captions.same_caption(answer.text, text)
        and (answer.timestamp is None or answer.timestamp >= since - CLOCKS)
        and own.may_have_written(answer)
    ]
    ids = [answer.id for answer in candidates]
    bound = set(
        ReplyJob.objects.exclude(pk=job.pk).filter(remote_id__in=ids).values_list("remote_id", flat=True)
    ) | set(
        Reply.objects.exclude(pk=job.reply_id)
        .filter(published_as__remote_id__in=ids)
        .values_list("published_as__remote_id", flat=True)
    )
    return [answer for answer in candidates if answer.id not in bound]


def twins(job: ReplyJob) -> list[ReplyJob]:
    """Other replies with the same words, sent to the same place and not accounted for: a match could be theirs."""
    text, target = job.content.text, job.reply.target_id
    others = ReplyJob.objects.exclude(reply=job.reply_id).filter(
        sent_at__isnull=False,
        remote_id="",
        reply__published_as=None,
        reply__comment__live_post=job.reply.comment.live_post_id,
    )
    return [
        other
        for other in others.select_related("submission", "reply__comment__parent")
        if other.reply.target_id == target and captions.same_caption(other.content.text, text)
    ]
