"""What several pages share: a form that was sent, and the action's answer beside its fields."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

from security.answers import Refused
from security.requests import OfficeRequest


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
