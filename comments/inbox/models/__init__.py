"""What comes in, and what stands on the account."""

from comments.inbox.models.comments import (
    Comment,
    CommentEdit,
    Handling,
    Hint,
    HintWord,
    MarkingRound,
    NewComment,
    ReplyTemplate,
    Source,
    UsualReason,
)
from comments.inbox.models.deliveries import WebhookDelivery
from comments.inbox.models.live import LivePost
from comments.inbox.models.turns import ReadingTurn

__all__ = [
    "Comment",
    "CommentEdit",
    "Handling",
    "Hint",
    "HintWord",
    "LivePost",
    "MarkingRound",
    "NewComment",
    "ReadingTurn",
    "ReplyTemplate",
    "Source",
    "UsualReason",
    "WebhookDelivery",
]
