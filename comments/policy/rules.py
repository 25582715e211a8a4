"""運用ポリシー (第６第１項): who proposes, when a version can take effect, and when it can no longer be taken back."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from approvals import rules as approval_rules
from approvals.completeness import Point
from approvals.models import State
from comments.policy.content import BlockContent
from comments.policy.models import GROUNDS_HEADING, Policy
from comments.policy.text import left_open
from security.models import POSTERS, Role
from security.office.addresses import is_web_address
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

CLAUSE = "第６第１項"
KEEPERS = (*POSTERS, Role.SECTION_CHIEF)
OPEN = (State.DRAFT, State.PENDING)


def may_propose(actor: Actor) -> Answer:
    """起案: the posters of either side."""
    if actor.appointment(*POSTERS):
        return YES
    return no("運用ポリシーを起案できるのは、地域政策課投稿者と運営者投稿者です。", clause=CLAUSE)


def may_read(actor: Actor, policy: Policy) -> Answer:
    """Approved versions are public anyway; of the rest the division reads all, a contractor its own."""
    if not actor.appointments:
        return no("いま有効な任用がありません。", clause="第２")
    own = actor.is_of_prefecture or policy.organization_id in actor.organization_ids
    if own or policy.state == State.APPROVED:
        return YES
    return no("この版を見られるのは、地域政策課と起案した組織の方です。", clause=CLAUSE)


def may_edit(actor: Actor, policy: Policy) -> Answer:
    """An approved version is never edited: what citizens and measures rest on stays as it was."""
    if not actor.appointment(*POSTERS, organization_id=policy.organization_id):
        return no(f"この版を直せるのは、{policy.organization.name}の投稿者です。", clause=CLAUSE)
    if policy.state == State.APPROVED:
        return no(
            "承認された版は変更できません。", clause=CLAUSE, remedy="直すときは、新しい版を起案してください。"
        )
    if policy.state not in OPEN:
        return no(f"「{policy.get_state_display()}」の版は変更できません。", clause=CLAUSE)
    return YES


def may_take_effect(policy: Policy, same_day: Policy | None, today: date | None = None) -> Answer:
    """Asked when it is approved. `same_day`: another approved version that takes effect on its day, if there is one."""
    day = policy.in_force_from
    if day is None:
        return no("施行日が入っていません。", clause=CLAUSE)
    if day < (today or timezone.localdate()):
        return no(
            f"施行日({day.year}年{day.month}月{day.day}日)を過ぎているため、承認できません。",
            clause=CLAUSE,
            remedy="差し戻して、施行日を改めてもらってください。",
        )
    if same_day:
        return no(_overlaps(same_day), clause=CLAUSE, remedy="施行日を別の日にしてください。")
    return YES


def _overlaps(other: Policy) -> str:
    return f"同じ日から施行する第{other.number}版が、すでに承認されています。"


def may_take_back(policy: Policy, today: date | None = None) -> Answer:
    """取消し and 取下げ of an approved version: only before its day.

    From that day on it has been public and people were judged by it, whether a measure has cited it yet or not; which
    version held on which day must be answerable for good. A correction is a new version.
    """
    if policy.in_force_from and policy.in_force_from <= (today or timezone.localdate()):
        return no(
            "施行日を迎えた版は、取り消したり取り下げたりできません。公開され、措置の根拠となる版だからです。",
            clause=CLAUSE,
            remedy="改めるときは、新しい版を起案してください(早くて翌日から施行できます)。",
        )
    return YES


def may_withdraw(actor: Actor, policy: Policy) -> Answer:
    answer = approval_rules.may_withdraw(actor, policy)
    return answer and (may_take_back(policy) if policy.state == State.APPROVED else YES)


def may_revoke(actor: Actor, policy: Policy) -> Answer:
    return approval_rules.may_revoke(actor, policy) and may_take_back(policy)


def may_keep(actor: Actor) -> Answer:
    """Recording where it is posted and that it was looked at: the posters of either side, and the chief."""
    if actor.is_any(*KEEPERS):
        return YES
    return no("記録できるのは、投稿者と移住交流担当課長です。", clause=CLAUSE)


def may_record_posting(actor: Actor, policy: Policy) -> Answer:
    answer = may_keep(actor)
    if answer and policy.state != State.APPROVED:
        return no("掲示を記録できるのは、承認された版だけです。", clause=CLAUSE)
    return answer


def may_record_review(actor: Actor, policy: Policy, in_force: Policy | None) -> Answer:
    answer = may_keep(actor)
    if answer and policy != in_force:
        return no("見直しを記録できるのは、いま施行されている版だけです。", clause=CLAUSE)
    return answer


def repeats(blocks: Iterable[BlockContent], before: Policy | None) -> bool:
    """Whether a text says what the version before it says."""
    if before is None or before.submission is None:
        return False
    old = {block.number: (block.text, block.emergency) for block in before.sealed_blocks}
    return old == {block.number: (block.text, block.emergency) for block in blocks}


def may_submit_text(blocks: Iterable[BlockContent], before: Policy | None, *, is_meant: bool) -> Answer:
    """Asking for approval of an unchanged text is mostly a mistake; `is_meant`: the person has said it is none."""
    if before is None or is_meant or not repeats(blocks, before):
        return YES
    return no(
        same_as(before),
        clause=CLAUSE,
        remedy="改めるところがなければ、「前の版と同じ本文のまま承認を求める」に印を付けてください。",
    )


def same_as(before: Policy) -> str:
    return f"本文は前の版(第{before.number}版)と同じです。改めるところがあるか、お確かめください。"


def posting_problems(url: str, posted_on: date, today: date) -> dict[str, str]:
    """What is wrong with a posting, by the field."""
    problems = {}
    if not is_web_address(url):
        problems["url"] = "https:// で始まる、掲示したページのアドレスを入力してください。"
    if posted_on > today:
        problems["posted_on"] = "先の日付です。掲示した後に、その日を入力してください。"
    return problems


def missing_points(
    policy: Policy, needed: Iterable[int], *, before: Policy | None, same_day: Policy | None
) -> list[Point]:
    """What is to be done before approval can be asked for, each with the id of its field."""
    points = [*_of_the_day(policy, same_day)]
    if before and not policy.change_note.strip():
        points.append(Point("改定の要点を書いてください。", "id_change_note", CLAUSE))
    needed = set(needed)
    for block in policy.blocks.all():
        anchor = f"id_text_{block.number}"
        if block.number in needed and not block.text.strip():
            points.append(Point(f"「{block.title}」が空欄です。", anchor, CLAUSE))
        if places := left_open(block.text):
            sentence = (
                f"「{block.title}」の {'、'.join(places)} がそのままです。正しい言葉に置き換えてください。"
            )
            points.append(Point(sentence, anchor, CLAUSE))
        if block.number == GROUNDS_HEADING and block.text.strip() and not policy.grounds:
            sentence = f"「{block.title}」に、「・」で始まる基準が1つもありません。措置の根拠になるものです。"
            points.append(Point(sentence, anchor, "第６第３項"))
    return points


def _of_the_day(policy: Policy, same_day: Policy | None) -> list[Point]:
    anchor = "id_in_force_from"
    if policy.in_force_from is None:
        return [Point("施行日を入れてください。", anchor, CLAUSE)]
    if policy.in_force_from < timezone.localdate():
        return [Point("施行日が過ぎています。きょう以後の日にしてください。", anchor, CLAUSE)]
    if same_day:
        return [Point(f"{_overlaps(same_day)}施行日を別の日にしてください。", anchor, CLAUSE)]
    return []
