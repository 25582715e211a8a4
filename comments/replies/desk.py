"""What the approver's desk shows of a reply: the comment as it stood, what it stands in, and the answer."""

from typing import Any

from django.db.models import QuerySet

from approvals import changes
from approvals.desk import Desk
from approvals.models import Submission
from approvals.querysets import current_stop
from comments.replies import querysets, rules
from comments.replies.content import sealed
from comments.replies.models import Reply
from posts.drafting.views import previews
from security.account import connection
from security.pages.requests import OfficeRequest


class ReplyDesk(Desk):
    content_template = "comments/reply_desk_content.html"
    card_template = "comments/reply_card.html"
    preview_template = "comments/reply_preview.html"
    follows_template = "comments/reply_follows.html"
    preview_heading = "送られる返信"
    never = "送られません"

    def title(self, item: Reply) -> str:
        return item.title

    def after_approval(self, item: Reply) -> str:
        if item.is_by_hand:
            return "公式アカウントの画面で返信し、ここに記録してください。"
        if current_stop():
            return "緊急停止中のため、まだ送られません。"
        return (
            "Instagramとの接続が戻るまで待ちます。"
            if connection.pause()
            else "まもなくInstagramへ送られます。"
        )

    def items(self, request: OfficeRequest) -> QuerySet[Reply]:
        return querysets.with_details(querysets.readable_by(request.actor))

    def cards(self, request: OfficeRequest) -> QuerySet[Reply]:
        return querysets.for_list(querysets.readable_by(request.actor))

    def content(self, item: Reply, submission: Submission, previous: Submission | None) -> dict[str, Any]:
        content = sealed(submission)
        comment_text = content.comment.text
        return {
            "account": previews.account(),
            "text": content.text,
            "comment": item.comment,
            "comment_text": comment_text,
            "comment_changes": comment_changes(comment_text, item.comment.text),
            "may_answer": rules.may_answer(item.comment),
            "thread": querysets.thread_of(item.comment),
            "hints": rules.hints(content.text),
            "warnings": rules.warnings(content.text),
            **(changes.of_words(sealed(previous).text, content.text) if previous else {}),
        }


def comment_changes(before: str, now: str) -> list[changes.Piece]:
    """The two texts of a comment merged; empty when its author has changed nothing."""
    return list(changes.pieces(before, now)) if before != now else []
