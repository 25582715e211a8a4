"""One attempt to send what was approved: asked whether it may go, prepared, looked for, announced, sent.

Whatever stops an attempt (a crash, a lost answer, a slow Instagram), the next one goes on from what is saved. Once it
has been asked for, the next attempt looks before it sends anything again.
"""

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from approvals import lateness
from approvals.sending import actions, telling
from approvals.sending.errand import Doubtful, Errand, NotReady, Paused, Settled
from instagram.errors import AccessLost, ContentRefused, InstagramError, NotConnected
from outbox import claims, delays, engine
from outbox.claims import Claim, TooLate
from security.account import connection
from security.account.actions import token as token_actions
from security.account.connection import Connection
from security.office.answers import Refused

logger = logging.getLogger(__name__)

# Between the request and the first look at what came of it.
FIRST_LOOK = timedelta(seconds=2)
# Looked first, given up after: whatever keeps the looking from coming to an end, a person is asked then.
ABANDON = timedelta(hours=1)


def run(errand: Errand[Any], job_id: int) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    engine.run(errand.model, job_id, partial(_attempt, errand))


def _attempt(errand: Errand[Any], claim: Claim[Any]) -> None:
    if claim.job.sent_at:
        _find_out(errand, claim)
        return
    try:
        _go(errand, claim)
    except Paused as pause:
        if pause.is_told:
            telling.of_waiting(claim.job, str(pause))
        claims.postpone(
            claim,
            delay=pause.delay,
            sentence=str(pause),
            ending=pause.ending,
            is_technical=pause.is_technical,
            is_tried=claim.job.is_tried or pause.is_try,
        )
    except TooLate:
        actions.run_out(claim)
    except Refused as refusal:
        actions.fail(claim, sentence=str(refusal.answer), is_technical=refusal.answer.is_technical)
    except Doubtful as found:
        actions.lose_track(claim, sentence=str(found))
    except NotReady:
        _wait(errand, claim)
    except Settled:
        logger.info("%s: settled by what was found", claim.job)
    except InstagramError as error:
        _give_way(errand, claim, error)


def _go(errand: Errand[Any], claim: Claim[Any]) -> None:
    if lateness.is_too_late(claim.job):
        raise TooLate
    errand.require_rows(claim.job)
    _require_connection()
    errand.require_world(claim)
    _send(errand, claim, connection.current())


def _require_connection() -> None:
    """Known not to stand, or not known to stand: nothing is sent until it does."""
    if pause := connection.pause():
        raise Paused(pause.sentence, ending=pause.ending, is_technical=True)


def _send(errand: Errand[Any], claim: Claim[Any], through: Connection) -> None:
    try:
        errand.prepare(claim, through.client)
        errand.require_world(claim)
        _require_connection()
        errand.look(claim, through.client)
        actions.announce(claim, errand.require_rows)
        _request(errand, claim, through)
    except InstagramError as error:
        _note(through, error)
        raise


def _note(through: Connection, error: InstagramError) -> None:
    """What Instagram says of the token or the account stops everything else as well."""
    if isinstance(error, AccessLost):
        token_actions.note_lost(token=through.token, problem=error.sentence)
    elif error.is_action_block:
        token_actions.note_blocked(token=through.token, pause=delays.of_block(error))


def _request(errand: Errand[Any], claim: Claim[Any], through: Connection) -> None:
    try:
        remote_id = errand.send(claim.job, through.client)
    except errand.INCONCLUSIVE as error:
        logger.warning("%s: %s", claim.job, error)
        _note(through, error)
        claims.postpone(claim, delay=FIRST_LOOK, sentence=errand.waiting(error))
    except InstagramError:
        actions.take_back(claim)
        raise
    else:
        actions.finish(claim, remote_id=remote_id)


def _wait(errand: Errand[Any], claim: Claim[Any]) -> None:
    if error := errand.impatience(claim.job):
        _give_way(errand, claim, error)
    else:
        claims.postpone(claim, delay=errand.polling_delay(claim.job), ending="", is_technical=False)


def _find_out(errand: Errand[Any], claim: Claim[Any]) -> None:
    job = claim.job
    assert job.sent_at is not None  # noqa: S101 - whoever is looked for has been asked for
    actions.note_doubt(claim)
    is_first_look = job.looked_at is None or job.looked_at < job.sent_at
    if not is_first_look and timezone.now() - job.sent_at > ABANDON:
        actions.lose_track(claim, sentence=errand.CANNOT_TELL)
        return
    through = _connection_if_any()
    try:
        errand.find_out(claim, through.client if through else None)
    except AccessLost as error:
        if through:
            _note(through, error)
        now = timezone.now()
        delay = max((now - job.sent_at) / 2, delays.CONNECTION_PAUSE)
        claims.postpone(claim, delay=delay, looked_at=now)


def _connection_if_any() -> Connection | None:
    """Without a connection nothing can be looked up, but the waiting has its end all the same."""
    try:
        return connection.current()
    except NotConnected as error:
        logger.warning("%s", error)
        return None


def _give_way(errand: Errand[Any], claim: Claim[Any], error: InstagramError) -> None:
    """Nothing was sent: wait and repeat, prepare it anew, or give up with the error's sentence.

    A lost connection is waited for as long as it may still go out.
    """
    logger.warning("%s: %s", claim.job, error)
    job, now = claim.job, timezone.now()
    delay, ending = delays.after(error, job, now), errand.given_up(error)
    is_technical = error.is_technical or error.is_action_block
    anew, is_tried = errand.anew(job, error), job.is_tried or not isinstance(error, NotConnected)
    if isinstance(error, AccessLost):
        claims.postpone(
            claim,
            delay=delays.CONNECTION_PAUSE,
            sentence=errand.waiting(error),
            ending=ending,
            is_technical=is_technical,
            is_tried=is_tried,
        )
    elif anew and job.is_doubtful:  # another container could become a second post
        actions.lose_track(claim, sentence=errand.CANNOT_TELL)
    elif isinstance(error, ContentRefused) or now + delay > job.asked_for + claims.GRACE:
        actions.fail(claim, sentence=ending, is_technical=is_technical)
    else:
        claims.postpone(
            claim,
            delay=delay,
            sentence=errand.waiting(error),
            ending=ending,
            is_technical=is_technical,
            is_tried=is_tried,
            **anew,
        )
