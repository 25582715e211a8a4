"""Who may read, write and publish: answers with reason and clause."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from approvals import lateness
from approvals import rules as approval_rules
from approvals.models import EmergencyStop, State
from approvals.models.approvable import EDITABLE
from posts.drafting.models import Consent, Photo, Post, SiteAgreement
from posts.drafting.rules.clauses import approval_clause, link_clause, photo_clause
from security.account.connection import Pause
from security.models import POSTERS, Organization, Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.workplaces.rules import from_workplace


def may_draft(actor: Actor) -> Answer:
    """起案: the posters of either side (第４; the contractor's as designated beforehand, 第４第２項)."""
    if actor.appointment(*POSTERS):
        return YES
    return no("起案できるのは、地域政策課投稿者と運営者投稿者です。", clause="第４第１項、第２項")


def may_keep_agreement(actor: Actor, agreement: SiteAgreement) -> Answer:
    """A site's agreement is changed, prolonged and ended by the posters of the side that was given it (第２).

    The other side reads and uses it. What a contractor leaves at the end of its contract is the division's to end.
    """
    owner = agreement.organization
    if _keeps_what_was_given_to(actor, owner):
        return YES
    return no(
        f"この了解は{owner.name}が得たものです。変更したり終わらせたりできるのは、{owner.name}の投稿者です。",
        clause=f"第２、{link_clause(owner)}ウ",
        remedy=f"リンクには、そのまま使えます。変更が必要なときは、{owner.name}に連絡してください。",
    )


def may_read_consent(actor: Actor, consent: Consent) -> Answer:
    """As with posts: the division reads everything, a contractor what it was given itself (第２)."""
    if not actor.appointments:
        return no("いま有効な任用がありません。", clause="第２")
    if actor.is_of_prefecture or consent.organization_id in actor.organization_ids:
        return YES
    return no("この許諾・同意を見られるのは、地域政策課と、それを得た組織の方です。", clause="第２")


def may_keep_consent(actor: Actor, consent: Consent) -> Answer:
    """An entry of the library is changed by the posters of the side that was given it (第２)."""
    if consent.withdrawn_on:
        return no(
            "取消しが記録されているため、変更できません。",
            remedy="あらためて得たものは、新しく登録してください。",
        )
    owner = consent.organization
    if _keeps_what_was_given_to(actor, owner):
        return YES
    return no(
        f"この許諾・同意は{owner.name}が得たものです。変更できるのは、{owner.name}の投稿者です。",
        clause=f"第２、{photo_clause(owner)}",
    )


def may_withdraw_consent(actor: Actor, consent: Consent) -> Answer:
    """Write down that it has been taken back: the side that was given it, or the section chief, at any time."""
    if consent.withdrawn_on:
        return no("この許諾・同意の取消しは、すでに記録されています。")
    if actor.own.is_any(Role.SECTION_CHIEF):
        return YES
    return may_keep_consent(actor, consent)


def _keeps_what_was_given_to(actor: Actor, owner: Organization) -> bool:
    """The posters of that side; what a contractor leaves at the end of its contract is the division's."""
    if actor.appointment(*POSTERS, organization_id=owner.pk):
        return True
    return actor.is_any(Role.PREFECTURE_POSTER) and not owner.in_force(timezone.localdate())


def may_read(actor: Actor, post: Post) -> Answer:
    """The division reads everything; a contractor its own posts: their papers are not public, whatever is."""
    if not actor.appointments:
        return no("いま有効な任用がありません。", clause="第２")
    if actor.is_of_prefecture or post.organization_id in actor.organization_ids:
        return YES
    return no("この起案を見られるのは、地域政策課と起案した組織の方です。")


def may_edit(actor: Actor, post: Post) -> Answer:
    answer = approval_rules.may_write(actor, post)
    if answer and post.state not in EDITABLE:
        return no(
            f"「{post.get_state_display()}」のものは変更できません。",
            remedy="直すときは、ページの「複写して起案」から新しく起案してください。",
        )
    return answer


def may_keep(actor: Actor, post: Post) -> Answer:
    """Saving by itself, as one types: a draft only. What would take an approval away waits for a press of the button."""
    answer = may_edit(actor, post)
    if answer and post.state != State.DRAFT:
        return no(
            f"いまは「{post.get_state_display()}」のため、入力中の自動保存はしていません"
            "(保存すると、承認または承認待ちがなくなり、下書きに戻るためです)。",
            clause="第４",
            remedy="直した内容にするときは、「保存する」を押してください。",
        )
    return answer


def may_add_photo(actor: Actor, post: Post) -> Answer:
    """By itself, without the rest of the form: only where nothing is taken from anybody by it."""
    answer = may_edit(actor, post)
    if answer and post.state != State.DRAFT:
        return no(
            f"この起案は「{post.get_state_display()}」です。写真を加えると下書きに戻ります",
            clause="第４",
            remedy="よければ、写真を選んでから「保存する」を押してください。",
        )
    return answer


def pictures_stand(post: Post, damaged: Sequence[int]) -> Answer:
    """Whether the version can be approved by anybody. `damaged`: the places of its photos that are not as sealed."""
    if not damaged:
        return YES
    return no(
        f"{_named(damaged)}が、承認を求めたときの画像と違っているか、なくなっているため、承認できません",
        clause=approval_clause(post.organization),
        remedy="画像はどこにも出していません。システム管理者に通知しました。元に戻るのを待つか、"
        "差し戻して、写真を選び直してもらってください。",
    )


def _named(places: Sequence[int]) -> str:
    return f"{'、'.join(str(place) for place in places)}枚目の写真"


def may_copy(actor: Actor, post: Post) -> Answer:
    """複写して起案: whoever may read it and draft, whatever its state."""
    return may_read(actor, post) and may_draft(actor)


def may_keep_as_pattern(actor: Actor, post: Post) -> Answer:
    """定型: the posters of its side."""
    return approval_rules.may_write(actor, post)


def may_publish(actor: Actor, post: Post, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """投稿する, for an approved post without a set time, from the workplace (第４第１項(1), 第４第３項(1))."""
    return could_publish(actor, post, stop, pause) and from_workplace(actor, post.organization)


def could_publish(actor: Actor, post: Post, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """Whether the person may at all, wherever he is."""
    answer = approval_rules.may_write(actor, post)
    if not answer:
        return answer
    if post.state != State.APPROVED:
        return no(
            f"投稿できるのは承認済のものだけです(いまは「{post.get_state_display()}」です)。",
            clause=approval_clause(post.organization),
        )
    if post.publish_at:
        return no("投稿する日時が決まっているため、その時刻に自動で投稿されます。")
    if stop:
        return no(
            "緊急停止中のため投稿できません。",
            clause="第６第４項",
            remedy="解除された後に、あらためて押してください。",
        )
    return _is_posted_from_here() and (pause.answer(actor) if pause else YES)


def _is_posted_from_here() -> Answer:
    """Not where a whole installation works by hand (PUBLISHING)."""
    if not settings.PUBLISHES_BY_HAND:
        return YES
    return no(
        "このシステムは、手動で投稿することになっています。", remedy="「手動で投稿する」を押してください。"
    )


def may_retry(actor: Actor, post: Post, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """Once more after a failure, from the workplace: nothing went out, the approval still stands on the same version."""
    return could_retry(actor, post, stop, pause) and from_workplace(actor, post.organization)


def could_retry(actor: Actor, post: Post, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """Whether the person may at all, wherever he is."""
    answer = approval_rules.may_write(actor, post)
    if not answer:
        return answer
    if post.state != State.FAILED or post.submission is None:
        return no("もう一度投稿できるのは、投稿に失敗したものだけです。")
    answer = lateness.may_retry_still(post)
    if not answer:
        return answer
    if stop:
        return no("緊急停止中のため投稿できません。", clause="第６第４項")
    return _is_posted_from_here() and (pause.answer(actor) if pause else YES)


def may_resolve(actor: Actor, post: Post) -> Answer:
    """要確認: someone of the author's side or of the division looks at the account and says what is there."""
    answer = _may_settle(actor, post)
    if answer and post.state != State.UNCONFIRMED:
        return no("確認が必要なのは「要確認」のものだけです。")
    return answer


def may_withdraw_permission(actor: Actor, photo: Photo) -> Answer:
    """Write down that a photo may no longer be shown: its author's side or the section chief, at any time."""
    if photo.permission_withdrawn_on:
        return no("この写真の使用許可の取消しは、すでに記録されています。")
    if actor.own.is_any(Role.SECTION_CHIEF):
        return YES
    return approval_rules.may_write(actor, photo.post)


def _may_settle(actor: Actor, post: Post) -> Answer:
    """The division can always settle what a contractor has left, also after its contract."""
    if actor.own.is_any(Role.SECTION_CHIEF, Role.PREFECTURE_POSTER):
        return YES
    return approval_rules.may_write(actor, post)


def may_note_difference(actor: Actor, post: Post) -> Answer:
    """Write down that one has looked into how the live post differs from what was approved."""
    answer = _may_settle(actor, post)
    if answer and post.state != State.PUBLISHED:
        return no("違いを確かめたことを記録できるのは「投稿済」のものだけです。")
    return answer


def may_judge_link(actor: Actor, post: Post) -> Answer:
    """Write down that one has opened a link oneself, or that nobody is to be led there any more (第４第１項(3), 第３項(3))."""
    answer = _may_settle(actor, post)
    if answer and post.state not in (State.APPROVED, State.PUBLISHING, State.PUBLISHED):
        return no("リンク先を確かめたことを記録できるのは、承認された投稿と「投稿済」のものだけです。")
    return answer


def may_record_removal(actor: Actor, post: Post) -> Answer:
    """Write down that a live post has been taken down on Instagram."""
    answer = _may_settle(actor, post)
    if answer and post.state != State.PUBLISHED:
        return no("削除を記録できるのは「投稿済」のものだけです。")
    return answer
