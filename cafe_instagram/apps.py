"""The roof as a Django app: commands, static files, and the Celery application that shared tasks bind to."""

from importlib import import_module

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "cafe_instagram"

    def ready(self) -> None:
        # Not in __init__.py: the sandbox lives in this package and must load neither Celery nor Django.
        import_module("cafe_instagram.celery")
