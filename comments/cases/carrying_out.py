"""Hiding, showing and deleting through Instagram: one attempt. Doing it twice does no more than once.

The comment is read before anything is asked, and after an answer that is no clear yes: Instagram has answered with an
error and done it all the same. It is gone only when it is found neither by its number nor under its post. An emergency stop stops posting, not protecting people: measures go on.
"""

import logging
from datetime import timedelta

from django.utils import timezone

from comments.cases.actions import measures as actions
from comments.cases.models import Measure, MeasureJob, MeasureKind
from comments.replies.sending import looking
from instagram.client import Client
from instagram.errors import (
    AccessLost,
    ContentRefused,
    InstagramError,
    NotConnected,
    NotPermitted,
    TokenRefused,
)
from instagram.results import RemoteComment
from outbox import delays, engine
from outbox.claims import Claim
from security.account import connection
from security.account.actions import token as token_actions
from security.account.connection import Connection

logger = logging.getLogger(__name__)

# After this a person is asked to look.
PATIENCE = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=10)

BY_HAND = (
    "公式アカウントの画面で行って「行ったことを記録する」から記録するか、「もう一度行う」を押してください。"
)
DONE = {
    MeasureKind.HIDE: "Instagramで非表示にしました。書いた本人とその人の友達には、見えることがあります。",
    MeasureKind.UNHIDE: "Instagramでの表示を元に戻しました。",
    MeasureKind.DELETE: "Instagramから削除しました。",
}
SEEN_DONE = "(Instagramの応答は途絶えましたが、コメントを読み直して確かめました。)"
WAS_SO = "(読み直したところ、すでにそのようになっていました。)"
WAS_GONE = "コメントは、すでにInstagramからなくなっていました。"
GONE_FOR_UNHIDING = f"{WAS_GONE}表示を元に戻すことはできません。"
WAITING = "Instagramがまだ応じていません。自動でやり直しますので、そのままお待ちください。"
NO_CONNECTION = "Instagramとの接続が切れているため、待っています。接続が戻ると自動で行います。急ぐときは、公式アカウントの画面で行ってください。"
NOT_ALLOWED = (
    f"Instagramが、この操作を許可しませんでした。システム管理者に接続の権限を確かめてもらい、{BY_HAND}"
)
REFUSED = f"Instagramが、この操作を受け付けませんでした。{BY_HAND}"
GIVEN_UP = f"Instagramが応じない状態が続いたため、自動でのやり直しをやめました。{BY_HAND}"


def run(job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    engine.run(MeasureJob, job_id, _attempt)


def _attempt(claim: Claim[MeasureJob]) -> None:
    if claim.job.ending and _is_given_up(
        claim.job, timedelta(0)
    ):  # a fault of our own has kept it from an end
        actions.fail(claim, sentence=f"{claim.job.ending}{BY_HAND}")
        return
    if connection.outage():
        _wait_for_connection(claim)
        return
    try:
        through = connection.current()
    except NotConnected:
        _wait_for_connection(claim)
        return
    try:
        _look_and_ask(claim, through.client)
    except AccessLost as error:
        _lose_access(claim, through, error)
    except InstagramError as error:
        logger.warning("measure job %s: %s", claim.job.pk, error)
        if error.is_action_block:
            token_actions.note_blocked(token=through.token, pause=delays.of_block(error))
        _give_way(claim, error)


def _look_and_ask(claim: Claim[MeasureJob], client: Client) -> None:
    """Looks before it asks: what is done already is not asked for, and what is hidden is what was kept as evidence."""
    job = claim.job
    measure = job.measure
    shown = _look(claim, client)
    if _is_settled(claim, shown, was_asked=job.sent_at is not None):
        return
    assert shown is not None  # noqa: S101 - nothing to be seen settles every kind
    if not actions.begin_asking(claim, shown):
        return
    try:
        _carry_out(client, measure, shown.id)
    except AccessLost:
        raise
    except InstagramError:
        if not _is_done_all_the_same(claim, client):
            raise
    else:
        actions.finish(claim, sentence=DONE[MeasureKind(measure.kind)])


def _look(claim: Claim[MeasureJob], client: Client) -> RemoteComment | None:
    """The comment as Instagram shows it; None once it is found neither by its number nor under its post."""
    comment = claim.job.measure.comment
    assert comment is not None  # noqa: S101 - jobs are made for these alone
    try:
        return looking.comment_now(client, comment, claim.save)
    except looking.GoneIndeed:
        return None


def _carry_out(client: Client, measure: Measure, comment_id: str) -> None:
    if measure.kind == MeasureKind.DELETE:
        client.delete_comment(comment_id)
    else:
        client.hide_comment(comment_id, hidden=measure.kind == MeasureKind.HIDE)


def _is_done_all_the_same(claim: Claim[MeasureJob], client: Client) -> bool:
    """After an error: whether it has been done nevertheless. What cannot be read now is read at the next attempt."""
    try:
        shown = _look(claim, client)
    except InstagramError as error:
        logger.warning("measure job %s: cannot look: %s", claim.job.pk, error)
        return False
    return _is_settled(claim, shown, was_asked=True)


def _is_settled(claim: Claim[MeasureJob], shown: RemoteComment | None, *, was_asked: bool) -> bool:
    """Whether nothing more is to be asked. was_asked: an earlier request of ours may be what is seen."""
    kind = MeasureKind(claim.job.measure.kind)
    if shown is None and kind is MeasureKind.UNHIDE:
        actions.fail(claim, sentence=GONE_FOR_UNHIDING)
    elif shown is None and kind is MeasureKind.DELETE and was_asked:
        actions.finish(claim, sentence=DONE[kind] + SEEN_DONE)
    elif shown is None:
        actions.finish(claim, sentence=WAS_GONE, is_gone=True)
    elif kind is not MeasureKind.DELETE and shown.hidden is (kind is MeasureKind.HIDE):
        actions.finish(claim, sentence=DONE[kind] + (SEEN_DONE if was_asked else WAS_SO))
    else:
        return False
    return True


def _lose_access(claim: Claim[MeasureJob], through: Connection, error: AccessLost) -> None:
    """A dead token stops everything; a permission that only this needs stops nothing else."""
    if isinstance(error, TokenRefused):
        token_actions.note_lost(token=through.token, problem=error.sentence)
        _wait_for_connection(claim)
    else:
        actions.fail(claim, sentence=NOT_ALLOWED)


def _wait_for_connection(claim: Claim[MeasureJob]) -> None:
    """For as long as patience lasts, and recorded in the case."""
    if _is_given_up(claim.job, delays.CONNECTION_PAUSE):
        actions.fail(claim, sentence=GIVEN_UP)
    else:
        actions.postpone(claim, delay=delays.CONNECTION_PAUSE, sentence=NO_CONNECTION)


def _give_way(claim: Claim[MeasureJob], error: InstagramError) -> None:
    job = claim.job
    delay = delays.after(error, job, timezone.now(), longest=LONGEST_PAUSE)
    if isinstance(error, NotPermitted):
        actions.fail(claim, sentence=NOT_ALLOWED)
    elif isinstance(error, ContentRefused):
        actions.fail(claim, sentence=REFUSED)
    elif _is_given_up(job, delay):
        actions.fail(claim, sentence=GIVEN_UP)
    else:
        actions.postpone(claim, delay=delay, sentence=WAITING)


def _is_given_up(job: MeasureJob, delay: timedelta) -> bool:
    return timezone.now() + delay > job.asked_for + PATIENCE
