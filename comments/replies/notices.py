"""What is told of replies beside what every item's notices tell: to whom, and how."""

from approvals.notices import standing
from security.models import APPROVERS, POSTERS
from security.notices.models import How
from security.notices.registry import Kind, declare

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
    )
)
