"""Instagram's notifications as they came, until they are processed."""

from django.db import models
from django.db.models import Q

from outbox.clock import now


class WebhookDelivery(models.Model):
    """One delivery whose signature was right. The same bytes twice are one: Meta repeats, and so might a listener."""

    class State(models.TextChoices):
        WAITING = "waiting", "順番待ち"
        DONE = "done", "処理済"
        UNREADABLE = "unreadable", "読めない"

    digest = models.CharField("ハッシュ", max_length=64, unique=True)
    # Emptied once processed: what it said is in the comments.
    body = models.BinaryField("内容")
    received_at = models.DateTimeField("受け取った日時", default=now)
    state = models.CharField("状態", max_length=12, choices=State, default=State.WAITING)
    worked_off_at = models.DateTimeField("処理した日時", null=True)
    problem = models.CharField("できごと", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "Instagramからの通知"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="waiting"), name="delivery_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.received_at} {self.get_state_display()}"
