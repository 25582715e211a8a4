"""Verbs of the operating policy (第６第１項). Approval, return and the rest are the core's (approvals.actions)."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions import Stale
from approvals.actions import drafting as life
from approvals.actions.drafting import Begun
from approvals.completeness import Point
from approvals.content import differing_fields
from approvals.models import Guideline, Submission
from comments.policy import events, querysets, rules, telling
from comments.policy import text as policy_text
from comments.policy.content import PART_LABELS, BlockContent
from comments.policy.models import (
    GROUNDS_HEADING,
    OfficeFacts,
    Policy,
    PolicyBlock,
    PolicyHeading,
    PolicyPosting,
    PolicyReview,
    ground_lines,
)
from security.models import User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit

__all__ = [
    "Begun",
    "PolicyDraft",
    "Stale",
    "begin",
    "record_posting",
    "record_review",
    "save_draft",
    "submit",
]


@dataclass(frozen=True)
class PolicyDraft:
    """What the editor's form holds; texts by the number of their heading.

    emergency: which lines of the grounds are marked for emergencies; None leaves the marks as they are.
    """

    in_force_from: date | None = None
    change_note: str = ""
    texts: Mapping[int, str] = field(default_factory=dict)
    emergency: Collection[str] | None = None


def gate() -> None:
    """Whoever numbers or approves a version waits here for the others: one row that all of them lock. Runs in the transaction of the act."""
    OfficeFacts.objects.select_for_update().get_or_create(pk=1)


@transaction.atomic
def begin(*, by: User, form_key: uuid.UUID, from_template: bool = False) -> Policy:
    """起案する: a draft with the texts of the newest approved version or, without one or if asked, of the template.

    The same form sent twice gives the same draft; a form_key is each person's own. Raises Begun if the draft has been
    written on, or began with the other texts.
    """
    actor = Actor.of(by)
    require(rules.may_propose(actor))
    gate()
    if existing := life.begun(Policy, by=actor, form_key=form_key):
        again = _blocks(existing, None if from_template else querysets.preceding(existing))
        if {one.number: one.text for one in again} != dict(existing.blocks.values_list("number", "text")):
            raise Begun(existing)
        return existing
    last = Policy.objects.order_by("-number").first()
    policy = life.begin(Policy, by=actor, form_key=form_key, number=last.number + 1 if last else 1)
    before = None if from_template else querysets.preceding(policy)
    PolicyBlock.objects.bulk_create(_blocks(policy, before))
    life.note_begun(policy, by=actor)
    return policy


def _blocks(policy: Policy, before: Policy | None) -> list[PolicyBlock]:
    """Every heading of the template; where there is a version to go on from, with its title and text."""
    known = policy_text.values()
    blocks = {
        heading.number: BlockContent(
            heading.number,
            heading.title,
            policy_text.filled(heading.template, known),
            tuple(line.strip() for line in heading.emergency.splitlines() if line.strip()),
        )
        for heading in PolicyHeading.objects.all()
    }
    if before:
        blocks |= {block.number: block for block in before.sealed_blocks}
    return [
        PolicyBlock(
            policy=policy,
            number=number,
            title=block.title,
            text=block.text,
            emergency=_marked(block.text, block.emergency),
        )
        for number, block in sorted(blocks.items())
    ]


def _marked(text: str, wanted: Collection[str]) -> list[str]:
    """In the order of the text. A line that has been put in other words has to be marked anew."""
    return list(dict.fromkeys(line for line in ground_lines(text) if line in wanted))


@transaction.atomic
def save_draft(*, by: User, policy: Policy, version: int, draft: PolicyDraft) -> Policy:
    """Save what the form holds, whatever is still missing. Raises Stale or Refused; nothing is changed then.

    A change takes a pending version back to a draft; a save without a change does nothing.
    """
    actor = Actor.of(by)
    locked = life.opened(policy, by=actor, version=version, may_edit=rules.may_edit)
    before = locked.sealed_content()
    locked.in_force_from, locked.change_note = draft.in_force_from, draft.change_note.strip()
    for block in locked.blocks.all():
        if block.number in draft.texts:
            block.text = draft.texts[block.number].strip()
        if block.number == GROUNDS_HEADING:
            wanted = block.emergency if draft.emergency is None else draft.emergency
            block.emergency = _marked(block.text, wanted)
        block.save(update_fields=["text", "emergency"])
    changed = [PART_LABELS[name] for name in differing_fields(before, locked.sealed_content())]
    if changed:
        life.note_change(locked, by=actor, changed=changed, fields=["in_force_from", "change_note"])
    return locked


@transaction.atomic
def submit(*, by: User, policy: Policy, version: int, same_text: bool = False) -> Submission:
    """承認を求める: complete and as seen on the screen; then sealed. Raises Incomplete, Stale or Refused.

    same_text: the person has said that the text is meant to be that of the version before.
    """
    policy = life.opened(policy, by=Actor.of(by), version=version)
    points = points_of(policy)
    if not points:
        blocks = policy.sealed_content().blocks
        require(rules.may_submit_text(blocks, querysets.preceding(policy), is_meant=same_text))
    return life.submit(policy, by=by, points=points, guidelines=Guideline.objects.all_in_force())


def points_of(policy: Policy) -> list[Point]:
    """What is missing of a draft."""
    needed = PolicyHeading.objects.filter(is_needed=True).values_list("number", flat=True)
    return rules.missing_points(
        policy, needed, before=querysets.preceding(policy), same_day=querysets.on_the_same_day(policy)
    )


def check_taking_effect(policy: Policy) -> None:
    """The last approval has been given: it stands only if the version can take effect. Runs in that transaction."""
    gate()
    require(rules.may_take_effect(policy, querysets.on_the_same_day(policy)))


@transaction.atomic
def record_posting(*, by: User, policy: Policy, url: str, posted_on: date) -> PolicyPosting:
    """掲示を記録する: where on the division's web pages the version stands, and since when."""
    actor, policy = Actor.of(by), approval_actions.locked(policy)
    require(rules.may_record_posting(actor, policy))
    if problems := rules.posting_problems(url.strip(), posted_on, timezone.localdate()):
        raise ValidationError(dict(problems))
    assert policy.submission is not None  # noqa: S101 - an approved version has one, by constraint
    posting = PolicyPosting.objects.create(
        policy=policy, url=url.strip(), posted_on=posted_on, seal=policy.submission.seal, recorded_by=by
    )
    telling.of_posting(posting, by)
    audit.record(
        events.POLICY_POSTED, by=actor, subject=policy, url=posting.url, posted_on=posted_on.isoformat()
    )
    return posting


@transaction.atomic
def record_review(*, by: User, policy: Policy, note: str) -> PolicyReview:
    """見直しを記録する: the version in force was looked at today, with this result."""
    actor, policy = Actor.of(by), approval_actions.locked(policy)
    require(rules.may_record_review(actor, policy, Policy.objects.in_force()))
    if not note.strip():
        raise ValidationError({"note": "見直した結果を入力してください。"})
    review = PolicyReview.objects.create(
        policy=policy, reviewed_on=timezone.localdate(), note=note.strip(), reviewed_by=by
    )
    telling.is_reviewed(policy)
    audit.record(events.POLICY_REVIEWED, by=actor, subject=policy, note=review.note)
    return review
