"""The sealed content of a reply, and the forms in which it is sealed."""

from dataclasses import dataclass
from typing import Any

from approvals.content import Form, Forms
from approvals.models import Submission

PART_LABELS = {
    "text": "返信文",
    "comment": "返信先のコメント",
    "organization": "起案した組織",
    "category": "内容の区分",
}


@dataclass(frozen=True)
class AnsweredComment:
    """What is answered, as it read."""

    pk: int
    remote_id: str
    text: str


@dataclass(frozen=True)
class ReplyContent:
    text: str
    comment: AnsweredComment
    organization: int
    category: str


def sealed(version: Submission) -> ReplyContent:
    return version.read(FORMS)


def _write_1(content: ReplyContent) -> dict[str, Any]:
    comment = content.comment
    return {
        "text": content.text,
        "comment": [comment.pk, comment.remote_id, comment.text],
        "organization": content.organization,
        "category": content.category,
    }


def _read_1(data: dict[str, Any]) -> ReplyContent:
    pk, remote_id, text = data["comment"]
    return ReplyContent(
        text=data["text"],
        comment=AnsweredComment(pk, remote_id, text),
        organization=data["organization"],
        category=data["category"],
    )


FORMS: Forms[ReplyContent] = {1: Form(write=_write_1, read=_read_1)}
