"""What is told of replies beside what is told of every item (approvals/notices.py). comments/replies/telling.py tells it."""

from approvals.notices import AUTHORS, standing
from comments.inbox.notices import GROUP
from security.models import APPROVERS, POSTERS
from security.notices.models import How
from security.notices.registry import Kind, declare

SENT = declare(
    Kind(
        "reply_sent",
        "返信がInstagramに載った",
        AUTHORS,
        POSTERS,
        how=How.DIGEST,
        group=GROUP,
    )
)
DIFFERS = declare(
    Kind(
        "reply_differs",
        "公式アカウントの返信が、承認された版と違う",
        "起案した方、承認した方",
        (*POSTERS, *APPROVERS),
        least=How.DIGEST,
        because="承認を受けていない返信が公開されているおそれがあるため、メールでお知らせします。",
        clause="第６第２項",
        standing=standing,
        group=GROUP,
    )
)
