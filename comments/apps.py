"""Comments as a Django app: reference data and the ear for what the floors below tell."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "外部対応"

    def ready(self) -> None:
        import_module("comments.receivers")
        import_module("comments.replying.receivers")
        import_module("comments.trouble.receivers")
        import_module("comments.policy.receivers")
        post_migrate.connect(seed, sender=self)


def seed(sender: "CommentsConfig", using: str, **kwargs: Any) -> None:
    """What a new database needs: words, types of trouble, the policy's headings."""
    from comments.seeds import plant  # noqa: PLC0415 - models exist only once the apps are ready

    plant(using=using)
