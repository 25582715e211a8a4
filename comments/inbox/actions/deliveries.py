"""Instagram's notifications: stored as they come, processed later, each once."""

import hashlib
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.inbox.models import WebhookDelivery
from outbox.wake_ups import wake

TASK = "comments.tasks.work_off"


def keep(*, body: bytes) -> WebhookDelivery | None:
    """One delivery whose signature was right, in one query. None for bytes that came before: repeated, or replayed."""
    delivery = WebhookDelivery(digest=hashlib.sha256(body).hexdigest(), body=body)
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError:
        return None
    transaction.on_commit(lambda: wake(TASK, delivery.pk))
    return delivery


def settle(*, deliveries: Sequence[WebhookDelivery]) -> None:
    """Processed: what they said is in the comments, and the bytes need not be kept. Runs in that transaction."""
    state, now = WebhookDelivery.State, timezone.now()
    for delivery in deliveries:
        delivery.state = state.UNREADABLE if delivery.problem else state.DONE
        delivery.body, delivery.worked_off_at = b"", now
    if deliveries:
        WebhookDelivery.objects.bulk_update(deliveries, ["state", "body", "problem", "worked_off_at"])
