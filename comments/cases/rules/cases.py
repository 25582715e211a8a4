"""Who may report, see and work on a case: answers with reason and clause (第６第３項, 第４項)."""

from comments.cases.models import Case, CaseState, CaseStep, MeasureState, TroubleType
from comments.inbox.roles import DIVISION, WORKERS, is_theirs
from posts.models import Post
from security.models import APPROVERS, Organization, Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

CLAUSE = "第６第３項"
TROUBLE_CLAUSE = "第６第４項"
# Fixed by 第６第３項, whatever else the office makes of the types.
EMERGENCY_CODES = ("T01", "T02")
CRITICISM_CODE = "T03"


def may_open(actor: Actor) -> Answer:
    """事案を報告する: whoever works with the account."""
    if actor.is_any(*WORKERS):
        return YES
    return no(
        "事案を報告できるのは、担当課長、業務処理責任者と、両者の投稿者です。",
        clause=CLAUSE,
        remedy="気づいたことは、これらの方に知らせてください。",
    )


def may_open_about(actor: Actor, post: Post) -> Answer:
    answer = may_open(actor)
    if answer and not is_theirs(actor, post):
        return no(
            "この投稿の事案を報告できるのは、地域政策課と、投稿を起案した組織の方です。",
            clause=TROUBLE_CLAUSE,
        )
    return answer


def is_reported_already(actor: Actor, standing: Case) -> Answer:
    """One comment, one case. The other side's is not named."""
    if may_read(actor, standing):
        return no(
            f"このコメントの事案は、すでに報告されています({standing.number})。",
            remedy="その事案の経過に書き加えてください。",
        )
    return no(
        "このコメントの事案は、ほかの組織がすでに報告しています。",
        clause=CLAUSE,
        remedy="付け加えることがあるときは、地域政策課に伝えてください。",
    )


def may_read(actor: Actor, case: Case) -> Answer:
    """The division reads all cases; a contractor those it reported and those about its posts."""
    if not actor.appointments:
        return no("いま有効な任用がありません。", clause="第２")
    if actor.is_of_prefecture or actor.organization_ids & set(organizations_of(case)):
        return YES
    return no("この事案を見られるのは、地域政策課と、報告した組織、投稿を起案した組織の方です。")


def may_read_words(actor: Actor, case: Case | None = None) -> Answer:
    """What was written in cases. The administrator keeps the system, and sees number, type and state alone."""
    if actor.holds(*WORKERS, Role.AUDITOR) and (case is None or may_read(actor, case)):
        return YES
    return no(
        "事案の内容を見られるのは、対応にあたる方と閲覧者です。番号、種類、状態だけを表示しています。",
        clause="第５第２項",
    )


def organizations_of(case: Case) -> list[int]:
    """Which organisations a case concerns, beside 地域政策課."""
    post = subject_post(case)
    return [case.organization_id, *([post.organization_id] if post else [])]


def subject_post(case: Case) -> Post | None:
    """Our post that it is about, or under which the comment stands."""
    return case.post or (case.comment.live_post.post if case.comment else None)


def may_read_evidence(actor: Actor, case: Case) -> Answer:
    """Whose work needs it: the division's chief and posters, who reported it and his manager, who has the case in hand.

    And the auditor, who reads everything. Not the administrator, who keeps the system and not its secrets.
    """
    answer = may_read(actor, case)
    if not answer:
        return answer
    if actor.holds(*DIVISION, Role.AUDITOR):
        return YES
    if actor.holds(Role.MANAGER, organization_id=case.organization_id):
        return YES
    is_reporter = actor.user.pk == case.opened_by_id and case.organization_id in actor.organization_ids
    if actor.holds(*WORKERS) and (is_reporter or actor.user.pk == case.owner_id):
        return YES
    return no(
        "証拠を見られるのは、担当課長、地域政策課の投稿者、報告した方とその業務処理責任者、事案の担当の方、閲覧者です。",
        clause="第５第２項",
        remedy="証拠には個人の情報が含まれます。必要なときは、担当課長に相談してください。",
    )


def may_work(actor: Actor, case: Case) -> Answer:
    """Steps, log, further evidence, proposals: chief, manager and posters who see the case, while it is open."""
    answer = may_read(actor, case)
    if answer and not actor.is_any(*WORKERS):
        others = no(
            "事案の対応を記録できるのは、担当課長、業務処理責任者と、両者の投稿者です。",
            clause=TROUBLE_CLAUSE,
        )
        return actor.refused(others, *APPROVERS)
    if answer and case.state != CaseState.OPEN:
        return no(
            "この事案は終結しています。",
            clause=TROUBLE_CLAUSE,
            remedy="続きの対応が必要なときは、担当課長が理由を書いて再開します。",
        )
    return answer


def may_mark(step: CaseStep, *, is_done: bool) -> Answer:
    """Whether the mark still stands as the page showed it."""
    if is_done and step.done_by:
        return no(
            f"{step.done_by.name}さんが、先に「済ませた」と記録しました。",
            remedy="書き足すことがあるときは、経過に記録してください。",
        )
    return YES if is_done or step.done_by else no("この手順は、すでに未済に戻されています。")


def may_change(actor: Actor, case: Case) -> Answer:
    """Its type, owner and deadline: the division's, since they decide what may be done."""
    answer = may_work(actor, case)
    if answer and not actor.is_any(*DIVISION):
        return no(
            "事案の種類、担当、期限を変更できるのは、地域政策課の担当課長と投稿者です。",
            clause=TROUBLE_CLAUSE,
            remedy="変更が必要なときは、経過の記録に書いて相談してください。",
        )
    return answer


def may_note(actor: Actor, case: Case) -> Answer:
    """受領する: somebody of the division other than who reported it."""
    if case.noted_at:
        return no("この事案の報告は、すでに受領されています。", clause=CLAUSE)
    if not actor.is_any(*DIVISION):
        return no("報告を受領するのは、地域政策課の担当課長と投稿者です。", clause=CLAUSE)
    if actor.user.pk == case.opened_by_id:
        return no(
            "ご自身の報告は、地域政策課のほかの方が受領します。",
            clause=CLAUSE,
            remedy="急ぐときは、電話でも知らせてください。",
        )
    return YES


def may_close(actor: Actor, case: Case, open_measures: int, unseen: int) -> Answer:
    """終結する: the chief, once nothing is undecided, unfinished or unseen.

    open_measures, unseen: how many measures wait (`is_open_measure`), and how many emergency ones the chief has not
    looked at.
    """
    if not actor.is_any(Role.SECTION_CHIEF):
        others = no("事案を終結するのは、移住交流担当課長です。", clause=TROUBLE_CLAUSE)
        return actor.refused(others, Role.SECTION_CHIEF)
    if case.state != CaseState.OPEN:
        return no("この事案は、すでに終結しています。", clause=TROUBLE_CLAUSE)
    if open_measures:
        return no(
            f"決定や実施を待っている措置が{open_measures}件あります。",
            clause=CLAUSE,
            remedy="措置を済ませるか、却下・取下げをしてから、終結してください。",
        )
    if unseen:
        return no(
            f"事後の確認をしていない緊急の措置が{unseen}件あります。",
            clause=CLAUSE,
            remedy="内容を確かめて「事後の確認を記録する」から記録して、終結してください。",
        )
    return YES


def are_settled(steps_open: int, undone: str) -> Answer:
    """Each step has been taken, or it is said why not."""
    if steps_open and not undone.strip():
        return no(steps_left(steps_open), clause=TROUBLE_CLAUSE)
    return YES


def steps_left(count: int) -> str:
    return (
        f"まだ済んでいない手順が{count}あります。済ませたものを記録するか、行わなかった理由を書いてください。"
    )


# What stands in the way of closing a case.
OPEN_MEASURES = (MeasureState.PROPOSED, MeasureState.ORDERED)


def may_reopen(actor: Actor, case: Case) -> Answer:
    if not actor.is_any(Role.SECTION_CHIEF):
        others = no("終結した事案の対応を再開するのは、移住交流担当課長です。", clause=TROUBLE_CLAUSE)
        return actor.refused(others, Role.SECTION_CHIEF)
    if case.state != CaseState.CLOSED:
        return no("この事案は対応中です。", clause=TROUBLE_CLAUSE)
    return YES


def may_answer(actor: Actor, case: Case) -> Answer:
    """Write down what the platform has answered to the application."""
    answer = may_work(actor, case)
    if answer and not case.reported_on:
        return no(
            "プラットフォームへの申出が、まだ記録されていません。",
            remedy="先に「プラットフォームに報告する」措置を記録してください。",
        )
    if answer and case.answered_on:
        return no("プラットフォームの回答は、すでに記録されています。")
    return answer


def may_change_types(actor: Actor) -> Answer:
    """The types of trouble and their steps: the section chief, who answers for them, and the administrator."""
    if actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return YES
    return no("事案の種類を変更できるのは、担当課長とシステム管理者です。", clause=TROUBLE_CLAUSE)


def has_its_flags(kind: TroubleType, former: TroubleType | None) -> Answer:
    """What the guideline has fixed of the types stays fixed, whoever edits them."""
    if former and former.code != kind.code:
        return no("種類の番号は変更できません。", clause=CLAUSE, remedy="新しい種類を加えてください。")
    if kind.allows_emergency and kind.code not in EMERGENCY_CODES:
        return no(
            "緊急の措置を先に行えるのは、T01(個人的な誹謗中傷)とT02(公序良俗に反する投稿)だけです。",
            clause=CLAUSE,
            remedy="「緊急の措置を先に行える」の印を外してください。",
        )
    if kind.code == CRITICISM_CODE and not kind.forbids_hiding:
        return no(
            "正当な批判(T03)は、非表示にも削除もしません。",
            clause=CLAUSE,
            remedy="「非表示・削除をしない」の印を付けてください。",
        )
    return YES


def reporting_organization(actor: Actor) -> Organization:
    """For whom a person reports; of somebody who may."""
    appointment = actor.appointment(*WORKERS)
    assert appointment is not None  # noqa: S101 - may_open has just found it
    return appointment.organization
