"""お知らせ: one thing told to one person, and how he wants to be told of its kind."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from outbox.clock import now

TITLE_MAX = 200


class How(models.TextChoices):
    """By a letter of its own as soon as can be, in the letter of the half day, or on the page alone."""

    AT_ONCE = "at_once", "すぐに"
    DIGEST = "digest", "まとめて"
    PAGE = "page", "画面だけ"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def untold(self) -> Self:
        """Those that a letter is still to tell of; what was seen on the page before needs none."""
        return self.filter(UNTOLD)


UNTOLD = Q(told_at=None, seen_at=None, due_at__isnull=False)
# Neither told by letter nor seen: what comes in numbers is added to it (telling.grow).
GROWING = Q(told_at=None, seen_at=None, count__isnull=False)


class Notice(models.Model):
    """The words are kept as they were told. Told by letter at `told_at`, seen by the person at `seen_at`.

    `state` is the code of what the subject was when it was told of, so that a letter can say what it has become since.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="宛先"
    )
    kind = models.CharField("種類", max_length=50)
    # Of what comes once only (a reminder): the same key never makes a second notice for the same person.
    key = models.CharField(max_length=150, blank=True, editable=False)
    # Whose act it tells of; null where it is nobody's.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="行った人"
    )
    subject = models.CharField("対象", max_length=100)  # as the trail names it
    state = models.CharField("知らせたときの状態", max_length=50, blank=True)
    title = models.CharField("件名", max_length=TITLE_MAX)
    sentence = models.TextField("内容")
    url = models.CharField("ページ", max_length=300)
    until = models.DateTimeField("いつまで", null=True)
    how = models.CharField("届け方", max_length=10, choices=How)
    at = models.DateTimeField("日時", default=now)
    due_at = models.DateTimeField("メールにする時刻", null=True)
    told_at = models.DateTimeField("メールにした日時", null=True)
    seen_at = models.DateTimeField("確認した日時", null=True)
    # Of what comes in numbers: how many the words speak of.
    count = models.PositiveIntegerField("件数", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person"], condition=~Q(key=""), name="notice_of_a_key_comes_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "subject"], condition=GROWING, name="notice_that_grows_is_one"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_latest_first"),
            models.Index(fields=["person"], condition=Q(seen_at=None), name="notice_unseen"),
            models.Index(fields=["due_at"], condition=UNTOLD, name="notice_due"),
            models.Index(fields=["subject", "kind"], condition=Q(seen_at=None), name="notice_by_subject"),
            # When a person's last letter was written.
            models.Index(fields=["person", "-told_at"], name="notice_told"),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeChoice(models.Model):
    """How one person wants to be told of one kind, where it is not as the kind says."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=50)
    how = models.CharField("届け方", max_length=10, choices=How)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせの届け方"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_how_display()}"
