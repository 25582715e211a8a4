"""From a stored delivery to comments: in one transaction, so that a killed worker leaves it waiting as it was."""

import logging
from collections import defaultdict
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from comments.inbox.actions import arriving, deliveries, live_posts
from comments.inbox.models import LivePost, WebhookDelivery
from comments.inbox.own_account import OwnAccount
from comments.inbox.webhooks.shapes import Told, Unreadable, told_by
from instagram.results import RemoteComment

logger = logging.getLogger(__name__)

# A delivery whose message was lost is found after this.
OVERDUE = timedelta(seconds=5)
AT_ONCE = 20


def run(delivery_id: int) -> None:
    """This delivery, and others that wait with it: many come at once or none, and together they cost little more."""
    if WebhookDelivery.objects.filter(pk=delivery_id, state=WebhookDelivery.State.WAITING).exists():
        _work_off(WebhookDelivery.objects.all())


def is_due() -> bool:
    """Whether there is anything for `run_waiting`."""
    waiting = _overdue().filter(state=WebhookDelivery.State.WAITING)
    return waiting.exists() and bool(OwnAccount.current().user_id)


def run_waiting() -> None:
    """What messages lost."""
    _work_off(_overdue())


def _overdue() -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(received_at__lt=timezone.now() - OVERDUE)


@transaction.atomic
def _work_off(rows: QuerySet[WebhookDelivery]) -> None:
    """Those that nobody else works on. They wait as long as our own account's number is not known."""
    own = OwnAccount.current()
    if not own.user_id:
        return
    waiting = rows.filter(state=WebhookDelivery.State.WAITING).order_by("received_at", "pk")
    can_skip = connection.features.has_select_for_update_skip_locked
    taken = list(waiting.select_for_update(no_key=True, skip_locked=can_skip)[:AT_ONCE])
    told: list[Told] = []
    for delivery in taken:
        try:
            told += told_by(bytes(delivery.body))
        except Unreadable as problem:
            logger.warning("notification %s: %s", delivery.pk, problem)
            delivery.problem = str(problem)
    _take_in([one for one in told if one.account_id == own.user_id])
    deliveries.settle(deliveries=taken)


def _take_in(told: list[Told]) -> None:
    """A post that is not known yet gets its row, and is read by itself later: nothing is lost."""
    if not told:
        return
    posts = live_posts.of_media(media_ids=[one.media_id for one in told])
    comments: defaultdict[LivePost, list[RemoteComment]] = defaultdict(list)
    for one in told:
        comments[posts[one.media_id]].append(one.comment)
    arriving.take_notifications(comments=comments)
