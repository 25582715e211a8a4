"""A doubt about the connection wakes a check as soon as it is committed; a restriction of the account is told at once."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from outbox.wake_ups import wake
from security.account.models import AccessToken
from security.account.upkeep import notices
from security.people.signals import account_blocked, connection_doubted


@receiver(connection_doubted, sender=AccessToken)
def on_doubt(**kwargs: Any) -> None:
    transaction.on_commit(lambda: wake("posts.tasks.keep_connection"))


@receiver(account_blocked, sender=AccessToken)
def on_block(token: AccessToken, **kwargs: Any) -> None:
    notices.tell_of_block(token)
