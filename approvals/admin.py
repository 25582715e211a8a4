"""The versions of the rule books, kept by the administrator."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from approvals import actions, rules
from approvals.models import Guideline
from security.admin import AskedOfRules
from security.pages.requests import signed_in


@admin.register(Guideline)
class GuidelineAdmin(AskedOfRules):
    list_display = ["kind", "version", "in_force_from", "to_be_replaced"]

    def has_change_permission(self, request: HttpRequest, obj: Guideline | None = None) -> bool:
        changeable = obj is None or bool(rules.may_change_guideline(obj))
        return changeable and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Guideline, form: forms.ModelForm, change: bool) -> None:
        actions.save_guideline(by=signed_in(request).user, guideline=obj)
