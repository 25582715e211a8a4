"""What is told of the operating policy beside what is told of every item. comments/policy/telling.py tells it."""

from comments.policy.rules import KEEPERS
from security.notices.models import How
from security.notices.registry import Kind, declare

GROUP = "運用ポリシー"


ALL_KEEPERS = "担当課長、地域政策課の投稿者、運営者の投稿者"

CHANGED = declare(
    Kind(
        "policy_changed",
        "運用ポリシーの版が承認された、掲示された",
        ALL_KEEPERS,
        KEEPERS,
        how=How.DIGEST,
        group=GROUP,
    )
)
REVIEW = declare(
    Kind(
        "policy_review",
        "運用ポリシーの見直しの時期になった(1年)",
        ALL_KEEPERS,
        KEEPERS,
        how=How.DIGEST,
        group=GROUP,
    )
)
