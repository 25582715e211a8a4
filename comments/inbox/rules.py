"""Who may read, enter and take charge of comments (第６第２項): answers with reason and clause."""

from collections.abc import Collection, Mapping

from comments.inbox.models import Comment
from comments.inbox.roles import DIVISION, WORKERS
from security.models import APPROVERS, Organization, Role, User
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

CLAUSE = "第６第２項"
WORD_KEEPERS = (*DIVISION, Role.ADMINISTRATOR)


def may_read(actor: Actor) -> Answer:
    """Comments are public, so everybody who works here reads them all."""
    if actor.appointments:
        return YES
    return no("いま有効な任用がありません。", clause="第２")


def may_handle(actor: Actor) -> Answer:
    if actor.is_any(*WORKERS):
        return YES
    others = no(
        "コメントへの対応を決められるのは、地域政策課と運営者の投稿者、移住交流担当課長、業務処理責任者です。",
        clause=CLAUSE,
    )
    return actor.refused(others, *APPROVERS)


def may_enter(actor: Actor) -> Answer:
    """手入力: write down a comment that was found on the tablet."""
    if actor.is_any(*WORKERS):
        return YES
    return no(
        "コメントを手入力できるのは、投稿者、業務処理責任者、担当課長です。",
        clause=CLAUSE,
        remedy="見つけたコメントは、投稿者の方に伝えてください。",
    )


def may_assign(
    actor: Actor, comment: Comment, to: User | None, sides: Mapping[int, Collection[int]]
) -> Answer:
    """担当: one takes a comment oneself; chief and manager also give it to others of their side, and take it away.

    `sides`: the organisations for which the present and the new assignee handle comments, by the person's number.
    """
    answer = may_handle(actor)
    if not answer:
        return answer
    led = {one.organization_id for one in actor.acting if one.role in APPROVERS}
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
