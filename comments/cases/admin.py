"""The types of trouble in the admin site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from comments.cases.actions import life as case_actions
from comments.cases.models import TroubleType
from comments.cases.rules import cases as case_rules
from security.admin import AskedOfRules
from security.people.requests import signed_in


@admin.register(TroubleType)
class TroubleTypeAdmin(AskedOfRules):
    """事案の種類 with its steps: the chief's and the administrator's to change."""

    list_display = ["code", "name", "way", "deadline_days", "is_active", "to_be_replaced"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(case_rules.may_change_types(signed_in(request).actor))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(case_rules.may_change_types(signed_in(request).actor))

    def save_model(self, request: HttpRequest, obj: TroubleType, form: forms.ModelForm, change: bool) -> None:
        case_actions.save_type(by=signed_in(request).user, kind=obj)
