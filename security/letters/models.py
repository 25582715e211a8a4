"""通知メール: what the system writes to people, each letter once."""

import re
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from outbox.jobs import OPEN, Job, JobState

SECRET_MARK = "〔ここに、メールにだけ書かれるアドレスが入ります〕"  # noqa: S105 - stands where it will be


STUCK_AFTER = timedelta(hours=1)
HELD_UP = Q(state__in=OPEN, sent_at=None) & ~Q(problem="")


class LetterQuerySet(models.QuerySet["Letter"]):
    def needing_attention(self) -> Self:
        """Which only a person can help: it may have left, or it cannot leave."""
        return self.filter(Q(state__in=[Letter.State.UNKNOWN, Letter.State.FAILED]) | HELD_UP)

    def undelivered(self) -> Self:
        """Those that definitely have not left, still tried or given up."""
        return self.filter(Q(state=Letter.State.FAILED) | HELD_UP)

    def stuck(self, now: datetime) -> Self:
        """Still tried, for an hour and longer."""
        return self.filter(HELD_UP, asked_for__lte=now - STUCK_AFTER)


class Letter(Job):
    """One mail to one person. `key` makes it one: writing the same letter again changes nothing."""

    CLAIMED_WITH = ("recipient",)
    # It tells of the clock, too.
    IN_DOUBT = True

    class Hindrance(models.TextChoices):
        """Why it has not left: the code of what `problem` says in words."""

        ADDRESS = "address", "メールアドレスの登録がない"
        SHAPE = "shape", "メールアドレスの形が正しくない"
        SERVER = "server", "メールサーバーにつながらない"
        KEY = "key", "暗号鍵で読み出せない"
        REFUSED = "refused", "メールサーバーに断られた"

    class State(models.TextChoices):
        """The job's states, as they are said of a letter."""

        WAITING = JobState.QUEUED.value, "送信待ち"
        SENDING = JobState.RUNNING.value, "送信中"
        SENT = JobState.DONE.value, "送信済"
        FAILED = JobState.FAILED.value, "送れなかった"
        UNKNOWN = JobState.UNCONFIRMED.value, "送れたか不明"
        CANCELLED = JobState.CANCELLED.value, "送る必要がなくなった"

    key = models.CharField(max_length=200, unique=True)
    about = models.CharField(max_length=100, blank=True, db_index=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters", verbose_name="宛先"
    )
    # Where it goes instead of the recipient's present address.
    address = models.EmailField("別の送り先", blank=True, editable=False)
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    # The same once more for a program that shows pages.
    html = models.TextField("本文(HTML)", blank=True, default="")
    # What the page shows: by content id, the names by which the pictures are made at sending (security.letters.pictures).
    pictures = models.JSONField(default=dict, blank=True, editable=False)
    # What must not lie here readable (a one-time link), sealed; put in place of SECRET_MARK at sending, then erased.
    sealed_secret = models.TextField(blank=True, editable=False)
    state = models.CharField("状態", max_length=20, choices=State, default=State.WAITING)
    hindrance = models.CharField(max_length=10, choices=Hindrance, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta(Job.Meta):
        verbose_name = verbose_name_plural = "通知メール"
        ordering = ["-created_at", "-pk"]
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["-created_at", "-id"], name="letter_latest_first"),
            # The condition of `needing_attention`.
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(state__in=["unconfirmed", "failed"])
                | Q(state__in=["queued", "running"], sent_at=None) & ~Q(problem=""),
                name="letter_in_trouble",
            ),
        ]
        constraints = [
            *Job.Meta.constraints,
            # A line break in a name must not become a line of the mail's head.
            models.CheckConstraint(
                condition=~Q(subject__contains="\n") & ~Q(subject__contains="\r"),
                name="letter_subject_is_one_line",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def sent_to(self) -> str:
        """Empty if there is no address."""
        return self.address or self.recipient.email

    @property
    def message_id(self) -> str:
        """How mail servers' logs name it; the same however often it is tried."""
        return f"<letter-{self.pk}@{settings.MAIL_DOMAIN}>"

    @property
    def thread_id(self) -> str:
        """What the letters about one thing refer to, so that a mail program shows them together; empty for none.

        No mail bears it as its own name: programs thread by a reference also where they lack what is referred to.
        """
        if not self.about:
            return ""
        return f"<about-{re.sub(r'[^A-Za-z0-9]+', '-', self.about)}@{settings.MAIL_DOMAIN}>"
