"""The sealed content of a version of the operating policy, and the forms in which it is sealed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from approvals.content import Form, Forms
from approvals.models import Submission

PART_LABELS = {
    "number": "版",
    "in_force_from": "施行日",
    "change_note": "改定の要点",
    "blocks": "本文",
    "organization": "起案した組織",
    "category": "内容の区分",
}


@dataclass(frozen=True)
class BlockContent:
    """One heading with its text, and which lines of it are grounds for 緊急の措置 (第６第３項)."""

    number: int
    title: str
    text: str
    emergency: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicyContent:
    number: int
    in_force_from: date | None
    change_note: str
    blocks: tuple[BlockContent, ...]
    organization: int
    category: str


def sealed(version: Submission) -> PolicyContent:
    return version.read(FORMS)


def _write_1(content: PolicyContent) -> dict[str, Any]:
    day = content.in_force_from
    return {
        "number": content.number,
        "in_force_from": day.isoformat() if day else None,
        "change_note": content.change_note,
        "blocks": [[block.number, block.title, block.text] for block in content.blocks],
        "organization": content.organization,
        "category": content.category,
    }


def _read_1(data: dict[str, Any]) -> PolicyContent:
    day = data["in_force_from"]
    return PolicyContent(
        number=data["number"],
        in_force_from=date.fromisoformat(day) if day else None,
        change_note=data["change_note"],
        blocks=tuple(BlockContent(number, title, text) for number, title, text in data["blocks"]),
        organization=data["organization"],
        category=data["category"],
    )


def _write_2(content: PolicyContent) -> dict[str, Any]:
    blocks = [[block.number, block.title, block.text, list(block.emergency)] for block in content.blocks]
    return {**_write_1(content), "blocks": blocks}


def _read_2(data: dict[str, Any]) -> PolicyContent:
    blocks = tuple(
        BlockContent(number, title, text, tuple(marked)) for number, title, text, marked in data["blocks"]
    )
    return replace(_read_1({**data, "blocks": []}), blocks=blocks)


# 2: which lines are grounds for emergencies. What was sealed before it marks none.
FORMS: Forms[PolicyContent] = {
    1: Form(write=_write_1, read=_read_1),
    2: Form(write=_write_2, read=_read_2),
}
