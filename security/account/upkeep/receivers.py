"""A doubt about the connection wakes a check as soon as it is committed."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from outbox.wake_ups import wake
from security.account.models import AccessToken
from security.people.signals import connection_doubted


@receiver(connection_doubted, sender=AccessToken)
def on_doubt(**kwargs: Any) -> None:
    transaction.on_commit(lambda: wake("posts.tasks.keep_connection"))
