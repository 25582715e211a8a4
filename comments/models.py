"""The nouns of 第６."""

from comments.cases.models.cases import (
    Case,
    CaseEntry,
    CaseSeries,
    CaseState,
    CaseStep,
    StepKind,
    TroubleType,
    TypeStep,
    Way,
)
from comments.cases.models.evidence import Evidence
from comments.cases.models.measures import BY_API, Measure, MeasureJob, MeasureKind, MeasureState
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
)
from comments.inbox.models.deliveries import WebhookDelivery
from comments.inbox.models.live import LivePost
from comments.inbox.models.turns import ReadingTurn
from comments.own_answers.models import OwnAnswer
from comments.policy.models import (
    OfficeFacts,
    Policy,
    PolicyBlock,
    PolicyHeading,
    PolicyPosting,
    PolicyReview,
)
from comments.replies.models import Reply, ReplyJob, word_of

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
    "OwnAnswer",
    "Policy",
    "PolicyBlock",
    "PolicyHeading",
    "PolicyPosting",
    "PolicyReview",
    "ReadingTurn",
    "Reply",
    "ReplyJob",
    "ReplyTemplate",
    "Source",
    "StepKind",
    "TroubleType",
    "TypeStep",
    "Way",
    "WebhookDelivery",
    "word_of",
]
