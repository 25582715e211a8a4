"""The nouns of 第６."""

from comments.models.cases import Case, CaseEntry, CaseSeries, CaseState, CaseStep, TroubleType, Way
from comments.models.comments import (
    Comment,
    CommentEdit,
    Handling,
    Hint,
    HintWord,
    MarkingRound,
    NewComment,
    ReplyTemplate,
    Source,
)
from comments.models.deliveries import WebhookDelivery
from comments.models.evidence import Evidence
from comments.models.live import LivePost
from comments.models.measures import BY_API, Measure, MeasureJob, MeasureKind, MeasureState
from comments.models.policy import (
    OfficeFacts,
    Policy,
    PolicyBlock,
    PolicyHeading,
    PolicyPosting,
    PolicyReview,
)
from comments.models.replies import Reply, ReplyJob, ReplyStep, word_of
from comments.models.turns import ReadingTurn

__all__ = [
    "BY_API",
    "Case",
    "CaseEntry",
    "CaseSeries",
    "CaseState",
    "CaseStep",
    "Comment",
    "CommentEdit",
    "Evidence",
    "Handling",
    "Hint",
    "HintWord",
    "LivePost",
    "MarkingRound",
    "Measure",
    "MeasureJob",
    "MeasureKind",
    "MeasureState",
    "NewComment",
    "OfficeFacts",
    "Policy",
    "PolicyBlock",
    "PolicyHeading",
    "PolicyPosting",
    "PolicyReview",
    "ReadingTurn",
    "Reply",
    "ReplyJob",
    "ReplyStep",
    "ReplyTemplate",
    "Source",
    "TroubleType",
    "Way",
    "WebhookDelivery",
    "word_of",
]
