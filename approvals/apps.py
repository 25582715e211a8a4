"""The approval core as a Django app; reference data that every new database needs."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "承認"

    def ready(self) -> None:
        import_module("approvals.events")
        import_module("approvals.agreement")
        import_module("approvals.notices")
        post_migrate.connect(seed, sender=self)


def seed(sender: "ApprovalsConfig", using: str, **kwargs: Any) -> None:
    from approvals.guidelines import ensure_guidelines  # noqa: PLC0415 - models exist only once the apps are ready

    ensure_guidelines(using=using)
