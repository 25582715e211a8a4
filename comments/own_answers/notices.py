"""What people are told of answers that nobody has approved."""

from posts.live.notices import BECAUSE, TOLD, TOLD_WORDS, standing
from security.account.notices import GROUP
from security.notices.models import How
from security.notices.registry import Kind, declare

ANSWER = declare(
    Kind(
        "around_answer",
        "公式アカウントに、承認の記録のない返信がある",
        TOLD_WORDS,
        TOLD,
        least=How.AT_ONCE,
        because=BECAUSE,
        clause="第６第２項、第５第１項",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
