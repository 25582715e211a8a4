"""The answer under the comment has other words than were approved: noted once, and told. No network here."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.answering import concerned
from comments.replies import events
from comments.replies.models import Reply, ReplyJob
from security.letters import writing as letters
from security.trail import recording as audit

OTHER_WORDS = "返信文が違います。"


@transaction.atomic
def note(*, job: ReplyJob, turn: datetime, differs: bool, next_at: datetime | None) -> None:
    """What a look has found and when the next is due. Nothing of a worker whose turn another has taken over."""
    reply = approval_actions.locked(job.reply)
    mine = ReplyJob.objects.filter(pk=job.pk, compare_at=turn)
    if not mine.update(compare_at=next_at, differs_since=timezone.now() if differs else None) or not differs:
        return
    audit.record(events.REPLY_DIFFERS, by=None, subject=reply, problem=OTHER_WORDS, seal=job.submission.seal)
    _tell(reply, job)


def _tell(reply: Reply, job: ReplyJob) -> None:
    """Names nobody and quotes nothing of a citizen."""
    url = f"{settings.PUBLIC_URL}{reply.get_absolute_url()}"
    for person in concerned(reply, job.submission):
        context = {"person": person, "reply": reply, "url": url}
        letters.write(
            key=f"live-reply:{job.pk}",
            to=person,
            subject=f"Instagramの返信({reply.dossier.number})が、承認された版と違います",
            body=render_to_string("comments/letters/reply_differs.txt", context),
            about=f"live-reply:{job.pk}",
        )
