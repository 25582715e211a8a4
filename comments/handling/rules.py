"""What can be decided about a comment now (第６第２項): answers with reason and clause."""

from collections.abc import Collection

from approvals.models import State
from comments.cases.models import Case, CaseState
from comments.cases.rules import cases as case_rules
from comments.inbox.models import Comment, Handling
from comments.inbox.rules import CLAUSE, may_handle
from comments.replies.models import ENDED, Reply
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

# What is decided with a reason.
WITH_REASON = (Handling.NO_REPLY, Handling.MEASURE)


def may_decide(
    actor: Actor,
    comment: Comment,
    handling: Handling,
    reason: str,
    proposals: Collection[Reply],
    cases: Collection[Case],
) -> Answer:
    """Whether this can be decided now; `proposals` and `cases` are all those of the comment."""
    answer = may_handle(actor)
    if not answer:
        return answer
    if comment.is_own:
        return no("公式アカウント自身のコメントには、対応を決めることはありません。")
    if handling != Handling.REPLY and (standing := _unfinished(proposals)):
        return no(
            f"返信案が「{standing.get_state_display()}」です。",
            clause=CLAUSE,
            remedy="返信しないときは、先に返信案を取り下げてください。",
        )
    if handling in (Handling.OPEN, Handling.NO_REPLY) and any(
        proposal.state == State.PUBLISHED for proposal in proposals
    ):
        return no("すでに返信しています。", clause=CLAUSE)
    if handling != Handling.MEASURE and (case := _open(cases)):
        which = f"事案({case.number})" if case_rules.may_read(actor, case) else "ほかの組織の事案"
        return no(
            f"{which}が対応中です。",
            clause="第６第３項",
            remedy="事案が終結した後に、対応を変えてください。",
        )
    if handling in WITH_REASON and not reason:
        return no("理由を選ぶか、入力してください。", clause=CLAUSE)
    return YES


def _unfinished(proposals: Collection[Reply]) -> Reply | None:
    """A proposal that may still stand under the post one day."""
    return next((one for one in proposals if one.state not in ENDED), None)


def _open(cases: Collection[Case]) -> Case | None:
    return next((case for case in cases if case.state == CaseState.OPEN and not case.is_drill), None)
