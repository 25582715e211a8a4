"""The calendar's feed for a person's own calendar program: a door without a sign-in, so it is kept like a key."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from outbox.clock import now


class CalendarFeed(models.Model):
    """One person's secret address. Off for everybody until he makes it: there is no row. Only the address's hash is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="利用者"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("作成した日時", default=now)
    read_at = models.DateTimeField("最後に読み込まれた日時", null=True)
    # Programs ask every few minutes at most: how often since the hour began, so that nobody keeps the site busy with it.
    hour_began = models.DateTimeField(null=True)
    reads = models.PositiveIntegerField(default=0)

    HOUR: ClassVar[timedelta] = timedelta(hours=1)
    READS_MOST: ClassVar[int] = 60

    class Meta:
        verbose_name = verbose_name_plural = "予定表の配信"

    def __str__(self) -> str:
        return f"{self.person.name}の予定表の配信"

    def hour_is_over(self, moment: datetime) -> bool:
        return self.hour_began is None or moment >= self.hour_began + self.HOUR
