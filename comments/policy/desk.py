"""What the approver's desk shows of a version of the operating policy: all of it, and what changes by it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from approvals import changes
from approvals.changes import Piece
from approvals.desk import Desk
from approvals.models import Submission
from comments.policy import querysets, rules
from comments.policy import text as policy_text
from comments.policy.content import BlockContent, sealed
from comments.policy.models import GROUNDS_HEADING, Policy
from comments.policy.text import Part
from security.office.answers import Answer
from security.pages.requests import OfficeRequest


@dataclass(frozen=True)
class Section:
    """One heading as it would stand, and how it differs from the version before it."""

    number: int
    title: str
    parts: list[Part]
    pieces: list[Piece]
    is_changed: bool
    # Grounds for 緊急の措置: shown to those inside alone.
    emergency: list["Mark"]
    has_grounds: bool


@dataclass(frozen=True)
class Mark:
    """A line that is marked now, was marked before, or both."""

    line: str
    is_new: bool = False
    is_gone: bool = False


class PolicyDesk(Desk):
    content_template = "policy/desk_content.html"
    card_template = "policy/card.html"
    preview_template = ""
    follows_template = "policy/desk_follows.html"
    never = "施行されません"

    def items(self, request: OfficeRequest) -> QuerySet[Policy]:
        return querysets.with_details(querysets.readable_by(request.actor))

    def cards(self, request: OfficeRequest) -> QuerySet[Policy]:
        return querysets.for_list(querysets.readable_by(request.actor))

    def content(self, item: Policy, submission: Submission, previous: Submission | None) -> dict[str, Any]:
        content, before = sealed(submission), querysets.preceding(item)
        same = same_as(content.blocks, before)
        return {
            "sealed": content,
            "sections": list(sections(content.blocks, before)),
            "compared": before,
            "same_as": same,
            "notice": same,
        }

    def obstacle(self, item: Policy) -> Answer:
        return rules.may_take_effect(item, querysets.on_the_same_day(item))

    def subject(self, item: Policy, submission: Submission) -> str:
        return str(item)

    def crumbs(self, item: Policy) -> list[tuple[str, str]]:
        return [(reverse("policy:list"), "運用ポリシー"), (item.get_absolute_url(), f"第{item.number}版")]

    def after_approval(self, item: Policy) -> str:
        day = item.in_force_from
        return f"{day.month}月{day.day}日から公開されます。掲示したら記録してください。" if day else ""


def same_as(blocks: Iterable[BlockContent], compared: Policy | None) -> str:
    """The sentence for a text that says what the version before it says; else nothing."""
    return rules.same_as(compared) if compared and rules.repeats(blocks, compared) else ""


def sections(blocks: Iterable[BlockContent], compared: Policy | None) -> Iterator[Section]:
    """The headings, each beside the one of the version that it is compared with, if there is one."""
    before = {block.number: block for block in compared.sealed_blocks} if compared else {}
    for block in blocks:
        old = before.get(block.number, BlockContent(block.number, block.title, ""))
        is_rewritten = compared is not None and old.text != block.text
        yield Section(
            number=block.number,
            title=block.title,
            parts=policy_text.parts(block.text),
            pieces=list(changes.pieces(old.text, block.text)) if is_rewritten else [],
            is_changed=is_rewritten or (compared is not None and old.emergency != block.emergency),
            emergency=list(_marks(block, old if compared else block)),
            has_grounds=block.number == GROUNDS_HEADING,
        )


def _marks(block: BlockContent, old: BlockContent) -> Iterator[Mark]:
    for line in block.emergency:
        yield Mark(line, is_new=line not in old.emergency)
    for line in old.emergency:
        if line not in block.emergency:
            yield Mark(line, is_gone=True)
