"""The types of trouble in the admin site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from comments.cases.actions import life as case_actions
from comments.cases.models import TroubleType, TypeStep
from comments.cases.rules import cases as case_rules
from security.admin import AskedOfRules
from security.pages.requests import signed_in
from security.people import rules as people_rules


class StepsInline(admin.TabularInline):
    """Sorted by their positions when the type is saved."""

    model = TypeStep
    fields = ["position", "kind", "title"]
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(people_rules.may_read_records(signed_in(request).actor))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(case_rules.may_change_types(signed_in(request).actor))

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(TroubleType)
class TroubleTypeAdmin(AskedOfRules):
    """事案の種類 with its steps: the chief's and the administrator's to change."""

    inlines = [StepsInline]
    list_display = ["code", "name", "way", "deadline_days", "is_active", "to_be_replaced"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(case_rules.may_change_types(signed_in(request).actor))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(case_rules.may_change_types(signed_in(request).actor))

    def save_model(self, request: HttpRequest, obj: TroubleType, form: forms.ModelForm, change: bool) -> None:
        """With the steps, below: one action for both."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        (sent,) = formsets
        rows = [row for row in sent.cleaned_data if row and not row["DELETE"]]
        steps = [
            TypeStep(kind=row["kind"], title=row["title"])
            for row in sorted(rows, key=lambda row: row["position"])
        ]
        case_actions.save_type(by=signed_in(request).user, kind=form.instance, steps=steps)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """For Django's own log, which nobody keeps."""
        return []
