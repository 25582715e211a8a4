"""What may be done to a comment or a post in a case, by whom and on which ground (第６第３項)."""

from comments.cases.models import BY_API, Basis, Case, Measure, MeasureKind, MeasureState
from comments.cases.rules.cases import CLAUSE, may_work, subject_post
from comments.inbox.models import Comment
from comments.inbox.roles import DIVISION, may_act_under
from comments.policy.models import Policy
from posts.models import Post
from security.models import Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

# 事後の確認 is of what has come to an end.
ENDED = (MeasureState.DONE, MeasureState.FAILED, MeasureState.WITHDRAWN)
HIDING = (MeasureKind.HIDE, MeasureKind.DELETE)
# These concern our own posts, or undo: the published grounds for deleting others' comments need not cover them.
ON_OUR_OWN = (MeasureKind.UNHIDE, MeasureKind.TAKE_DOWN, MeasureKind.CORRECT, MeasureKind.APOLOGISE)
# Of these nothing of another's is touched, so that no ground of the policy can be meant.
OWN_POSTS = (MeasureKind.TAKE_DOWN, MeasureKind.CORRECT, MeasureKind.APOLOGISE)
OWN_GROUND = "運営要領 第６第４項(トラブルへの対応)"
CRITICISM = "正当な批判は、非表示にも削除もしません。"
ONLY_CHIEF_DELETES = "コメントの削除は、移住交流担当課長が決定します。"


def grounds(kind: MeasureKind, policy: Policy | None) -> list[str]:
    """The lines on which a measure of this kind can rest."""
    if kind in OWN_POSTS:
        return [OWN_GROUND]
    own = [OWN_GROUND] if kind in ON_OUR_OWN else []
    return [*own, *(policy.grounds if policy else [])]


def basis_of(kind: MeasureKind, ground: str) -> Basis:
    """What the words are that were chosen when the measure was proposed."""
    return Basis.GUIDELINE if kind in ON_OUR_OWN and ground == OWN_GROUND else Basis.POLICY


def may_propose(actor: Actor, case: Case) -> Answer:
    """発議する: whoever works on the case, a contractor under its own posts and nobody's. The chief's own is an order."""
    return may_work(actor, case) and may_act_under(actor, subject_post(case), CLAUSE)


def fits(case: Case, kind: MeasureKind, comment: Comment | None, post: Post | None) -> Answer:
    """Whether such a measure has a place in the case at all, whoever asks."""
    answer = has_place(case, kind)
    if not answer:
        return answer
    if kind in BY_API:
        return _fits_comment(kind, comment)
    if kind == MeasureKind.TAKE_DOWN and post is None:
        return no(
            "取り下げる投稿が、この事案に記録されていません。",
            remedy="投稿のページから事案を報告してください。",
        )
    return YES


def has_place(case: Case, kind: MeasureKind) -> Answer:
    """Whether the type of the case, as it is now, has such measures."""
    if kind in HIDING and case.kind.forbids_hiding:
        return no(
            CRITICISM,
            clause=CLAUSE,
            remedy="返信するかしないかを決め、必要なら担当課につないでください。種類が違うときは、地域政策課が種類を改めます。",
        )
    return YES


def _fits_comment(kind: MeasureKind, comment: Comment | None) -> Answer:
    if comment is None:
        return no("この事案には、措置の対象になるコメントがありません。", clause=CLAUSE)
    if comment.gone_at:
        return no(
            "このコメントは、すでになくなっています。", remedy="経過の記録に書いて、対応を続けてください。"
        )
    if kind == MeasureKind.HIDE and comment.is_hidden:
        return no("このコメントは、すでに非表示になっています。")
    if kind == MeasureKind.UNHIDE and not comment.is_hidden:
        return no("このコメントは、非表示になっていません。")
    return YES


def has_evidence(kind: MeasureKind, *, kept: bool) -> Answer:
    """Evidence first: before a comment is hidden or deleted, this very comment is kept in this very case."""
    if kind in HIDING and not kept:
        return no(
            "このコメントの証拠が、この事案に保全されていません。",
            clause=CLAUSE,
            remedy="先に証拠を保全してから、措置を行ってください。",
        )
    return YES


def still_has_ground(measure: Measure, policy: Policy | None) -> Answer:
    """Asked again whenever it is set going: people are judged by the policy in force on that day."""
    if measure.basis == Basis.GUIDELINE:
        return YES
    kind = MeasureKind(measure.kind)
    answer = has_emergency_ground(measure.ground, policy) if measure.is_emergency else YES
    answer = answer and has_ground(kind, measure.ground, policy)
    if answer or policy is None:
        return answer
    is_marked_no_more = measure.ground in policy.grounds
    where = "の「緊急の措置の根拠になる行」" if is_marked_no_more else "の「禁止事項・削除基準」"
    return no(
        f"この措置の根拠「{measure.ground}」が、いま施行されている運用ポリシー{where}にありません。",
        clause="第６第１項",
        remedy="この措置を却下するか取り下げて、いまの基準のどれに当たるかを確かめ、発議し直してください。",
    )


def may_be_asked_for(measure: Measure, policy: Policy | None) -> Answer:
    """Right before Instagram is asked, whoever has set it going and however long ago (第６第３項).

    What an emergency is, hides on a line that is marked today. A deletion, which cannot be undone, is done on the
    chief's decision under the very version of the policy that is in force.
    """
    kind = MeasureKind(measure.kind)
    answer = has_place(measure.case, kind)
    if answer and measure.is_emergency:
        answer = is_emergencys(kind) and allows_emergency(measure.case)
    if answer and kind == MeasureKind.DELETE:
        answer = _is_decided_under(measure, policy)
    return answer and (still_has_ground(measure, policy) if kind in HIDING else YES)


def _is_decided_under(measure: Measure, policy: Policy | None) -> Answer:
    chief = measure.decided_in
    if chief is None or chief.role != Role.SECTION_CHIEF:
        return no(ONLY_CHIEF_DELETES, clause=CLAUSE, remedy="措置を発議し、担当課長の決定を受けてください。")
    if measure.policy != policy:
        return no(
            "コメントの削除が決定された後に、運用ポリシーが改められました。",
            clause=CLAUSE,
            remedy="いまの基準のどれに当たるかを確かめて、発議し直し、担当課長の決定を受けてください。",
        )
    return YES


def is_emergencys(kind: MeasureKind) -> Answer:
    """緊急の措置 can be undone: it hides, and nothing else."""
    if kind == MeasureKind.HIDE:
        return YES
    return no(
        "緊急の措置でできるのは、元に戻せる「非表示」だけです。",
        clause=CLAUSE,
        remedy=f"{ONLY_CHIEF_DELETES}措置を発議してください。" if kind == MeasureKind.DELETE else "",
    )


def allows_emergency(case: Case) -> Answer:
    if case.kind.allows_emergency:
        return YES
    return no(
        "緊急の措置を先に行えるのは、個人的な誹謗中傷と公序良俗に反する投稿だけです。",
        clause=CLAUSE,
        remedy="措置を発議し、担当課長の決定を受けてください。",
    )


def has_ground(kind: MeasureKind, ground: str, policy: Policy | None) -> Answer:
    """Each measure names its line of the policy in force."""
    if policy is None and kind not in ON_OUR_OWN:
        return no(
            "いま施行されている運用ポリシーがないため、措置の根拠を示せません。",
            clause="第６第１項",
            remedy="運用ポリシーの承認と施行を担当課長に依頼してください。",
        )
    if kind in OWN_POSTS and basis_of(kind, ground) != Basis.GUIDELINE:
        return no(f"自らの投稿についての措置の根拠は「{OWN_GROUND}」です。", clause="第６第４項")
    if ground not in grounds(kind, policy):
        return no(
            "根拠は、いま施行されている運用ポリシーの「禁止事項・削除基準」から選んでください。",
            clause="第６第１項",
        )
    return YES


def may_act_in_emergency(actor: Actor, case: Case, kind: MeasureKind) -> Answer:
    """緊急の措置: personal abuse and indecency only, hiding a comment only, by posters and manager."""
    answer = may_propose(actor, case)
    if answer and actor.is_any(Role.SECTION_CHIEF):
        return no("担当課長は、緊急の措置によらず、ご自身で決定できます。", clause=CLAUSE)
    return answer and allows_emergency(case) and is_emergencys(kind)


def has_emergency_ground(ground: str, policy: Policy | None) -> Answer:
    """A line of the policy in force that is marked as a ground for emergencies; what is marked was approved by the chief."""
    if policy is None:
        return has_ground(MeasureKind.HIDE, ground, policy)
    if not policy.emergency_grounds:
        return no(
            "いま施行されている運用ポリシーには、緊急の措置の根拠になる行がありません。",
            clause=CLAUSE,
            remedy="措置を発議し、担当課長の決定を受けてください。",
        )
    if ground not in policy.emergency_grounds:
        return no(
            "緊急の措置の根拠は、いま施行されている運用ポリシーで「緊急の措置の根拠」の印が付いた行から選んでください。",
            clause=CLAUSE,
            remedy="ほかの基準に当たるときは、措置を発議し、担当課長の決定を受けてください。",
        )
    return YES


def may_decide(actor: Actor, measure: Measure) -> Answer:
    """決定する or 却下する: the section chief."""
    if not actor.is_any(Role.SECTION_CHIEF):
        return actor.refused(
            no("措置を決定するのは、移住交流担当課長です。", clause=CLAUSE), Role.SECTION_CHIEF
        )
    answer = may_work(actor, measure.case)
    if answer and measure.state != MeasureState.PROPOSED:
        return no(f"この措置は「{measure.get_state_display()}」のため、決定するものがありません。")
    return answer


def may_withdraw(actor: Actor, measure: Measure) -> Answer:
    """Whoever proposed it, until it is decided; after a failure also the chief, who cannot refuse it any more."""
    if measure.state not in (MeasureState.PROPOSED, MeasureState.FAILED):
        return no("取り下げられるのは、決定を待っている措置と、失敗した措置だけです。")
    is_chiefs = measure.state == MeasureState.FAILED and actor.is_any(Role.SECTION_CHIEF)
    if actor.user.pk != measure.proposed_by_id and not is_chiefs:
        return no(
            "措置を取り下げられるのは、発議した方です。",
            remedy="担当課長は、決定の前なら却下し、失敗の後なら取り下げることができます。",
        )
    return may_work(actor, measure.case)


def may_see_after(actor: Actor, measure: Measure) -> Answer:
    """事後の確認 of an emergency measure: the section chief, and not who took it."""
    if not measure.is_emergency or measure.seen_at:
        return no("事後の確認を待っている措置ではありません。")
    if measure.state not in ENDED:
        return no(
            "この措置は、まだ行われていません。",
            clause=CLAUSE,
            remedy="実施の結果を見てから、確認してください。",
        )
    if not actor.is_any(Role.SECTION_CHIEF):
        others = no("緊急の措置を事後に確認するのは、移住交流担当課長です。", clause=CLAUSE)
        return actor.refused(others, Role.SECTION_CHIEF)
    if actor.user.pk == measure.proposed_by_id:
        return no("ご自身が行った緊急の措置は、ご自身では確認できません。", clause=CLAUSE)
    return YES


def may_retry(actor: Actor, measure: Measure) -> Answer:
    """もう一度: after a failure at Instagram. Whether it still has its place and ground is asked with it.

    To delete once more is decided once more.
    """
    answer = may_propose(actor, measure.case)
    if answer and measure.state != MeasureState.FAILED:
        return no("もう一度行えるのは、失敗した措置だけです。")
    if answer and measure.kind == MeasureKind.DELETE and not actor.is_any(Role.SECTION_CHIEF):
        return no(
            ONLY_CHIEF_DELETES, clause=CLAUSE, remedy="もう一度行うときは、担当課長に依頼してください。"
        )
    return answer


def may_record(actor: Actor, measure: Measure) -> Answer:
    """Write down what a person has done: always where Instagram's API is of no help, else after a failure.

    What the system was to do and a person did is the division's to record: nothing but their word shows it.
    """
    answer = may_work(actor, measure.case)
    if not answer:
        return answer
    by_hand = MeasureState.FAILED if is_by_api(measure) else MeasureState.ORDERED
    if measure.state != by_hand:
        return no(f"この措置は「{measure.get_state_display()}」のため、記録するものがありません。")
    if measure.state == MeasureState.FAILED and not actor.is_any(*DIVISION):
        return no(
            "システムで失敗した措置を手で行ったことは、地域政策課の担当課長と投稿者が記録します。",
            clause=CLAUSE,
            remedy="経過の記録に書いて、地域政策課に知らせてください。",
        )
    return YES


def is_by_api(measure: Measure) -> bool:
    """Whether the system carries it out; a comment that was entered by hand is unknown to the API."""
    return measure.kind in BY_API and measure.comment is not None and bool(measure.comment.remote_id)
