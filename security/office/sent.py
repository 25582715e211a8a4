"""What was sent for a field, as it stood on the screen: the one place through which every form reads it."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class SentField(forms.BoundField):
    """Browsers count a line end as one sign and send two (HTML, 「form submission」: CR LF); what is kept is one.

    A single line has none: a browser takes them out, and whatever else sends some gets blanks in their place.
    """

    @property
    def data(self) -> Any:
        sent = super().data
        if not isinstance(sent, str) or not ("\r" in sent or "\n" in sent):
            return sent
        lines = sent.replace("\r\n", "\n").replace("\r", "\n")
        return lines.replace("\n", " ") if _is_one_line(self.field.widget) else lines


class OfficeRenderer(TemplatesSetting):
    """Django's own, with our templates, for every form: also the admin site's and the sign-in's."""

    bound_field_class = SentField


def _is_one_line(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.TextInput) and not isinstance(widget, forms.PasswordInput)
