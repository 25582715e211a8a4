"""The nouns of 第６."""

from .cases import Case, CaseEntry, CaseSeries, CaseState, CaseStep, TroubleType, Way
from .comments import (
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
from .deliveries import WebhookDelivery
from .evidence import Evidence
from .live import LivePost
from .measures import BY_API, Measure, MeasureJob, MeasureKind, MeasureState
from .policy import (
    OfficeFacts,
    Policy,
    PolicyBlock,
    PolicyHeading,
    PolicyPosting,
    PolicyReview,
)
from .replies import Reply, ReplyJob, ReplyStep, word_of
from .turns import ReadingTurn

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
