"""The ground as a Django app: it keeps one row of its own."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "送信の土台"
