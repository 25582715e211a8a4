"""Who may say what an answer is that nobody has approved (第６第２項)."""

from approvals.models import State
from comments.own_answers.models import OwnAnswer
from comments.replies.models import Reply
from posts.live import rules as live_rules
from security.models import Role
from security.office.answers import Answer, no
from security.people.actors import Actor

CLAUSE = "第６第２項"
JOINABLE = (State.APPROVED, State.FAILED)
may_read = live_rules.may_read
may_settle = live_rules.may_settle


def may_join(actor: Actor, found: OwnAnswer, reply: Reply) -> Answer:
    """承認を受けて手で返信したもの: an approved reply under the same post that is not sent."""
    answer = may_settle(actor, found)
    if not answer:
        return answer
    if not actor.is_any(Role.SECTION_CHIEF) and not actor.appointment(
        Role.MANAGER, organization_id=reply.organization_id
    ):
        return no(
            "この返信として記録できるのは、移住交流担当課長と、返信を起案した組織の業務処理責任者です。",
            clause=CLAUSE,
        )
    is_here = reply.comment.live_post_id == found.comment.live_post_id
    if not is_here or reply.state not in JOINABLE or reply.submission is None:
        return no(
            f"この返信は「{reply.get_state_display()}」です。同じ投稿への、承認済でまだ送られていない返信だけを選べます。",
            clause=CLAUSE,
        )
    return answer
