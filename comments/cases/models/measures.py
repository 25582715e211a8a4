"""措置: hiding, deleting and the rest, each on a ground of the operating policy in force (第６第３項)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from comments.cases.models.cases import Case
from comments.inbox.models.comments import Comment
from comments.policy.models import Policy
from outbox.clock import now
from outbox.jobs import Job
from posts.models import Post
from security.models import Appointment


class MeasureKind(models.TextChoices):
    HIDE = "hide", "コメントを非表示にする"
    UNHIDE = "unhide", "コメントの表示を元に戻す"
    DELETE = "delete", "コメントを削除する"
    REPORT = "report", "プラットフォームに報告する"
    TAKE_DOWN = "take_down", "投稿を取り下げる(削除する)"
    CORRECT = "correct", "投稿を訂正する"
    APOLOGISE = "apologise", "おわびを掲載する"


# Done by the system through Instagram's API; the others a person does, and records.
BY_API = [MeasureKind.HIDE, MeasureKind.UNHIDE, MeasureKind.DELETE]


class Basis(models.TextChoices):
    """What a measure's ground is: the words themselves are kept as they were when it was proposed."""

    GUIDELINE = "guideline", "運営要領"
    POLICY = "policy", "運用ポリシー"


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", "決定待ち"
    ORDERED = "ordered", "実施待ち"
    DONE = "done", "実施済"
    FAILED = "failed", "失敗"
    REFUSED = "refused", "却下"
    WITHDRAWN = "withdrawn", "取下げ"


class Measure(models.Model):
    """One measure in a case: proposed by whom, decided by whom, on which ground, and what became of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures", verbose_name="事案")
    kind = models.CharField("措置", max_length=20, choices=MeasureKind)
    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, related_name="measures", verbose_name="コメント"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="measures", verbose_name="投稿")
    # The policy version in force at that moment, and the very words that the measure rests on.
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, related_name="measures", verbose_name="運用ポリシーの版"
    )
    ground = models.CharField("根拠", max_length=300, blank=True)
    basis = models.CharField("根拠の種類", max_length=10, choices=Basis)
    reason = models.TextField("理由")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="発議した人"
    )
    proposed_in = models.ForeignKey(
        Appointment, models.PROTECT, related_name="+", verbose_name="発議した人の任用"
    )
    proposed_at = models.DateTimeField("発議した日時", default=now)
    # 緊急の措置: done before the chief's decision, looked at by the chief afterwards.
    is_emergency = models.BooleanField("緊急の措置", default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="決定した人"
    )
    decided_in = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name="決定した人の任用"
    )
    decided_at = models.DateTimeField("決定した日時", null=True)
    decision_note = models.TextField("決定の理由・補足", blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="事後に確認した人"
    )
    seen_at = models.DateTimeField("事後に確認した日時", null=True)
    seen_note = models.TextField("事後の確認の記録", blank=True)
    state = FSMField(
        "状態", default=MeasureState.PROPOSED, choices=MeasureState.choices, protected=True, db_index=True
    )
    done_at = models.DateTimeField("実施した日時", null=True)
    result = models.TextField("結果", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "措置"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeasureState.values), name="measure_state_is_known"),
            # Nothing is done without the chief's decision, except in an emergency.
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "done", "failed"])
                | Q(is_emergency=True)
                | Q(decided_by__isnull=False),
                name="measure_done_is_decided",
            ),
            # And what is done without it can be undone.
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(kind=MeasureKind.HIDE),
                name="measure_emergency_only_hides",
            ),
        ]
        indexes = [
            # 事後確認待ち, which the list of cases asks for.
            models.Index(
                fields=["case"], condition=Q(is_emergency=True, seen_at=None), name="measure_unseen_emergency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.get_kind_display()}"

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        # A protected FSM field refuses to be set while the old value is in memory.
        self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they are

    @transition(field=state, source=MeasureState.PROPOSED, target=MeasureState.ORDERED)
    def order(self) -> None: ...

    @transition(field=state, source=MeasureState.PROPOSED, target=MeasureState.REFUSED)
    def refuse(self) -> None: ...

    @transition(
        field=state,
        source=[MeasureState.PROPOSED, MeasureState.ORDERED, MeasureState.FAILED],
        target=MeasureState.WITHDRAWN,
    )
    def withdraw(self) -> None: ...

    @transition(field=state, source=MeasureState.ORDERED, target=MeasureState.DONE)
    def finish(self) -> None: ...

    @transition(field=state, source=MeasureState.ORDERED, target=MeasureState.FAILED)
    def fail(self) -> None: ...

    @transition(field=state, source=MeasureState.FAILED, target=MeasureState.ORDERED)
    def retry(self) -> None: ...


class MeasureJob(Job):
    """One attempt to hide, show or delete a comment through Instagram."""

    TASK = "comments.tasks.carry_out"
    CLAIMED_WITH = ("measure__case", "measure__comment__live_post")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="jobs", verbose_name="措置")

    class Meta(Job.Meta):
        verbose_name = verbose_name_plural = "措置の処理"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["queued", "running", "done"]),
                name="measure_job_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.get_state_display()}"
