"""The admin site: behind the same sign-in, open only to whom the rules let in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from security.pages.requests import signed_in
from security.people import rules


class OfficeAdminSite(admin.AdminSite):
    site_header = "北海道とつながるカフェ"
    site_title = "北海道とつながるカフェ"
    index_title = "管理サイト"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        actor = signed_in(request).actor
        return bool(actor and rules.may_enter_admin_site(actor))

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one sign-in page. Someone signed in without the right goes home, which says why."""
        if request.user.is_authenticated:
            messages.error(request, str(rules.may_enter_admin_site(signed_in(request).actor)))
            return redirect("home")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only tables that ask the rules: those that libraries bring along would be a second way to the accounts."""
        if getattr(admin_class, "asks_the_rules", False):
            super().register(model_or_iterable, admin_class, **options)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        """There is one page for it, whose change enters the trail."""
        return redirect("account_change_password")

    password_change_done = password_change

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        return redirect("account_logout")
