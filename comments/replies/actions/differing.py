"""The answer under the comment has other words than were approved: noted once, told, and looked into by a person.

As posts.publishing.differing. No network here.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.answering import concerned
from approvals.models import State
from comments.replies import events, notices, rules
from comments.replies.models import Reply, ReplyJob
from posts.publishing.differing import Differing
from security.models import User
from security.notices import telling
from security.office.answers import Answer, Refused, no, require
from security.people.actors import Actor
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
        "コメントのページから新しく起案してください。残すときも、直したときも、「違いを確かめた」からページで記録してください。"
        "記録されるまで、画面の上に表示されます。",
        url=reply.get_absolute_url(),
        by=None,
        key=f"reply-differs:{job.pk}",
    )


def unseen(reply: Reply) -> QuerySet[ReplyJob]:
    """What nobody has looked into yet."""
    return _unseen().filter(reply=reply)


def _unseen() -> QuerySet[ReplyJob]:
    return ReplyJob.objects.filter(differs_since__isnull=False, difference_seen_at=None)


def all_unseen() -> tuple[Differing, ...]:
    """Of every live answer: one query."""
    rows = _unseen().filter(reply__state=State.PUBLISHED).order_by("differs_since", "pk")
    return tuple(_differing(job) for job in rows.select_related("reply__dossier", "reply__comment"))


def _differing(job: ReplyJob) -> Differing:
    reply = job.reply
    return Differing(
        url=reply.get_absolute_url(),
        title=reply.dossier.number,
        organization=reply.organization_id,
        told=OTHER_WORDS,
        is_gone=False,
        what="返信",
    )


def may_note(actor: Actor, reply: Reply) -> Answer:
    """`rules.may_note_difference`, by another than who has said that the live answer is this one (第６第２項)."""
    answer = rules.may_note_difference(actor, reply)
    said = audit.events_of(reply).filter(tag=events.REPLY_RESOLVED.tag)
    if not answer or actor.user.pk not in said.values_list("actor", flat=True):
        return answer
    return no(
        "この書き込みがこの返信であることは、あなたが記録しました。違いを確かめるのは、別の方です。",
        clause=rules.CLAUSE,
        remedy="担当課長か、投稿者の方に依頼してください。",
    )


@transaction.atomic
def note_seen(*, by: User, reply: Reply, reason: str) -> None:
    """違いを確かめた: somebody has looked into it, and says what has become of it."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(may_note(actor, reply))
    if not reason.strip():
        raise Refused(no("確かめたことを入力してください。"))
    if not unseen(reply).update(difference_seen_by=by, difference_seen_at=timezone.now()):
        raise Refused(
            no("確かめていない違いはありません。", remedy="ページの「これまでの経過」をご覧ください。")
        )
    telling.lay_aside(notices.DIFFERS, about=reply)
    telling.settle(notices.DIFFERS, about=reply, person=by)
    audit.record(events.REPLY_DIFFERENCE_SEEN, by=actor, subject=reply, reason=reason.strip())
