"""When no link can be looked at, and it is our own network's doing."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from outbox.clock import now
from posts.links.findings import Trouble


class Outage(models.Model):
    """We cannot get out, so nothing that is found says anything of a link. The one owner of whether we can."""

    # Back within a day it is the same one, which has been told.
    SAME: ClassVar[timedelta] = timedelta(days=1)

    trouble = models.CharField("様子", max_length=10, choices=Trouble)
    began_at = models.DateTimeField("気づいた日時", default=now)
    looked_at = models.DateTimeField("最後に試した日時", default=now)
    ended_at = models.DateTimeField("直った日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "外に出られない状態"
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trouble"], condition=Q(ended_at__isnull=True), name="outage_is_noted_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_trouble_display()

    @classmethod
    def current(cls) -> "Outage | None":
        return cls.objects.filter(ended_at=None).first()
