import pytest
from django.urls import reverse


@pytest.fixture
def page_of(client):
    """The address of a page about a post."""
    return lambda name, post: reverse(f"posts:{name}", args=[post.pk])


@pytest.fixture
def as_browser(client):
    """What the browser would send if the editor's page were sent back untouched, but for the changes."""

    def form(address, **changes):
        page = client.get(address).context
        parts = [page["form"], *page["photo_forms"], *page["link_forms"], page["new_link_form"]]
        parts += [page["rights_form"], *(one.rights for one in page["photo_forms"])]
        data = {"version": page["post"].version}
        for part in filter(None, parts):
            for field in part:
                value = field.value()
                if hasattr(field.field.widget, "check_test") and not value:
                    continue
                if (
                    field.field.widget.input_type != "file"
                    if hasattr(field.field.widget, "input_type")
                    else True
                ):
                    data[field.html_name] = _typed(field, value)
        return {**data, **changes}

    return form


def _typed(field, value):
    if value is None:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list | tuple):
        return [getattr(each, "pk", each) for each in value]
    return (
        field.field.prepare_value(value)
        if not hasattr(value, "strftime")
        else field.field.widget.format_value(value)
    )
