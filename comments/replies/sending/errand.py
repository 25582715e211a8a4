"""The errand of a reply: a last look at the comment and at what answers it, the request, and finding out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from approvals.answering import somebody_answers_for
from approvals.sending import actions as sending
from approvals.sending import attempt
from approvals.sending.errand import Doubtful, Errand, Paused, Settled
from comments.inbox.actions import arriving, noticing
from comments.inbox.models import Comment
from comments.inbox.texts import clean
from comments.replies import lapsing
from comments.replies.models import ReplyJob
from comments.replies.sending import looking, preflight, reconcile, sentences
from instagram import captions
from instagram.client import Client
from instagram.errors import InstagramError
from outbox import claims
from outbox.claims import Claim
from outbox.jobs import OPEN
from security.office.answers import require

NOBODY_ANSWERS = (
    "起案した方の任用が終わっているため、返信していません。"
    "同じ組織の投稿者の方は、承認を取り消してもらい、もう一度承認を求めてください。"
)
NOBODY_ANSWERED = "起案した方の任用が終わっていたため、返信しませんでした。"
TWIN_PAUSE = timedelta(seconds=30)

ALREADY_SEVERAL = (
    "同じ文の返信がすでに複数載っているため、送りませんでした。公式アカウントの画面で確かめ、"
    "「結果を確かめる」から記録してください。"
)
EARLIER_VERSION = (
    "前の版の返信がすでに載っているため、送りませんでした。公式アカウントの画面で確かめ、"
    "「結果を確かめる」から記録してください。"
)


ALREADY_THERE = (
    "このシステムから送る前に、同じ文の返信が公式アカウントから載っていたため、送りませんでした。"
    "このコメントへの返信として載せたものかどうかを公式アカウントの画面で確かめ、「結果を確かめる」から記録してください。"
)


class SendReply(Errand[ReplyJob]):
    model = ReplyJob
    CANNOT_TELL = reconcile.CANNOT_TELL

    def require_rows(self, job: ReplyJob) -> None:
        require(preflight.may_send(job))
        if not somebody_answers_for(job.reply, job.submission):
            raise Paused(NOBODY_ANSWERS, timedelta(minutes=1), NOBODY_ANSWERED, is_told=True)

    def look(self, claim: Claim[ReplyJob], client: Client) -> None:
        """The comment last, right before the request. Where the answers cannot be read, it may have gone."""
        try:
            _look_for_earlier_attempts(claim, client)
        except looking.NOT_READABLE:
            _look_at_the_comment(claim, client)
            raise
        _look_at_the_comment(claim, client)

    def send(self, job: ReplyJob, client: Client) -> str:
        return client.reply(job.reply.target_id, job.content.text)

    def find_out(self, claim: Claim[ReplyJob], client: Client | None) -> None:
        reconcile.settle(claim, client)

    def waiting(self, error: InstagramError) -> str:
        return sentences.of(error, sentences.WAITING)

    def given_up(self, error: InstagramError) -> str:
        return sentences.of(error, sentences.GIVEN_UP)


def _look_for_earlier_attempts(claim: Claim[ReplyJob], client: Client) -> None:
    """Whatever was believed of earlier attempts: an own identical answer since the first of them is this reply.

    Without any, somebody has typed it, perhaps for somebody else: then a person is asked. Also the words of earlier
    versions and proposals count, if they were once asked for and never found.
    """
    job = claim.job
    earlier = _earlier_attempts(job)
    since = min((one.asked_for for one in earlier), default=None) or _unasked_since(job)
    found = reconcile.own_answers(client, claim, since=since)
    twins = reconcile.twins(job)
    if not found:
        for text in _lost_texts(job, earlier):
            if reconcile.own_answers(client, claim, since=since, text=text):
                raise Doubtful(EARLIER_VERSION)
        return
    if any(twin.state in OPEN for twin in twins):
        claims.postpone(claim, delay=TWIN_PAUSE, sentence="同じ文の返信の結果を待っています。")
    elif len(found) > 1:
        raise Doubtful(ALREADY_SEVERAL)
    elif twins or not any(_says_the_same(one, job) for one in earlier):
        raise Doubtful(ALREADY_THERE)
    else:
        sending.finish(claim, remote_id=found[0].id)
    raise Settled


def _earlier_attempts(job: ReplyJob) -> list[ReplyJob]:
    """Whatever of ours was once asked for as an answer to this comment, also by proposals that have ended."""
    asked = ReplyJob.objects.filter(first_asked_at__isnull=False, reply__comment=job.reply.comment_id)
    return list(asked.select_related("submission"))


def _unasked_since(job: ReplyJob) -> datetime:
    """For a reply that was never asked for: since it was begun, or since a person has looked and told it is not there."""
    looked = job.reply.jobs.filter(is_not_there=True).order_by("finished_at").last()
    return looked.finished_at + reconcile.CLOCKS if looked and looked.finished_at else job.reply.created_at


def _says_the_same(one: ReplyJob, job: ReplyJob) -> bool:
    return captions.same_caption(one.content.text, job.content.text)


def _lost_texts(job: ReplyJob, earlier: Sequence[ReplyJob]) -> set[str]:
    """The other words that were sent to this comment and of which nobody found an answer."""
    lost = {one.content.text for one in earlier if one.sent_at and not one.remote_id}
    return lost - {job.content.text}


def _look_at_the_comment(claim: Claim[ReplyJob], client: Client) -> None:
    """第６第２項: the approval holds for the comment as it was read; so it must stand on Instagram now, and be shown.

    What is found otherwise is written down as any reading would, and the approval lapses with it.
    """
    job = claim.job
    comment = job.reply.comment
    if comment.parent and comment.parent.remote_id:
        _require_shown(claim, client, comment.parent, comment)
    text = _require_shown(claim, client, comment, comment)
    if text != job.content.comment.text:
        lapsing.comment_edited(comment)
        raise Settled


def _require_shown(claim: Claim[ReplyJob], client: Client, one: Comment, answered: Comment) -> str:
    """Its text on Instagram. `one` is what is answered, or the comment under which that stands."""
    asked_at = timezone.now()
    try:
        remote = looking.comment_now(client, one, claim.save)
    except looking.GoneIndeed:
        noticing.note_gone(comment=one)
        raise Settled from None
    told = [replace(remote, replies=())]
    arriving.take_in(live_post=one.live_post, comments=told, asked_at=asked_at)
    if remote.hidden:
        lapsing.comment_hidden(answered)
        raise Settled
    return clean(remote.text)


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    attempt.run(SendReply(), job_id)
