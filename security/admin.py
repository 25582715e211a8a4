"""The administrator's tables of people. Every write is an action."""

import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from security.appointing import actions as people_actions
from security.appointing import requirements as appointing
from security.appointing.forms import USERNAME_HELP
from security.confirming import querysets as confirming
from security.confirming.forms import reason_field
from security.office.answers import Refused
from security.office.fields import DayField, DayInput
from security.office.wording import OfficeWording
from security.pages.proof import fresh_proof
from security.pages.requests import WORDS_MAX, signed_in
from security.people import rules
from security.people.models import Appointment, Organization, User
from security.signing_in import actions as signing_in_actions
from security.signing_in import rules as signing_in_rules
from security.signing_in.models import PolicyText


class RefusalsOnForm(OfficeWording, forms.ModelForm):
    """Shows what the action refused beside the field, or above the form where it has none."""

    by: User  # who saves; both set by the admin class
    refused: Refused | ValidationError | None

    def clean(self) -> None:
        super().clean()
        if self.refused:
            self.tell(self.refused)

    def tell(self, error: Refused | ValidationError) -> None:
        if isinstance(error, Refused) or not hasattr(error, "error_dict"):
            self.add_error(None, str(error) if isinstance(error, Refused) else error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class AskedOfRules(admin.ModelAdmin):
    """Permissions come from the rules; rows are never deleted here."""

    asks_the_rules = True

    # The browser's own calendar: nobody has to guess how a date is written.
    formfield_overrides = {
        models.DateField: {"form_class": DayField, "widget": DayInput},
        models.URLField: {"assume_scheme": "https"},
    }

    @method_decorator(fresh_proof)
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever changes people, appointments or settings has just shown who it is.

        What the action refuses, having saved nothing, is told on the form, with all that was typed.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (Refused, ValidationError) as error:
            request.refused = error  # type: ignore[attr-defined]  # read by the form below alone
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's own heading puts a blank between the words, which Japanese has none of."""
        obj = kwargs.get("obj")
        if obj is None:
            context["title"] = f"{self.opts.verbose_name}を追加"
        elif not self.has_change_permission(request, obj):
            context["title"] = self.opts.verbose_name
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        asked = {"by": signed_in(request).user, "refused": getattr(request, "refused", None)}
        return type(form.__name__, (form, RefusalsOnForm), asked)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(rules.may_read_records(signed_in(request).actor))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(rules.may_administer(signed_in(request).actor))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(rules.may_administer(signed_in(request).actor))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term[:WORDS_MAX])

    # The audit trail tells it; Django's own log would be a second, weaker one.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    log_change = log_addition


@admin.register(Organization)
class OrganizationAdmin(AskedOfRules):
    list_display = ["name", "kind", "contract_name", "contract_from", "contract_until"]

    def save_model(
        self, request: HttpRequest, obj: Organization, form: forms.ModelForm, change: bool
    ) -> None:
        people_actions.save_organization(by=signed_in(request).user, organization=obj)


def say_what_waits(request: HttpRequest, person: User) -> None:
    """Beside 「変更しました」 of Django's own, which is only half of it."""
    if confirming.waiting_for([person]).exists():
        messages.warning(
            request,
            f"{person.name}さんのアカウントの変更は、別の方(システム管理者、担当課長、業務処理責任者、閲覧者)が確認するか、"
            "だれも断らないまま24時間がたつまで、有効になりません(第５第２項)。",
        )


class UserForm(RefusalsOnForm):
    reason = reason_field()


@admin.register(User)
class UserAdmin(AskedOfRules):
    form = UserForm
    list_display = ["name", "kana", "username", "email", "is_active"]
    search_fields = ["name", "kana", "username"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ["username", "name", "kana", "email"]
        return [*fields, "is_active", "reason"] if obj else fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["help_texts"] = {"username": USERNAME_HELP}
        kwargs["error_messages"] = {"username": {"invalid": USERNAME_HELP}}
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if change:
            by = signed_in(request).user
            people_actions.change_person(by=by, person=obj, reason=form.cleaned_data.get("reason", ""))
            say_what_waits(request, obj)
        else:
            people_actions.add_person(by=signed_in(request).user, person=obj)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> HttpResponse:
        """The next step is the invitation: until then nobody can sign in under the name."""
        super().response_add(request, obj, post_url_continue)
        return redirect("security:invite", obj.pk)


class AppointmentForm(RefusalsOnForm):
    reason = reason_field()

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        # With what the form does not show: a deputy's stays one.
        wanted = copy.copy(self.instance)
        for name, value in self.cleaned_data.items():
            if name != "reason":
                setattr(wanted, name, value)
        try:
            appointing.check(wanted, by=self.by)
        except ValidationError as error:
            self.tell(error)


@admin.register(Appointment)
class AppointmentAdmin(AskedOfRules):
    form = AppointmentForm
    list_display = ["user", "role", "organization", "valid_from", "valid_until"]
    list_filter = ["role", "organization"]
    list_select_related = ["user", "organization"]
    fields = ["user", "organization", "role", "valid_from", "valid_until", "reason"]

    def save_model(self, request: HttpRequest, obj: Appointment, form: forms.ModelForm, change: bool) -> None:
        by = signed_in(request).user
        people_actions.appoint(by=by, appointment=obj, reason=form.cleaned_data.get("reason", ""))
        say_what_waits(request, obj.user)


class PolicyTextForm(forms.ModelForm):
    address = forms.URLField(label="掲載先", required=False, assume_scheme="https")


@admin.register(PolicyText)
class PolicyTextAdmin(AskedOfRules):
    form = PolicyTextForm
    fields = ["title", "in_force_from", "body", "address"]
    list_display = ["title", "in_force_from", "address"]

    def has_change_permission(self, request: HttpRequest, obj: PolicyText | None = None) -> bool:
        changeable = obj is None or bool(signing_in_rules.may_change_policy_text(obj))
        return changeable and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: PolicyText, form: forms.ModelForm, change: bool) -> None:
        signing_in_actions.save_policy_text(by=signed_in(request).user, text=obj)
