"""The ground floor as a Django app, and the admin site that stands on it."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class SecurityConfig(AppConfig):
    name = "security"
    default = True
    verbose_name = "担当者と証跡"

    def ready(self) -> None:
        for noun in (
            "appointing",
            "confirming",
            "account",
            "letters",
            "notices",
            "workplaces",
            "signing_in",
            "trail",
        ):
            import_module(f"security.{noun}.events")
            import_module(f"security.{noun}.entries")  # on the page of security in this order
        for noun in ("account", "workplaces", "confirming", "signing_in", "appointing", "system"):
            import_module(f"security.{noun}.notices")  # in the table of notices in this order
        import_module("security.appointing.agreement")
        import_module("security.confirming.agreement")
        import_module("security.appointing.actions")  # what is done once a change has been confirmed
        import_module("security.notices.querysets")
        import_module("security.signing_in.receivers")
        import_module("security.account.upkeep.receivers")
        post_migrate.connect(seed, sender=self)


def seed(sender: "SecurityConfig", using: str, **kwargs: Any) -> None:
    from security.signing_in.acknowledging import ensure_policy_text  # noqa: PLC0415 - models exist only once the apps are ready

    ensure_policy_text(using=using)


class OfficeAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "security.signing_in.admin_site.OfficeAdminSite"
