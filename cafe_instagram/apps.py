"""The roof as a Django app: commands, static files, and the Celery application that shared tasks bind to."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished

from cafe_instagram import inquiries, logs


class RoofConfig(AppConfig):
    name = "cafe_instagram"

    def ready(self) -> None:
        # Not in __init__.py: the supervisor and the clock live in this package and load as little as they can.
        import_module("cafe_instagram.celery")
        request_finished.connect(inquiries.forget)
        inquiries.listeners.append(logs.tell_request)
        if settings.SENTRY_DSN:
            import_module("cafe_instagram.sentry").begin()
