"""The ground floor as a Django app, and the admin site that stands on it."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SecurityConfig(AppConfig):
    name = "security"
    default = True
    verbose_name = "担当者と証跡"

    def ready(self) -> None:
        import_module("security.receivers")


class OfficeAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "security.admin_site.OfficeAdminSite"
