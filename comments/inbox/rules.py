"""Who may see and decide about comments (第６第２項): answers with reason and clause."""

from collections.abc import Collection, Mapping

from approvals.models import State
from comments.cases.models import Case, CaseState
from comments.inbox.models import Comment, Handling
from comments.inbox.roles import DIVISION, WORKERS
from comments.replies.models import ENDED, Reply
from security.models import APPROVERS, Organization, Role, User
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

CLAUSE = "第６第２項"
WORD_KEEPERS = (*DIVISION, Role.ADMINISTRATOR)
# What is decided with a reason.
WITH_REASON = (Handling.NO_REPLY, Handling.MEASURE)


def may_read(actor: Actor) -> Answer:
    """Comments are public, so everybody who works here reads them all."""
    if actor.appointments:
        return YES
    return no("いま有効な任用がありません。", clause="第２")


def may_handle(actor: Actor) -> Answer:
    if actor.is_any(*WORKERS):
        return YES
    return no(
        "コメントへの対応を決められるのは、地域政策課と運営者の投稿者、移住交流担当課長、業務処理責任者です。",
        clause=CLAUSE,
    )


def may_enter(actor: Actor) -> Answer:
    """手入力: write down a comment that was found on the tablet."""
    if actor.is_any(*WORKERS):
        return YES
    return no(
        "コメントを手入力できるのは、投稿者、業務処理責任者、担当課長です。",
        clause=CLAUSE,
        remedy="見つけたコメントは、投稿者の方に伝えてください。",
    )


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
        return no(
            f"事案({case.number})が対応中です。",
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


def may_assign(
    actor: Actor, comment: Comment, to: User | None, sides: Mapping[int, Collection[int]]
) -> Answer:
    """担当: one takes a comment oneself; chief and manager also give it to others of their side, and take it away.

    `sides`: the organisations for which the present and the new assignee handle comments, by the person's number.
    """
    answer = may_handle(actor)
    if not answer:
        return answer
    led = {one.organization_id for one in actor.appointments if one.role in APPROVERS}
    holder = comment.assigned_to
    # Who handles comments no more keeps nobody from taking over.
    if holder and holder != actor.user and sides[holder.pk] and not led & set(sides[holder.pk]):
        return no(
            f"{holder.name}さんが担当しています。",
            remedy="代わるときは、本人に外してもらうか、同じ組織の課長・業務処理責任者に依頼してください。",
        )
    if to and to != actor.user and not led & set(sides[to.pk]):
        return no("ほかの人を担当にできるのは、同じ組織の移住交流担当課長と業務処理責任者です。")
    return YES


def may_read_papers(actor: Actor, organization: Organization) -> bool:
    """Papers of one side (posts, proposals, cases) are its own and the division's to read."""
    return actor.is_of_prefecture or organization.pk in actor.organization_ids


def may_keep_lists(actor: Actor) -> Answer:
    """The words that mark comments and the beginnings of replies: the division's to keep."""
    if actor.is_any(*WORD_KEEPERS):
        return YES
    return no(
        "語句と定型文を変更できるのは、地域政策課とシステム管理者です。",
        remedy="変更が必要なときは、地域政策課に依頼してください。",
    )
