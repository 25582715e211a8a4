"""Who may look at the account's findings, and settle them: answers with reason and clause."""

from approvals.models import State
from posts.drafting.models import Post
from posts.live.models import AccountPost, AccountProfile, Finding, Standing
from security.models import Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

CLAUSE = "第４"
ACCOUNT_CLAUSE = "第５第１項"
JOINABLE = (State.APPROVED, State.FAILED)


def may_read(actor: Actor) -> Answer:
    """What stands on the account is public; that it is held against papers is for those who work here."""
    if actor.appointments:
        return YES
    return no("いま有効な任用がありません。", clause="第２")


def may_settle(actor: Actor, finding: Finding) -> Answer:
    """Whether the person may say what it is, and nobody has said so yet."""
    if not finding.is_open:
        return no(
            f"すでに「{finding.get_standing_display()}」となっています。",
            remedy="新しくは何も記録していません。",
        )
    if actor.is_any(Role.SECTION_CHIEF, Role.MANAGER):
        return YES
    others = no(
        "記録できるのは、移住交流担当課長と業務処理責任者です。",
        clause=CLAUSE,
        remedy="心当たりがあるときは、これらの方に知らせてください。",
    )
    return actor.refused(others, Role.SECTION_CHIEF, Role.MANAGER)


def may_join(actor: Actor, found: AccountPost, post: Post) -> Answer:
    """承認を受けて手で投稿したもの: an approved document that has not gone out, by the chief or its side's manager."""
    answer = may_settle(actor, found)
    if not answer:
        return answer
    if not actor.is_any(Role.SECTION_CHIEF) and not actor.appointment(
        Role.MANAGER, organization_id=post.organization_id
    ):
        return no(
            "この文書の投稿として記録できるのは、移住交流担当課長と、その文書を起案した組織の業務処理責任者です。",
            clause=CLAUSE,
        )
    if post.state not in JOINABLE or post.submission is None:
        return no(
            f"この文書は「{post.get_state_display()}」です。承認済で、まだ投稿されていないものだけを選べます。",
            clause=CLAUSE,
        )
    return YES


def may_call_older(actor: Actor, found: AccountPost) -> Answer:
    """要領より前のもの: only what was posted before the register began, by the chief."""
    answer = may_settle(actor, found)
    if answer and not actor.is_any(Role.SECTION_CHIEF):
        return no("要領より前のものと記録できるのは、移住交流担当課長です。", clause=CLAUSE)
    if answer and not found.is_older:
        return no(
            "このシステムで照合を始めた後に投稿されたものです。",
            clause=CLAUSE,
            remedy="承認を受けて手で投稿したものか、事案かを記録してください。",
        )
    return answer


def may_confirm_profile(actor: Actor, profile: AccountProfile) -> Answer:
    """The chief: the first one that was read, and every one that is otherwise."""
    if profile.standing not in (Standing.FIRST, Standing.OPEN) or profile.settled_at:
        return no("このプロフィールは、すでに確かめられています。", remedy="新しくは何も記録していません。")
    if actor.is_any(Role.SECTION_CHIEF):
        return YES
    others = no("プロフィールを確かめたと記録できるのは、移住交流担当課長です。", clause=ACCOUNT_CLAUSE)
    return actor.refused(others, Role.SECTION_CHIEF)


def may_open_case(actor: Actor, finding: Finding) -> Answer:
    return may_settle(actor, finding)
