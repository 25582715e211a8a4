"""What is kept to be put into a text, and what one is warned of."""

from django.db import models

from security.models import Organization


class Phrase(models.Model):
    """A named set of hashtags, or a text, of one organisation: put into the caption by a press, and changed there freely."""

    class Kind(models.TextChoices):
        HASHTAGS = "hashtags", "ハッシュタグの組"
        TEXT = "text", "定型文"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="組織")
    kind = models.CharField("種類", max_length=10, choices=Kind, default=Kind.HASHTAGS)
    name = models.CharField("名前", max_length=50)
    text = models.TextField("本文に入る文", max_length=2200)

    class Meta:
        verbose_name = verbose_name_plural = "定型文・ハッシュタグの組"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "name"],
                name="phrase_name_once_a_side",
                violation_error_message="同じ名前のものが、すでにあります。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Expression(models.Model):
    """An expression that author and approver are warned of. It stops nobody."""

    word = models.CharField(
        "表現",
        max_length=50,
        unique=True,
        help_text="全角・半角、大文字・小文字、ひらがな・カタカナは区別しません。",
        error_messages={"unique": "この表現は、すでに登録されています。"},
    )
    instead = models.CharField("わけ、言い換え", max_length=200, help_text="例: 「〜の方」と書きます。")

    class Meta:
        verbose_name = verbose_name_plural = "気を付ける表現"
        ordering = ["word", "pk"]

    def __str__(self) -> str:
        return self.word
