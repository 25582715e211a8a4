"""The time at which rows are made, by a name that migrations keep and that always asks Django's clock."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
