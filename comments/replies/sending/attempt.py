"""One attempt to send a reply: preflight, a last look at the comment, the last gate, the request.

Whatever stops an attempt, the next one goes on from what is saved; once the reply has been asked for, it looks
(reconcile) and sends nothing.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from approvals import lateness
from comments.inbox.actions import arriving, noticing
from comments.inbox.models import Comment
from comments.inbox.texts import clean
from comments.replies import lapsing, rules
from comments.replies.actions import sending
from comments.replies.models import ReplyJob
from comments.replies.sending import looking, preflight, reconcile, sentences
from instagram import captions
from instagram.client import Client
from instagram.errors import AccessLost, ContentRefused, InstagramError, NotConnected, OutcomeUnknown
from outbox import claims, delays
from outbox.claims import Claim, LeaseLost, TooLate
from security.account import connection
from security.account.actions import token as token_actions
from security.account.connection import Connection, current_client
from security.office.answers import Refused, require

logger = logging.getLogger(__name__)

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


class Disconnected(Exception):
    """The connection is known not to stand: nothing is sent until it does."""


class GroundGone(Exception):
    """The comment is not what was approved to be answered; it has been written down and the approval has lapsed."""


class Settled(Exception):
    """An earlier attempt has come to light; nothing is left to send."""


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    claim = claims.claim(ReplyJob, job_id)
    if claim is None:
        return
    try:
        _attempt(claim)
    except LeaseLost:
        logger.warning("reply job %s has been taken over, or its approval is gone", job_id)


def _attempt(claim: Claim[ReplyJob]) -> None:
    job = claim.job()
    if job.sent_at:
        reconcile.settle(claim, _client_if_connected())
        return
    try:
        if lateness.is_too_late(job):
            raise TooLate
        require(preflight.may_send(job))
        require(rules.may_answer(job.reply.comment))
        if pause := connection.pause():
            raise Disconnected(f"{pause.title}Instagramとの接続が戻るまで返信を待っています。{pause.ask}")
        _send(claim, connection.current())
    except Disconnected as pause:
        claims.postpone(claim, delay=delays.CONNECTION_PAUSE, sentence=str(pause))
    except TooLate:
        sending.expire_claimed(claim)
    except Refused as refusal:
        sending.fail(claim, sentence=str(refusal.answer))
    except (GroundGone, Settled) as end:
        logger.info("reply job %s: %s", claim.job_id, type(end).__name__)
    except InstagramError as error:
        _give_way(claim, error)


def _client_if_connected() -> Client | None:
    try:
        return current_client()
    except NotConnected as error:
        logger.warning("%s", error)
        return None


def _send(claim: Claim[ReplyJob], through: Connection) -> None:
    """What Instagram says of the token stops everything else as well."""
    try:
        _look_around(claim, through.client)
        _post(claim, through.client)
    except AccessLost as error:
        token_actions.note_lost(token=through.token, problem=error.sentence)
        raise


def _look_around(claim: Claim[ReplyJob], client: Client) -> None:
    """The comment last, right before the request. Where the answers cannot be read, it may have gone."""
    try:
        _look_for_earlier_attempts(claim, client)
    except looking.NOT_READABLE:
        _look_at_the_comment(claim, client)
        raise
    _look_at_the_comment(claim, client)


def _look_for_earlier_attempts(claim: Claim[ReplyJob], client: Client) -> None:
    """Whatever was believed of earlier attempts: an own identical answer since the first of them is this reply.

    Without any, somebody has typed it, perhaps for somebody else: then a person is asked. Also the words of earlier
    versions and proposals count, if they were once asked for and never found.
    """
    job = claim.job()
    earlier = _earlier_attempts(job)
    since = min((one.asked_for for one in earlier), default=None) or _unasked_since(job)
    found = reconcile.own_answers(client, claim, since=since)
    twins = reconcile.twins(job)
    if not found:
        for text in _lost_texts(job, earlier):
            if reconcile.own_answers(client, claim, since=since, text=text):
                sending.lose_track(claim, sentence=EARLIER_VERSION)
                raise Settled
        return
    if any(twin.state in claims.WAITING for twin in twins):
        claims.postpone(claim, delay=TWIN_PAUSE, sentence="同じ文の返信の結果を待っています。")
    elif len(found) > 1:
        sending.lose_track(claim, sentence=ALREADY_SEVERAL)
    elif twins or not any(_says_the_same(one, job) for one in earlier):
        sending.lose_track(claim, sentence=ALREADY_THERE)
    else:
        sending.finish(claim, remote_id=found[0].id)
    raise Settled


def _earlier_attempts(job: ReplyJob) -> list[ReplyJob]:
    """Whatever of ours was once asked for as an answer to this comment, also by proposals that have ended."""
    asked = Q(sent_at__isnull=False) | Q(steps__sentence=sending.ASKED)
    of_comment = ReplyJob.objects.filter(asked, reply__comment=job.reply.comment_id)
    return list(of_comment.select_related("submission").distinct())


def _unasked_since(job: ReplyJob) -> datetime:
    """For a reply that was never asked for: since it was begun, or since a person looked and said it is not there."""
    looked = job.reply.jobs.filter(problem=sending.NOT_THERE).order_by("finished_at").last()
    return looked.finished_at + reconcile.CLOCKS if looked and looked.finished_at else job.reply.created_at


def _says_the_same(one: ReplyJob, job: ReplyJob) -> bool:
    return captions.same_caption(one.submission.data["text"], job.submission.data["text"])


def _lost_texts(job: ReplyJob, earlier: Sequence[ReplyJob]) -> set[str]:
    """The other words that were sent to this comment and of which nobody found an answer."""
    lost = {one.submission.data["text"] for one in earlier if one.sent_at and not one.remote_id}
    return lost - {job.submission.data["text"]}


def _look_at_the_comment(claim: Claim[ReplyJob], client: Client) -> None:
    """第６第２項: the approval holds for the comment as it was read; so it must stand on Instagram now, and be shown.

    What is found otherwise is written down as any reading would, and the approval lapses with it.
    """
    job = claim.job()
    comment = job.reply.comment
    if comment.parent and comment.parent.remote_id:
        _require_shown(claim, client, comment.parent, comment)
    text = _require_shown(claim, client, comment, comment)
    if text != job.submission.data["comment"][2]:
        lapsing.comment_edited(comment)
        raise GroundGone


def _require_shown(claim: Claim[ReplyJob], client: Client, one: Comment, answered: Comment) -> str:
    """Its text on Instagram. `one` is what is answered, or the comment under which that stands."""
    asked_at = timezone.now()
    try:
        remote = looking.comment_now(client, one, claim.save)
    except looking.GoneIndeed:
        noticing.note_gone(comment=one)
        raise GroundGone from None
    told = [replace(remote, replies=())]
    arriving.take_in(live_post=one.live_post, comments=told, asked_at=asked_at)
    if remote.hidden:
        lapsing.comment_hidden(answered)
        raise GroundGone
    return clean(remote.text)


def _post(claim: Claim[ReplyJob], client: Client) -> None:
    sending.announce_sending(claim)
    job = claim.job()
    try:
        remote_id = client.reply(job.reply.target_id, job.submission.data["text"])
    except OutcomeUnknown as error:
        logger.warning("reply job %s: %s", claim.job_id, error)
        claims.postpone(claim, delay=reconcile.FIRST_LOOK, sentence=sentences.of(error, sentences.WAITING))
        return
    except InstagramError:
        sending.take_back_sending(claim)
        raise
    sending.finish(claim, remote_id=remote_id)


def _give_way(claim: Claim[ReplyJob], error: InstagramError) -> None:
    """Nothing was sent: wait and repeat, or give up. A lost connection is waited for as long as there is time."""
    logger.warning("reply job %s: %s", claim.job_id, error)
    job, now = claim.job(), timezone.now()
    delay = delays.after(error, job, now)
    out_of_time = now + delay > job.asked_for + claims.GRACE
    if isinstance(error, AccessLost):
        claims.postpone(claim, delay=delays.CONNECTION_PAUSE, sentence=sentences.of(error, sentences.WAITING))
    elif isinstance(error, ContentRefused) or out_of_time:
        sending.fail(claim, sentence=sentences.of(error, sentences.GIVEN_UP))
    else:
        claims.postpone(claim, delay=delay, sentence=sentences.of(error, sentences.WAITING))
