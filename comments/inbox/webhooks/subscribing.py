"""Asking Instagram for notifications, once a day and after each new connection.

It gives them with advanced access only, and comments are found without them too, only later.
"""

import logging

from comments.inbox.reading.calls import Calls
from instagram.asked import COMMENTS_FIELD
from instagram.errors import AccessLost, InstagramError, QuotaReached

logger = logging.getLogger(__name__)


def run(calls: Calls) -> None:
    """Raises what concerns all of the reading: AccessLost, QuotaReached."""
    try:
        if COMMENTS_FIELD not in calls.make(calls.client.subscriptions):
            calls.make(calls.client.subscribe)
    except (AccessLost, QuotaReached):
        raise
    except InstagramError as error:
        logger.warning("Instagram gives no notifications: %s", error)
