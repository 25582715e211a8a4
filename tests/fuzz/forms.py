"""The forms of a page, as a browser reads them, and what it would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"textarea", "text", "search", "email", "url", "tel"}  # what people write and want back
OPEN = TYPED | {
    "number",
    "range",
    "date",
    "datetime-local",
    "hidden",
    "password",
    "select",
    "checkbox",
    "radio",
}  # anything can be sent
NOT_FILLED = ("csrfmiddlewaretoken", "typed_by")


@dataclass
class Control:
    name: str
    kind: str  # of an input, or the tag's name
    value: str = ""
    is_sent: bool = True
    choices: list[str] = field(default_factory=list)
    label: str = ""  # of a button: what stands on it
    is_checked: bool = False


@dataclass
class Form:
    """`action`: empty for the page's own address."""

    method: str
    action: str
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    @property
    def shape(self) -> tuple[str, ...]:
        return tuple(sorted({one.name for one in self.controls if one.name}))

    def sent(self) -> dict[str, list[str]]:
        """What an untouched form sends, with every choice made."""
        found: dict[str, list[str]] = {}
        for one in self.controls:
            if one.kind == "radio" and one.name in found:
                continue
            if one.kind not in ("file", "submit"):
                found.setdefault(one.name, []).append(one.value)
        return found

    def names(self, kinds: set[str]) -> list[str]:
        return [one.name for one in self.controls if one.kind in kinds and one.name not in NOT_FILLED]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.open: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(told.get("method", "get").lower(), told.get("action", ""), told.get("id", ""))
            self.found.append(self.form)
        owner = next((one for one in self.found if one.id and one.id == told.get("form")), self.form)
        if tag == "button" and owner:
            self.open = Control(told.get("name", ""), "submit", told.get("value", ""))
            owner.controls.append(self.open)
            return
        if self.form is None:
            return
        if tag == "option" and self.open:
            self.open.choices.append(told.get("value", ""))
            if "selected" in told or not self.open.value:
                self.open.value = told.get("value", "")
        # What a program copies for a further row (`__prefix__`) is no field yet.
        named = "__prefix__" not in (told.get("name") or "__prefix__")
        if tag in ("input", "textarea", "select") and named:
            kind = told.get("type", "text") if tag == "input" else tag
            control = Control(told["name"], kind, told.get("value", ""), is_checked="checked" in told)
            self.form.controls.append(control)
            self.open = control if tag in ("textarea", "select") else None

    def handle_data(self, data: str) -> None:
        if self.open and self.open.kind == "textarea":
            self.open.value += data
        if self.open and self.open.kind == "submit":
            self.open.label += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag in ("textarea", "select", "button"):
            self.open = None


def forms_of(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.found
