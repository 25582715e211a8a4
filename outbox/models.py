"""The heartbeat of the sweep: one row, by which everybody sees whether the system still looks for what is due."""

from django.db import models


class Heartbeat(models.Model):
    """All times are the database's own: outbox/heartbeat.py."""

    at = models.DateTimeField("最後に確かめた日時")
    # By order of the clock program. Later looks are those that a worker made because no order came.
    called_at = models.DateTimeField("最後に呼ばれた日時", null=True)
    # The last beat of which the time is believed.
    trusted_at = models.DateTimeField("時計を信じられた最後の日時")
    doubted_since = models.DateTimeField("時計を疑い始めた日時", null=True)
    # Between these nobody looked, which nobody has been told yet.
    stopped_from = models.DateTimeField("止まり始めた日時", null=True)
    stopped_until = models.DateTimeField("再び動き出した日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "システムの鼓動"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
