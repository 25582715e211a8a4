"""What was found wrong with a stored file."""

from django.db import models
from django.db.models import Q

from outbox.clock import now
from posts.drafting.models.posts import Post


class DamagedFile(models.Model):
    """A stored photo or paper that is missing, or no longer has the bytes that it was stored with; until it has again."""

    class Shelf(models.TextChoices):
        RENDITION = "rendition", "投稿用の画像"
        ORIGINAL = "original", "元の写真・資料"

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="気づいたときの投稿")
    shelf = models.CharField("種類", max_length=10, choices=Shelf)
    digest = models.CharField("ファイルのハッシュ", max_length=64)
    found_at = models.DateTimeField("気づいた日時", default=now)
    ended_at = models.DateTimeField("元に戻った日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "保存されたファイルの異常"
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelf", "digest"],
                condition=Q(ended_at__isnull=True),
                name="damaged_file_is_noted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_shelf_display()} {self.digest}"
