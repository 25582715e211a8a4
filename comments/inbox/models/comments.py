"""コメント: what people write under a post, and what was decided about it (第６第２項)."""

import unicodedata

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from comments.inbox.models.live import ID_MAX, LivePost
from outbox.clock import now
from security.office.words import Sought

REASON_MAX = 200

# The classes of letters and controls that change the direction of what stands around them (UAX #9).
TURNING = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def isolated(words: str) -> str:
    """For plain sentences, where HTML's <bdi> cannot stand: foreign words that do not turn round our own beside them."""
    turns = any(unicodedata.bidirectional(letter) in TURNING for letter in words)
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if turns else words


class Handling(models.TextChoices):
    """第６第２項: answered where needed, and not all of them. Undecided is no debt: nothing nags."""

    OPEN = "open", "未確認"
    REPLY = "reply", "返信する"
    NO_REPLY = "no_reply", "返信しない"
    MEASURE = "measure", "措置"


class UsualReason(models.TextChoices):
    """Why a comment is not answered, or seen to otherwise; beside it there is room for words of one's own."""

    FAN = "fan", "感想・応援のコメントのため"
    GREETING = "greeting", "あいさつ・絵文字だけのコメントのため"
    AMONG_USERS = "among_users", "ほかの利用者どうしのやり取りのため"
    ANSWERED = "answered", "同じ質問にすでに答えているため"
    OFF_TOPIC = "off_topic", "この投稿と関係のない内容のため"
    ABUSE = "abuse", "個人的な誹謗中傷のおそれ(第６第３項)"
    INDECENT = "indecent", "公序良俗に反するおそれ(第６第３項)"
    PERSONAL = "personal", "個人情報が書き込まれているため"
    ADVERTISING = "advertising", "宣伝・勧誘・迷惑行為のため"


def reason_text(usual: str, words: str) -> str:
    """A reason as people read it."""
    return " ".join(filter(None, (UsualReason(usual).label if usual else "", words)))


class Hint(models.TextChoices):
    """What the word list finds: a hint for the eye, never a decision."""

    ABUSE = "abuse", "誹謗中傷のおそれ"
    PERSONAL = "personal", "個人情報のおそれ"
    QUESTION = "question", "質問"
    SPAM = "spam", "宣伝・迷惑"


class Source(models.TextChoices):
    POLL = "poll", "定期の読み取り"
    WEBHOOK = "webhook", "Instagramからの通知"
    HAND = "hand", "手入力"


class AsTold(Sought):
    """A comment as it comes, its text exactly as written."""

    # Each index costs every comment that comes in: those of the keys stand below, cut to the rows that are looked for.
    live_post = models.ForeignKey(
        LivePost, models.PROTECT, related_name="%(class)ss", db_index=False, verbose_name="投稿"
    )
    # Null for one that was entered by hand.
    remote_id = models.CharField("Instagramのコメント番号", max_length=ID_MAX, null=True)  # noqa: DJ001 - many have none
    parent = models.ForeignKey(
        "comments.Comment",
        models.PROTECT,
        null=True,
        related_name="%(class)s_answers",
        db_index=False,
        verbose_name="返信先",
    )
    # As Instagram gave it; the parent itself may arrive later.
    parent_remote_id = models.CharField("返信先の番号", max_length=ID_MAX, blank=True)
    author_remote_id = models.CharField("投稿者の番号", max_length=ID_MAX, blank=True)
    username = models.CharField("ユーザーネーム", max_length=100, blank=True)
    text = models.TextField("本文", blank=True)
    commented_at = models.DateTimeField("コメントの日時")
    received_at = models.DateTimeField("受け取った日時", default=now)
    source = models.CharField("受け取り方", max_length=10, choices=Source, default=Source.POLL)
    # Written by the account itself: our reply, or one typed into Instagram.
    is_own = models.BooleanField("公式アカウントのコメント", default=False)
    is_hidden = models.BooleanField("非表示", default=False)
    # Hint values with a space between them, as the word list found them when the text came.
    hints = models.CharField("手がかり", max_length=60, blank=True)

    SOUGHT_IN = ("called_as_typed", "text")

    class Meta:
        abstract = True

    @property
    def called_as_typed(self) -> str:
        return f"@{self.username}"

    def __str__(self) -> str:
        """What stands in the audit trail for ever: neither words nor names of citizens."""
        return f"コメント #{self.pk}(投稿「{self.live_post}」)"


class NewComment(AsTold):
    """The columns that come from Instagram, and no others: thousands are written at once, and each column costs."""

    class Meta:
        managed = False
        default_permissions = ()
        db_table = "comments_comment"


class Comment(AsTold):
    """One comment, and what was decided of it. Its author may change or delete it on Instagram at any time."""

    edited_at = models.DateTimeField("書き換えに気づいた日時", null=True)
    gone_at = models.DateTimeField("削除に気づいた日時", null=True)
    # When this system last hid or showed it: what Instagram was asked before that is older.
    measured_at = models.DateTimeField("非表示・再表示をした日時", null=True)

    # With defaults of the database, which `NewComment` rests on.
    handling = models.CharField(
        "対応", max_length=10, choices=Handling, default=Handling.OPEN, db_default=Handling.OPEN
    )
    usual_reason = models.CharField(
        "よくある理由", max_length=20, choices=UsualReason, blank=True, default="", db_default=""
    )
    reason = models.CharField("対応の理由", max_length=REASON_MAX, blank=True, default="", db_default="")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="対応を決めた人",
    )
    handled_at = models.DateTimeField("対応を決めた日時", null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="担当",
    )

    class Meta:
        verbose_name = verbose_name_plural = "コメント"
        ordering = ["-commented_at", "-pk"]
        constraints = [
            # Not `unique=True`: PostgreSQL would get a second index, for searches by a number's beginning.
            models.UniqueConstraint(fields=["remote_id"], name="comment_once"),
            models.CheckConstraint(
                condition=Q(handling__in=["open", "reply"]) | Q(handled_at__isnull=False),
                name="comment_decision_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-commented_at", "-id"],
                condition=Q(handling="open", is_own=False),
                name="comment_open_latest",
            ),
            models.Index(
                fields=["-commented_at", "-id"], condition=Q(is_own=False), name="comment_latest_first"
            ),
            # Both cost nothing while comments come in: who comes in is undecided.
            models.Index(
                fields=["-commented_at", "-id"],
                condition=~Q(handling="open") & Q(is_own=False),
                name="comment_decided_latest",
            ),
            models.Index(
                fields=["handling", "-commented_at", "-id"],
                condition=~Q(handling="open") & Q(is_own=False),
                name="comment_decided_so_latest",
            ),
            *(
                models.Index(
                    fields=["-commented_at", "-id"],
                    condition=Q(hints__contains=hint, is_own=False),
                    name=f"comment_{hint}_latest",
                )
                for hint in ("abuse", "personal", "question", "spam")
            ),
            models.Index(fields=["live_post", "-commented_at", "-id"], name="comment_of_post"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="comment_of_thread"),
            models.Index(
                fields=["assigned_to", "-commented_at", "-id"],
                condition=Q(assigned_to__isnull=False),
                name="comment_of_person",
            ),
            models.Index(
                fields=["handled_by"], condition=Q(handled_by__isnull=False), name="comment_decided_by"
            ),
            models.Index(
                fields=["live_post"],
                condition=Q(parent=None) & ~Q(parent_remote_id=""),
                name="comment_waits_for_parent",
            ),
            models.Index(fields=["live_post"], condition=Q(remote_id=None), name="comment_typed_in"),
            models.Index(fields=["commented_at"], condition=Q(is_own=True), name="comment_own_by_time"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("comments:detail", args=[self.pk])

    @property
    def because(self) -> str:
        """Why it was decided so: a usual reason, words of somebody's own, or both."""
        return reason_text(self.usual_reason, self.reason)

    @property
    def called(self) -> str:
        """Who wrote it, for the middle of a sentence."""
        return f"@{isolated(self.username) or '(不明)'}"

    @property
    def title(self) -> str:
        """For screens."""
        return f"{self.called}のコメント「{isolated(self.excerpt)}」"

    @property
    def excerpt(self) -> str:
        line = " ".join(self.text.split())
        return line if len(line) <= 40 else f"{line[:40]}…"


class CommentEdit(models.Model):
    """What a comment said before its author changed it."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="edits", verbose_name="コメント")
    text = models.TextField("書き換える前の本文", blank=True)
    noticed_at = models.DateTimeField("気づいた日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "コメントの書き換え"
        ordering = ["noticed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.comment} ({self.noticed_at})"


class HintWord(models.Model):
    """One word of the list that marks comments, kept by the office."""

    kind = models.CharField("種類", max_length=10, choices=Hint)
    word = models.CharField(
        "語句",
        max_length=50,
        help_text="全角・半角、大文字・小文字は区別しません。本文に含まれていると手がかりを表示します。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "注意する語句"
        ordering = ["kind", "word"]
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="hint_word_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.word}"


class MarkingRound(models.Model):
    """How far the undecided comments have been looked through again since a word was changed. One row, or none.

    `before_at` and `before_id` name the comment that was looked at last; without them the round begins at the newest.
    """

    before_at = models.DateTimeField(null=True)
    before_id = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField("語句を変更した日時", default=now)
    done_at = models.DateTimeField("付け直しを終えた日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "手がかりの付け直し"

    def __str__(self) -> str:
        return f"手がかりの付け直し {self.asked_at}"


class ReplyTemplate(models.Model):
    """定型文: a beginning for a reply; the reply itself is approved each time (第６第２項)."""

    title = models.CharField("名前", max_length=50, unique=True)
    text = models.TextField("本文")
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "返信の定型文"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
