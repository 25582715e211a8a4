"""事案: abuse and other incidents, from the first report to the lessons learnt (第６第３項, 第４項)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from comments.inbox.models.comments import Comment
from outbox.clock import now
from posts.models import Post
from security.models import Organization
from security.office.calendar import reiwa
from security.office.numbering import YearlySeries
from security.office.words import Sought

NUMBER_SYMBOL = "道カフェ事案"
DRILL_SYMBOL = "訓練"


class Way(models.TextChoices):
    """What the case's page leads through, beside the steps."""

    COMMENT = "comment", "コメントへの措置"
    CRITICISM = "criticism", "正当な批判・苦情"
    LOOK_ALIKE = "look_alike", "なりすまし"
    TAKE_OVER = "take_over", "乗っ取り"
    ERROR = "error", "投稿の誤り"
    PERSONAL_DATA = "personal_data", "個人情報・写り込み"
    DISASTER = "disaster", "災害・緊急時"
    OTHER = "other", "その他"


class StepKind(models.TextChoices):
    """What a step of a case is, in whichever words the office puts it: what the system knows of it hangs on this."""

    FIRST = "first", "直ちに行うこと"
    KEEP = "keep", "発見の記録と証拠の保全"
    TELL = "tell", "第一報"
    FACTS = "facts", "事実の確認"
    DECIDE = "decide", "方針の決定"
    HIDE = "hide", "措置: コメントの非表示・削除"
    REPORT = "report", "措置: プラットフォームへの申出"
    ACT = "act", "措置: そのほか"
    EXPLAIN = "explain", "公表と説明"
    WATCH = "watch", "経過の観察"
    CLOSE = "close", "終結と再発防止"
    FILE = "file", "供覧と保存"


# What each type has of its own; of the other kinds a case has one step, whatever its type.
OWN_STEPS = (StepKind.FIRST, StepKind.HIDE, StepKind.REPORT, StepKind.ACT)


class TroubleType(models.Model):
    """事案の種類: editable data, standing for section 5 of the prefecture's guideline until the office supplies it."""

    code = models.CharField("番号", max_length=10, unique=True, help_text="例: T01")
    name = models.CharField("名称", max_length=100)
    notes = models.TextField("留意すること", blank=True)
    way = models.CharField("案内", max_length=20, choices=Way, default=Way.OTHER)
    # 第６第３項: personal abuse and indecency, and nothing else.
    allows_emergency = models.BooleanField("緊急の措置を先に行える(第６第３項)", default=False)
    # 正当な批判は削除しない.
    forbids_hiding = models.BooleanField("非表示・削除をしない", default=False)
    deadline_days = models.PositiveSmallIntegerField("対応期限(日)", default=7)
    is_active = models.BooleanField("使用中", default=True)
    to_be_replaced = models.BooleanField(
        "要差替", default=True, help_text="原本が届くまでの仮の内容であることを示します。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "事案の種類"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TypeStep(models.Model):
    """One step that cases of a type go through."""

    type = models.ForeignKey(TroubleType, models.CASCADE, related_name="steps", verbose_name="事案の種類")
    position = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("段階", max_length=10, choices=StepKind, default=StepKind.ACT)
    title = models.CharField("手順", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "対応の手順"
        ordering = ["type", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class CaseSeries(YearlySeries):
    """Drills have their own."""

    is_drill = models.BooleanField("訓練")

    class Meta:
        verbose_name = verbose_name_plural = "事案番号の採番"
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "is_drill"], name="case_series_once_a_year"),
        ]


class CaseState(models.TextChoices):
    OPEN = "open", "対応中"
    CLOSED = "closed", "終結"


class Case(Sought):
    """One case with its number 年度-通番. What happened in it stands in entries, evidence, measures and the trail."""

    fiscal_year = models.PositiveIntegerField("年度")
    serial = models.PositiveIntegerField("通番")
    is_drill = models.BooleanField("訓練", default=False)
    kind = models.ForeignKey(TroubleType, models.PROTECT, verbose_name="種類", related_name="cases")
    title = models.CharField("件名", max_length=100)
    description = models.TextField("状況", blank=True)
    # What it is about, as far as it is here: a comment, a post, or something found on the net.
    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="コメント"
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="投稿"
    )
    found_at = models.CharField("見つけた場所(アドレス)", max_length=500, blank=True)
    # なりすまし: the look-alike's name, as typed.
    suspect_username = models.CharField("疑わしいユーザーネーム", max_length=100, blank=True)
    SOUGHT_IN = ("title", "description", "suspect_username")

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="見つけた組織"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="報告した人"
    )
    opened_at = models.DateTimeField("報告した日時", default=now)
    # 第６第３項「すみやかに地域政策課に連絡」: when somebody of the division took note.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="受領した人"
    )
    noted_at = models.DateTimeField("受領した日時", null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="担当"
    )
    due_on = models.DateField("対応期限", null=True)

    # The application to the platform (it must judge within 7 days).
    reported_on = models.DateField("プラットフォームに申し出た日", null=True)
    answer_due_on = models.DateField("回答の期限", null=True)
    answered_on = models.DateField("回答の日", null=True)
    answer = models.TextField("回答の内容", blank=True)

    state = FSMField("状態", default=CaseState.OPEN, choices=CaseState.choices, protected=True, db_index=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="終結とした人"
    )
    closed_at = models.DateTimeField("終結の日時", null=True)
    conclusion = models.TextField("結果", blank=True)
    learnt = models.TextField("再発防止・学んだこと", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事案"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "is_drill", "serial"], name="case_number_is_unique"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(closed_at__isnull=False) & ~Q(conclusion="")),
                name="case_closed_has_a_conclusion",
            ),
        ]
        indexes = [models.Index(fields=["-state", "-opened_at", "-id"], name="case_open_first")]

    def __str__(self) -> str:
        """Without its title: this stands in the trail for good, and a title is free words."""
        return f"{self.number} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.pk])

    @property
    def number(self) -> str:
        """With the fiscal year in Reiwa years: 道カフェ事案-令和8-3; a drill's begins with 訓練."""
        symbol = f"{DRILL_SYMBOL}-" if self.is_drill else ""
        return f"{symbol}{NUMBER_SYMBOL}-{reiwa(self.fiscal_year)}-{self.serial}"

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        # A protected FSM field refuses to be set while the old value is in memory.
        self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they are

    @transition(field=state, source=CaseState.OPEN, target=CaseState.CLOSED)
    def close(self) -> None: ...

    @transition(field=state, source=CaseState.CLOSED, target=CaseState.OPEN)
    def reopen(self) -> None: ...


class CaseStep(models.Model):
    """One step of the case's plan, copied from its type when the case was opened."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name="事案")
    position = models.PositiveSmallIntegerField("順番")
    kind = models.CharField("段階", max_length=10, choices=StepKind)
    title = models.CharField("手順", max_length=200)
    note = models.TextField("記録", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="行った人"
    )
    done_at = models.DateTimeField("行った日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "対応の手順"
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="case_step_position_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.title}"


class CaseEntry(models.Model):
    """One line of the case's log. Never changed."""

    class Kind(models.TextChoices):
        NOTE = "note", "経過"
        TYPE_CHANGED = "type_changed", "種類の変更"

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", verbose_name="事案")
    at = models.DateTimeField("日時", default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="記録した人"
    )
    kind = models.CharField("種別", max_length=20, choices=Kind, default=Kind.NOTE)
    text = models.TextField("記録")

    class Meta:
        verbose_name = verbose_name_plural = "経過の記録"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case.number} {self.at}"
