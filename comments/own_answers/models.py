"""An own comment of the account without an approved reply, until somebody has settled it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from comments.inbox.models import Comment
from comments.replies.models import Reply
from posts.live.models import Finding


class OwnAnswer(Finding):
    """One for each comment of the account that was not explained when it was judged; those that are have none."""

    comment = models.OneToOneField(
        Comment, models.PROTECT, related_name="own_answer", verbose_name="公式アカウントのコメント"
    )
    # What it is, once somebody has said so.
    reply = models.ForeignKey(
        Reply, models.PROTECT, null=True, related_name="own_answers", verbose_name="承認された返信"
    )

    class Meta:
        verbose_name = verbose_name_plural = "承認の記録のない返信"
        ordering = ["-found_at", "-pk"]
        indexes = [
            # Of those that were open once (querysets.found): the approved ones are many more.
            models.Index(
                fields=["-found_at", "-id"],
                condition=~Q(standing="explained", settled_at=None),
                name="own_answer_latest_first",
            ),
            models.Index(fields=["found_at"], condition=Q(standing="open"), name="own_answer_open"),
        ]

    def __str__(self) -> str:
        """What stands in the trail: no words."""
        return f"公式アカウントのコメント #{self.comment_id}"

    def get_absolute_url(self) -> str:
        return reverse("own_answers:detail", args=[self.pk])
