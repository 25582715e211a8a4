"""返信: approved beforehand by the same approver as a post (第６第２項), sent once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from approvals.content import Forms
from approvals.models import Approvable, SendingJob, State, Submission, Told
from comments.inbox.models.comments import Comment
from comments.inbox.models.live import ID_MAX
from comments.replies import events
from comments.replies.content import FORMS, PART_LABELS, AnsweredComment, ReplyContent, sealed

# A proposal in one of these has come to its end: another for the same comment may be begun.
ENDED = [State.WITHDRAWN, State.REJECTED, State.PUBLISHED, State.REMOVED]

STATE_WORDS = {
    State.PUBLISHING: "送信中",
    State.PUBLISHED: "返信済",
    State.FAILED: "送信失敗",
}


def word_of(state: State) -> str:
    return STATE_WORDS.get(state) or str(state.label)


class Reply(Approvable):
    """A proposed answer to one comment, bound to that comment's text as it stood."""

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="proposals", verbose_name="返信先のコメント"
    )
    # As it stood when the proposal was last written: what the answer answers.
    comment_text = models.TextField("返信先の本文", blank=True)
    text = models.TextField("返信文", blank=True)
    # Why the approval does not hold any more, until the next one is asked for.
    lapsed_because = models.CharField("承認が無効になった理由", max_length=300, blank=True)
    # The answer as it stands under the post.
    published_as = models.OneToOneField(
        Comment, models.PROTECT, null=True, related_name="published_reply", verbose_name="公開された返信"
    )

    FORMS: ClassVar[Forms[ReplyContent]] = FORMS
    PART_LABELS: ClassVar[dict[str, str]] = PART_LABELS
    CLAUSE: ClassVar[str] = "第６第２項"

    class Meta(Approvable.Meta):
        verbose_name = verbose_name_plural = "返信"
        constraints = [
            *Approvable.Meta.constraints,
            models.UniqueConstraint(
                fields=["comment"],
                condition=~Q(state__in=[state.value for state in ENDED]),
                name="reply_one_live_proposal_a_comment",
            ),
        ]
        # The list, for who reads all and for who reads one organisation's; narrowed to a state.
        indexes = [
            models.Index(fields=["-edited_at", "-id"], name="reply_latest_first"),
            models.Index(fields=["state", "-edited_at", "-id"], name="reply_latest_in_state"),
            models.Index(fields=["organization", "-edited_at", "-id"], name="reply_latest_of_office"),
            models.Index(
                fields=["organization", "state", "-edited_at", "-id"], name="reply_latest_of_office_state"
            ),
        ]

    @property
    def preview_words(self) -> str:
        return self.text

    def __str__(self) -> str:
        """What stands in the audit trail for ever: no name of a citizen."""
        return f"コメント #{self.comment_id} への返信"

    @property
    def title(self) -> str:
        """For screens."""
        return f"{self.comment.called}さんへの返信"

    def get_absolute_url(self) -> str:
        return reverse("replies:detail", args=[self.pk])

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django makes its own only where there is none
        """A reply is sent, not posted."""
        return word_of(State(self.state))

    @property
    def is_by_hand(self) -> bool:
        """Whether the comment is known from the tablet only: its answer is typed there, and recorded here."""
        return self.comment.remote_id is None

    @property
    def target_id(self) -> str:
        """What Instagram is asked to answer: replies stand under top-level comments only."""
        comment = self.comment
        parent = comment.parent.remote_id if comment.parent else ""
        return comment.parent_remote_id or parent or comment.remote_id or ""

    def sealed_content(self) -> ReplyContent:
        return ReplyContent(
            text=self.text,
            comment=AnsweredComment(self.comment_id, self.comment.remote_id or "", self.comment_text),
            organization=self.organization_id,
            category=self.category,
        )

    @property
    def words(self) -> str:
        """Those of the version that it stands on, or of the draft."""
        return sealed(self.submission).text if self.submission else self.text


class ReplyJob(SendingJob):
    """One attempt to send an approved version of a reply."""

    TASK = "comments.tasks.send_reply"
    CLAIMED_WITH = (
        "submission",
        "reply__organization",
        "reply__comment__live_post__post",
        "reply__comment__parent",
    )
    ITEM = "reply"
    REMOTE_ID = "remote_id"
    TOLD = Told(
        asked=events.REPLY_ASKED,
        requested=events.REPLY_STARTED,
        done=events.REPLY_SENT,
        failed=events.REPLY_FAILED,
        unconfirmed=events.REPLY_UNCONFIRMED,
        requested_line="返信をInstagramに依頼しました。",
        done_line="返信がInstagramに載りました。",
        late="承認から30分のうちに送れなかったため、送りませんでした。",
        stopped="緊急停止があったため、送りませんでした。",
        doubt=(
            "前に依頼したときの返事が届いていないため、返信が載っている可能性があります。"
            "公式アカウントの画面でコメントを開いて確かめ、「結果を確かめる」から記録してください。"
        ),
    )

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="jobs", verbose_name="返信")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reply_jobs", verbose_name="版")
    remote_id = models.CharField("Instagramのコメント番号", max_length=ID_MAX, blank=True)
    # A person has looked on Instagram and not found it.
    is_not_there = models.BooleanField("載っていないことを確かめた", default=False)
    # Since when the live answer is not as the version (sending/comparing.py).
    differs_since = models.DateTimeField("版と違うことに気づいた日時", null=True)
    difference_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="違いを確かめた人", related_name="+"
    )
    difference_seen_at = models.DateTimeField("違いを確かめた日時", null=True)

    class Meta(SendingJob.Meta):
        verbose_name = verbose_name_plural = "返信の処理"
        constraints = [
            *SendingJob.Meta.constraints,
            models.UniqueConstraint(
                fields=["remote_id"], condition=~Q(remote_id=""), name="reply_job_comment_belongs_to_one"
            ),
        ]
        indexes = [
            *SendingJob.Meta.indexes,
            models.Index(
                fields=["differs_since"],
                condition=Q(differs_since__isnull=False, difference_seen_at=None),
                name="reply_difference_unseen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} {self.get_state_display()}"

    @property
    def content(self) -> ReplyContent:
        """What is sent."""
        return sealed(self.submission)
