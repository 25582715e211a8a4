"""Old notices go at night: what they told of stands in the trail, which is the record."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from security.notices.models import Notice

KEPT_FOR = timedelta(days=400)  # so that what was told a year ago can still be found
BATCH = 1000
NIGHT = range(2, 6)  # hours in Japan


def is_due() -> bool:
    """The oldest row tells: one step in the index, however many there are."""
    now = timezone.localtime()
    oldest = Notice.objects.order_by("pk").values_list("at", flat=True).first()
    return now.hour in NIGHT and oldest is not None and oldest < now - KEPT_FOR


def run() -> None:
    """Batch by batch, each in a transaction of its own: nobody waits for it."""
    limit = timezone.now() - KEPT_FOR
    while _delete(limit):
        pass


@transaction.atomic
def _delete(limit: datetime) -> int:
    oldest = Notice.objects.order_by("pk").values_list("pk", "at")[:BATCH]
    old = [key for key, at in oldest if at < limit]
    Notice.objects.filter(pk__in=old).delete()
    return len(old)
