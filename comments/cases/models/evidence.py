"""証拠: kept before anything is hidden or deleted, and never changed (第６第３項)."""

from django.conf import settings
from django.db import models

from comments.cases.models.cases import Case
from comments.inbox.models.comments import Comment
from outbox.clock import now


class Evidence(models.Model):
    """One piece, sealed under FIELD_KEYS: it holds people's names and words. Who opens it stands in the trail.

    The database refuses to change or delete a row; only the sealed bytes may be sealed anew under a newer key, and the
    digest over what they hold shows that nothing else became of them.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", "コメント"
        POST = "post", "投稿"
        PAGE = "page", "ネット上のページ"

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="事案")
    number = models.PositiveSmallIntegerField("番号")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, related_name="evidence", verbose_name="コメント"
    )
    # Canonical JSON of what was there (cases/evidence_content.py), and the screenshot's bytes, sealed.
    sealed_content = models.TextField("内容(暗号化)")
    digest = models.CharField("内容のハッシュ", max_length=64)
    sealed_file = models.BinaryField("画像(暗号化)", null=True)
    file_digest = models.CharField("画像のハッシュ", max_length=64, blank=True)
    file_name = models.CharField("画像の名前", max_length=100, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保全した人"
    )
    kept_at = models.DateTimeField("保全した日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "証拠"
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="evidence_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} 証拠{self.number}"
