"""What posts, replies and policies share: an author, a category, a state machine and sealed versions."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from approvals.content import Forms
from approvals.models.dossier import Dossier
from approvals.models.submission import Submission
from outbox.clock import now
from security.models import Organization


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    PENDING = "pending", "承認待ち"
    APPROVED = "approved", "承認済"
    PUBLISHING = "publishing", "投稿中"
    PUBLISHED = "published", "投稿済"
    UNCONFIRMED = "unconfirmed", "要確認"
    FAILED = "failed", "投稿失敗"
    EXPIRED = "expired", "期限切れ"
    WITHDRAWN = "withdrawn", "取下げ"
    REJECTED = "rejected", "却下"
    REMOVED = "removed", "削除済"


EDITABLE = [State.DRAFT, State.PENDING, State.APPROVED, State.FAILED, State.EXPIRED]
# By so much what is due has usually gone out.
USUAL_DELAY = timedelta(minutes=1)
# It has not gone out though it was asked for, or nobody knows whether it has.
WENT_WRONG = [State.FAILED, State.EXPIRED, State.UNCONFIRMED]
# States that stand on a sealed version.
SEALED = [State.PENDING, State.APPROVED, State.PUBLISHING, State.PUBLISHED, State.UNCONFIRMED, State.REMOVED]


class Category(models.TextChoices):
    """第３第１項: (1) needs the usual approval, (2) also the section chief's recognition."""

    REGULAR = "1", "(1) 移住・定住、関係人口、北海道の魅力、イベント等の情報"
    OTHER = "2", "(2) その他、移住交流担当課長が適当と認めた情報"


class Unnoted(models.TextChoices):
    """Who is still to take note of what went wrong. Who approves it knows for the approvers alone: who answers for it is still to act."""

    AUTHORS = "authors", "起案した方、担当の方"
    OFFICE = "office", "関係する方"
    TECHNICAL = "technical", "関係する方とシステム管理者"


class Approvable(models.Model):
    """Something that goes out only as an approved version.

    The transition methods are empty: what a change means is told by the action that calls them, under a row lock.
    """

    state = FSMField("状態", default=State.DRAFT, choices=State.choices, protected=True, db_index=True)
    dossier = models.OneToOneField(Dossier, models.PROTECT, verbose_name="起案文書", related_name="+")
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, verbose_name="効力のある版", related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起案者", related_name="+"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="起案した組織", related_name="+"
    )
    category = models.CharField("内容の区分", max_length=1, choices=Category, default=Category.REGULAR)
    publish_at = models.DateTimeField("投稿する日時", null=True, blank=True)
    # 差戻し: a draft whose latest version was returned, revoked or (a post's) lapsed, until approval is asked for anew.
    is_returned = models.BooleanField("差戻し", default=False, editable=False)
    # While it is in one of WENT_WRONG: until somebody has said 「確認しました」.
    unnoted = models.CharField("確認されていない", max_length=10, blank=True, choices=Unnoted, editable=False)
    # Counts saves: a form that was opened before somebody else's save is told so instead of overwriting it.
    version = models.PositiveIntegerField(default=1)
    # The form for a new one carries it, so that a form sent twice makes one draft.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("起案日時", default=now)
    edited_at = models.DateTimeField("最終変更日時", default=now)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="最終変更者", related_name="+"
    )

    # The forms in which its content is sealed, and of each part the name on the screen, for telling what differs.
    FORMS: ClassVar[Forms[Any]]
    PART_LABELS: ClassVar[dict[str, str]]
    # The clause that asks for its approval, where it does not hang on the author's organisation as a post's does.
    CLAUSE: ClassVar[str] = ""
    # Whether the section chief approves it also when a contractor has written it.
    CHIEF_ALWAYS: ClassVar[bool] = False

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="%(class)s_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in SEALED]) | Q(submission__isnull=False),
                name="%(class)s_stands_on_a_sealed_version",
            ),
            models.CheckConstraint(
                condition=Q(is_returned=False) | Q(state=State.DRAFT), name="%(class)s_returned_is_a_draft"
            ),
        ]

    @property
    def answering_ids(self) -> tuple[int | None, ...]:
        """Who answers for it beside whoever submits it. A kind that can be handed over adds to whom."""
        return (self.author_id,)

    def sealed_content(self) -> Any:
        """What a submission freezes, read from the rows as they stand. No floats; times in UTC."""
        raise NotImplementedError

    def after_approval(self) -> str:
        """What follows once it is approved, in a sentence for who answers for it; empty for nothing worth saying."""
        return ""

    @property
    def is_late(self) -> bool:
        """Whether its time is over and it still waits, for its approval or for going out."""
        waits = self.state in (State.PENDING, State.APPROVED)
        return waits and self.publish_at is not None and self.publish_at < now() - USUAL_DELAY

    @property
    def preview_words(self) -> str:
        """What goes out in words, for a glance. A kind that has some says which."""
        return ""

    @property
    def preview_picture(self) -> str:
        """Its first picture, by its name in security.letters.pictures; empty for none."""
        return ""

    @property
    def is_as_begun(self) -> bool:
        """A draft that nobody has saved again."""
        return self.state == State.DRAFT and self.version == 1

    def get_absolute_url(self) -> str:
        """Its own page, to which desk and steps lead back."""
        raise NotImplementedError

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # A protected FSM field refuses to be set while the old value is in memory.
        self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)

    @transition(field=state, source=State.DRAFT, target=State.PENDING)
    def submit(self) -> None: ...

    @transition(field=state, source=State.PENDING, target=State.APPROVED)
    def approve(self) -> None: ...

    @transition(field=state, source=State.PENDING, target=State.DRAFT)
    def send_back(self) -> None: ...

    @transition(field=state, source=State.PENDING, target=State.DRAFT)
    def pull_back(self) -> None: ...

    @transition(field=state, source=State.PENDING, target=State.REJECTED)
    def reject(self) -> None: ...

    @transition(field=state, source=[State.APPROVED, State.FAILED], target=State.DRAFT)
    def revoke(self) -> None: ...

    @transition(
        field=state, source=[State.PENDING, State.APPROVED, State.FAILED, State.EXPIRED], target=State.DRAFT
    )
    def reopen(self) -> None: ...

    @transition(field=state, source=EDITABLE, target=State.WITHDRAWN)
    def withdraw(self) -> None: ...

    @transition(field=state, source=[State.PENDING, State.APPROVED], target=State.EXPIRED)
    def expire(self) -> None: ...

    @transition(field=state, source=State.APPROVED, target=State.PUBLISHING)
    def begin_publishing(self) -> None: ...

    @transition(field=state, source=State.PUBLISHING, target=State.APPROVED)
    def take_back(self) -> None: ...

    @transition(field=state, source=[State.PUBLISHING, State.UNCONFIRMED], target=State.PUBLISHED)
    def confirm_published(self) -> None: ...

    @transition(field=state, source=State.APPROVED, target=State.PUBLISHED)
    def find_published(self) -> None: ...

    @transition(field=state, source=State.PUBLISHING, target=State.UNCONFIRMED)
    def lose_track(self) -> None: ...

    @transition(field=state, source=State.APPROVED, target=State.UNCONFIRMED)
    def find_doubtful(self) -> None: ...

    @transition(
        field=state, source=[State.APPROVED, State.PUBLISHING, State.UNCONFIRMED], target=State.FAILED
    )
    def fail(self) -> None: ...

    @transition(field=state, source=State.FAILED, target=State.APPROVED)
    def retry(self) -> None: ...

    @transition(field=state, source=State.PUBLISHED, target=State.REMOVED)
    def remove(self) -> None: ...
