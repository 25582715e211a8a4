"""What several pages share: a form that was sent, the action's answer beside its fields, and the page of one step."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from security.office.answers import Answer, Refused
from security.pages.kept_input import was_typed_by
from security.pages.requests import OfficeRequest, posted


class HasPage(Protocol):
    """Something with a page of its own, to which its steps lead back."""

    def get_absolute_url(self) -> str: ...


def step_page(
    request: OfficeRequest,
    item: HasPage,
    *,
    template: str,
    heading: str,
    success: str,
    consequences: Sequence[str],
    answer: Answer,
    act: Callable[[dict[str, Any]], Any],
    form: BaseForm | None = None,
    verb: str = "",
    danger: bool = False,
    leads_to: Callable[[], str] = str,
    **more: Any,
) -> HttpResponse:
    """Ask the rule, show what will happen, act once the person has confirmed, say what happened.

    `template` extends step.html, where `more` stands too. Without `form` it is only asked whether one is sure;
    `verb` is the button's word if it is not the heading's; `leads_to` answers with another page than the item's own.
    """
    sent = Form(posted(request)) if form is None else form
    if not answer and not was_typed_by(request, sent.data):
        messages.error(request, str(answer))
        return redirect(item)
    if not answer:
        # It became so while the person was typing: the text stays, to be taken along.
        sent.add_error(None, str(answer))
    if done(request, sent, lambda: act(sent.cleaned_data)):
        messages.success(request, success)
        return redirect(leads_to() or item)
    context = {
        "item": item,
        "form": sent,
        "heading": heading,
        "verb": verb or heading,
        "consequences": consequences,
        "danger": danger,
        "cancel_url": item.get_absolute_url(),
        **more,
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def one_press(request: OfficeRequest, item: HasPage, act: Callable[[], Any], *, success: str) -> HttpResponse:
    """A step that is taken by its button alone, since nothing can go wrong by it."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
    else:
        messages.success(request, success)
    return redirect(item)


def done(request: OfficeRequest, form: BaseForm, act: Callable[[], Any]) -> bool:
    """Whether the form was sent and the action has accepted it; otherwise the form tells why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as fault:
        _tell(form, fault)
    except Refused as refusal:
        form.add_error(None, str(refusal.answer))
    else:
        return True
    return False


def _tell(form: BaseForm, fault: ValidationError) -> None:
    """Beside its field where the form has it, else above."""
    faults = fault.message_dict if hasattr(fault, "error_dict") else {NON_FIELD_ERRORS: fault.messages}
    for name, sentences in faults.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
