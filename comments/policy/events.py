"""What the trail tells of the operating policy, beside what it tells of every item."""

from posts.links.events import URL
from security.trail.registry import Kind, Word, event
from security.trail.words import NOTE

OPERATING_POLICY = Kind("operating_policy", "運用ポリシー", place=110)

POSTED_ON = Word("posted_on", "掲示した日")

POLICY_POSTED = event(
    OPERATING_POLICY,
    "operating_policy.post",
    "運用ポリシーの掲示を記録した",
    "{who}が「{what}」の掲示を記録しました。",
    URL,
    POSTED_ON,
)
POLICY_REVIEWED = event(
    OPERATING_POLICY,
    "operating_policy.review",
    "運用ポリシーを見直した",
    "{who}が「{what}」を見直しました。",
    NOTE,
)
