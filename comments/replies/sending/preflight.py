"""What must hold before a reply is sent, as far as our own rows tell: the approval, the seal, the contract."""

from django.conf import settings
from django.utils import timezone

from approvals import seals, standing
from approvals.models import State, Submission
from comments.replies import querysets, rules
from comments.replies.models import Reply, ReplyJob
from security.office.answers import YES, Answer, no


def may_send(job: ReplyJob) -> Answer:
    """Asked at the beginning of an attempt, and under the locks of its last step."""
    return may_go_out(job.reply, job.submission)


def may_go_out(reply: Reply, version: Submission) -> Answer:
    """Whether this version of the reply may be said now, by the system or by hand; asked of the reply as it stands."""
    replies = querysets.with_details(Reply.objects.filter(pk=reply.pk))
    reply = replies.select_related(*standing.READ_WITH).get()
    return (
        _author_may_still(reply)
        and _approval_stands(reply, version)
        and _seal_holds(reply, version)
        and rules.may_answer(reply.comment)
    )


def _author_may_still(reply: Reply) -> Answer:
    """Outside its contract a contractor says nothing (第２), and the demo's people only in the demo."""
    if not reply.organization.in_force(timezone.localdate()):
        return no(f"{reply.organization.name}の委託契約の期間外のため、返信しません。", clause="第２")
    if reply.author.is_demo and not settings.DEMO:
        return no("デモの利用者が起案したものは、本番では送りません。")
    return YES


def _approval_stands(reply: Reply, version: Submission) -> Answer:
    stands = reply.state in (State.APPROVED, State.PUBLISHING)
    if stands and reply.submission and reply.submission.pk == version.pk:
        return standing.approval_is_genuine(reply, clause=rules.CLAUSE)
    return no("この版の承認がいまは有効でないため、返信しません。", clause=rules.CLAUSE)


def _seal_holds(reply: Reply, version: Submission) -> Answer:
    differing = seals.differing_parts(reply, reply.submission or version)
    if not differing:
        return YES
    return no(
        f"承認された版と保存されている内容が一致しないため、返信しません(違うところ: {'、'.join(differing)})。",
        clause=rules.CLAUSE,
        remedy="システム管理者に知らせてください。",
        is_technical=True,
    )
