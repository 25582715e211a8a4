"""When what is read: run every 15 seconds by beat, each part knows when it is due.

One worker reads at a time, so that reading can never occupy those that publish. Who it is stands in a row that one
conditional UPDATE takes; what has been read stands in the rows of the posts, so any worker can go on.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.inbox.models import ReadingTurn
from comments.inbox.reading import listing, nightly, threads
from comments.inbox.reading.calls import Calls, Enough, Held
from comments.inbox.webhooks import subscribing
from instagram.errors import AccessLost, InstagramError, NotConnected, QuotaReached, TokenRefused
from security.account import connection
from security.account.actions import token as token_actions

logger = logging.getLogger(__name__)

READING, LISTING, SUBSCRIBING = "reading", "listing", "subscribing"
# How often the list of posts is asked for: one call for 50 of them.
LIST_EVERY = timedelta(minutes=1)
SUBSCRIBE_EVERY = timedelta(days=1)
# Longer than one call to Instagram with all its smaller sets of fields; every call renews it.
LEASE = timedelta(minutes=3)
# After an answer that says nothing of when to come back.
QUOTA_PAUSE, ACCESS_PAUSE, TROUBLE_PAUSE = timedelta(minutes=15), timedelta(minutes=15), timedelta(minutes=1)


def run() -> None:
    if connection.outage() is not None:
        return
    turn = take(READING)
    if turn is None:
        return
    try:
        _read(turn)
    except Enough as end:
        turn.put_off(end.pause)
    except Held:
        logger.warning("another worker has gone on with the reading of comments")
    finally:
        turn.release()


@dataclass(frozen=True)
class Turn:
    """The right to read until the lease runs out."""

    name: str
    token: uuid.UUID

    def renew(self) -> None:
        """Raises Held when it is no longer ours."""
        if not self._mine().update(held_until=timezone.now() + LEASE):
            raise Held

    def put_off(self, pause: timedelta) -> None:
        self._mine().update(due_at=timezone.now() + pause)

    def release(self) -> None:
        self._mine().update(token=None, held_until=None)

    def _mine(self) -> QuerySet[ReadingTurn]:
        return ReadingTurn.objects.filter(name=self.name, token=self.token)


def take(name: str) -> Turn | None:
    """The turn, or None: too early, or somebody has it."""
    now, token = timezone.now(), uuid.uuid4()
    free = Q(held_until=None) | Q(held_until__lt=now)
    ReadingTurn.objects.get_or_create(name=name, defaults={"due_at": now})
    mine = ReadingTurn.objects.filter(free, name=name, due_at__lte=now)
    return Turn(name, token) if mine.update(token=token, held_until=now + LEASE) else None


def is_due(name: str, *, every: timedelta, anew: datetime | None = None) -> bool:
    """Whether it is time, and if so the next time is set. Asked under the reading's turn.

    anew: what was done before this moment does not count any more.
    """
    now = timezone.now()
    ReadingTurn.objects.get_or_create(name=name, defaults={"due_at": now})
    due = Q(due_at__lte=now)
    if anew:
        due |= Q(due_at__lt=anew + every)
    return bool(ReadingTurn.objects.filter(due, name=name).update(due_at=now + every))


def _read(turn: Turn) -> None:
    try:
        through = connection.current()
    except NotConnected as error:
        logger.warning("comments are not read: %s", error)
        return
    calls = Calls(through.client, account=through.token.user_id, renew=turn.renew)
    try:
        if is_due(LISTING, every=LIST_EVERY):
            listing.run(calls)
        threads.run(calls)
        nightly.run(calls)
        if settings.WEBHOOK_VERIFY_TOKEN and is_due(
            SUBSCRIBING, every=SUBSCRIBE_EVERY, anew=through.token.issued_at
        ):
            subscribing.run(calls)
    except QuotaReached as error:
        logger.warning("comments are not read for now: %s", error)
        raise Enough(timedelta(seconds=error.retry_after_s or 0) or QUOTA_PAUSE) from None
    except AccessLost as error:
        logger.warning("comments may not be read: %s", error)
        if isinstance(error, TokenRefused):  # what else is refused may be the comments alone
            token_actions.note_lost(token=through.token, problem=error.sentence)
        raise Enough(ACCESS_PAUSE) from None
    except InstagramError as error:
        logger.warning("the reading of comments is interrupted: %s", error)
        raise Enough(TROUBLE_PAUSE) from None
