"""What the trail tells of answers that nobody has approved."""

from approvals.events import SEAL
from posts.live.events import AROUND, DOCUMENT
from security.trail.registry import event
from security.trail.words import NOTE

FOUND = event(
    AROUND,
    "own_answer.found",
    "承認の記録のない返信に気づいた",
    "承認の記録のない「{what}」に気づきました。",
    mark="error",
)
EXPLAINED = event(
    AROUND,
    "own_answer.explained",
    "承認の記録のない返信が、承認されたものと分かった",
    "「{what}」が、承認された返信と分かりました。",
    DOCUMENT,
)
JOINED = event(
    AROUND,
    "own_answer.joined",
    "承認を受けて手で返信したものとした",
    "{who}が、「{what}」を、承認を受けて手で返信したものとしました。",
    DOCUMENT,
    SEAL,
    NOTE,
    mark="publish",
)
CASE_OPENED = event(
    AROUND, "own_answer.case", "返信を事案とした", "{who}が、「{what}」を事案としました。", NOTE, mark="error"
)
