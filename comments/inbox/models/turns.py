"""When what is read from Instagram, and who reads now: rows, so that nothing depends on a worker's memory."""

from django.db import models

from outbox.clock import now


class ReadingTurn(models.Model):
    """One part of the reading. `due_at`: not before; `held_until`: somebody works on it (reading/turns.py)."""

    name = models.CharField("読み取りの種類", max_length=20, unique=True)
    due_at = models.DateTimeField("次に読み取る日時", default=now)
    token = models.UUIDField("処理の印", null=True)
    held_until = models.DateTimeField("処理の期限", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "読み取りの順番"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"
