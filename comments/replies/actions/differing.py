"""The answer under the comment has other words than were approved: noted once, and told. No network here."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.answering import concerned
from comments.replies import events, notices
from comments.replies.models import Reply, ReplyJob
from security.notices import telling
from security.trail import recording as audit

OTHER_WORDS = "返信文が違います。"


@transaction.atomic
def note(*, job: ReplyJob, turn: datetime, differs: bool, next_at: datetime | None) -> None:
    """What a look has found and when the next is due. Nothing of a worker whose turn another has taken over."""
    reply = approval_actions.locked(job.reply)
    mine = ReplyJob.objects.filter(pk=job.pk, compare_at=turn)
    if not mine.update(compare_at=next_at, differs_since=timezone.now() if differs else None) or not differs:
        return
    _tell(reply, job)
    audit.record(events.REPLY_DIFFERS, by=None, subject=reply, problem=OTHER_WORDS, seal=job.submission.seal)


def _tell(reply: Reply, job: ReplyJob) -> None:
    """Names nobody and quotes nothing of a citizen."""
    telling.tell(
        notices.DIFFERS,
        to=concerned(reply, job.submission),
        about=reply,
        title=f"Instagramの返信が、承認された版と違います: {reply.dossier.number}",
        sentence=f"送った返信({reply.dossier.number})を公式アカウントで確かめたところ、返信文が承認された版と違っていました。\n"
        "公式アカウントの画面でコメントを開き、確かめてください。直すときは、その返信を公式アカウントの画面で削除し、"
        "コメントのページから新しく起案してください。",
        url=reply.get_absolute_url(),
        by=None,
        key=f"reply-differs:{job.pk}",
    )
