"""What is told of replies beside what is told of every item (approvals/notices.py). comments/replies/telling.py tells it."""

from approvals.notices import AUTHORS
from security.models import POSTERS
from security.notices.models import How
from security.notices.registry import Kind, declare

SENT = declare(Kind("reply_sent", "返信がInstagramに載った", AUTHORS, POSTERS, how=How.DIGEST))
