"""招待: a one-time link by which a person chooses the first password."""

from django.conf import settings
from django.db import models

from outbox.clock import now


class Invitation(models.Model):
    """Only the link's hash is kept; a new invitation ends the one before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations", verbose_name="招待された人"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="招待した人"
    )
    invited_at = models.DateTimeField("招待した日時", default=now)
    expires_at = models.DateTimeField("期限")
    # Where it was mailed; empty for one that was shown to the administrator.
    address = models.EmailField("送り先", blank=True)
    # Of one who decides: whether a second person, or the day, has let it through.
    is_confirmed = models.BooleanField("確認済", default=False)
    ended_at = models.DateTimeField("使われた、または無効になった日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user.name}への招待"
