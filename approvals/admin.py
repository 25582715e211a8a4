"""The versions of the rule books, kept by the administrator."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from security import actions as security_actions
from security.admin import AskedOfRules
from security.requests import signed_in

from .models import Guideline


@admin.register(Guideline)
class GuidelineAdmin(AskedOfRules):
    list_display = ["kind", "version", "in_force_from", "to_be_replaced"]

    def save_model(self, request: HttpRequest, obj: Guideline, form: forms.ModelForm, change: bool) -> None:
        security_actions.save_reference(by=signed_in(request).user, instance=obj)
