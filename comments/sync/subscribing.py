"""Asking Instagram for notifications; it gives them with advanced access only, and reading does without them."""

import logging

from posts.instagram.errors import InstagramError, QuotaReached

from .calls import Calls

logger = logging.getLogger(__name__)

FIELD = "comments"


def run(calls: Calls) -> None:
    try:
        if FIELD not in calls.make(calls.client.subscriptions):
            calls.make(calls.client.subscribe, FIELD)
    except QuotaReached:
        raise
    except InstagramError as error:
        logger.warning("Instagram gives no notifications: %s", error)
