"""Comments as a Django app: reference data and the ear for what the floors below tell."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "コメント・事案・運用ポリシー"

    def ready(self) -> None:
        for noun in ("inbox", "replies", "own_answers", "cases", "policy"):
            import_module(f"comments.{noun}.events")
            import_module(f"comments.{noun}.notices")
        import_module("comments.handling.querysets.listing")
        import_module("comments.replies.agreement")
        import_module("comments.inbox.receivers")
        import_module("comments.replies.receivers")
        import_module("comments.cases.receivers")
        import_module("comments.policy.receivers")
        post_migrate.connect(seed, sender=self)


def seed(sender: "CommentsConfig", using: str, **kwargs: Any) -> None:
    """What a new database needs: words, types of trouble, the policy's headings."""
    for noun in ("inbox", "cases", "policy"):  # models exist only once the apps are ready
        import_module(f"comments.{noun}.seed").plant(using=using)
