"""The operating policy in the admin site: the chief's desk; headings and office facts for the administrator."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from approvals.desk import DeskAdmin
from comments.policy.desk import PolicyDesk
from comments.policy.models import OfficeFacts, Policy, PolicyHeading
from security.admin import AskedOfRules
from security.pages.requests import signed_in
from security.trail.changes import save_reference


@admin.register(Policy)
class PolicyAdmin(DeskAdmin):
    desk = PolicyDesk()


@admin.register(PolicyHeading)
class PolicyHeadingAdmin(AskedOfRules):
    list_display = ["number", "title", "is_needed"]
    list_display_links = ["title"]

    def save_model(
        self, request: HttpRequest, obj: PolicyHeading, form: forms.ModelForm, change: bool
    ) -> None:
        save_reference(by=signed_in(request).user, instance=obj)


@admin.register(OfficeFacts)
class OfficeFactsAdmin(AskedOfRules):
    """One row, there from the start."""

    list_display = ["office_name", "account_name", "phone", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: OfficeFacts, form: forms.ModelForm, change: bool) -> None:
        save_reference(by=signed_in(request).user, instance=obj)
