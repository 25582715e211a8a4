"""Who may plan, and when a post may go out: answers with reason and clause."""

from datetime import datetime

from django.utils import timezone

from approvals import rules as approval_rules
from approvals.models import State
from posts.drafting import rules as drafting
from posts.drafting.actions.handover import OPEN
from posts.drafting.models import Post
from posts.drafting.rules.completeness import LEAST_NOTICE
from security.models import User
from security.office.answers import YES, Answer, no
from security.people import rules as people_rules
from security.people.actors import Actor
from security.people.querysets import posts_for
from security.signing_in.acknowledging import has_acknowledged
from security.workplaces.rules import may_be_signed_in_here


def may_move(actor: Actor, post: Post) -> Answer:
    """日時を変える: who may change anything of it; what is going out or has gone stands where it is."""
    return drafting.may_edit(actor, post)


def may_be_planned_for(moment: datetime | None) -> Answer:
    """A time that is over, or too near to be approved in time, is none."""
    now = timezone.now()
    if moment is None:
        return YES
    if moment <= now:
        return no("投稿する日時が過ぎています。", remedy="これからの日時にしてください。")
    if moment < now + LEAST_NOTICE:
        return no(
            "投稿する日時まで5分もありません。", remedy="承認に間に合うよう、もう少し先にしてください。"
        )
    return YES


def may_hand_over(actor: Actor, post: Post, to: User | None = None) -> Answer:
    """引き継ぐ: its side's posters, to another of them, while there is something left to do."""
    answer = approval_rules.may_write(actor, post)
    if not answer:
        return answer
    if post.state not in OPEN:
        return no(f"「{post.get_state_display()}」のものに、引き継ぐことは残っていません。")
    if to is None:
        return YES
    if to.pk == (post.in_charge_id or post.author_id):
        return no(f"すでに{to.name}さんの担当です。")
    if not posts_for(post.organization_id, [to.pk]):
        return no(
            f"{to.name}さんは、いま{post.organization.name}の投稿者ではありません。", clause="第４第２項"
        )
    return YES


def may_read_feed(actor: Actor) -> Answer:
    """What opens without a sign-in opens to nobody to whom the pages behind the sign-in would be shut."""
    answer = people_rules.may_work_here(actor)
    if not answer:
        return answer
    if actor.is_held_up or not any(not one.is_unproven for one in actor.appointments):
        return no("アカウントの変更が確認を待っているため、いまは配信していません。", clause="第５第２項")
    if not has_acknowledged(actor.user):
        return no("今年度のセキュリティポリシーの確認が済んでいません。", clause="第５第２項")
    return may_be_signed_in_here(actor)


def asks_first(post: Post) -> bool:
    """Whether somebody has approved this time, or has been asked to, or it had gone wrong: moving it takes that away."""
    return post.state != State.DRAFT
