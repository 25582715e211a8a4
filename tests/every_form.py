"""Every class of a form that the product declares: those of the admin site are made of them and of the models."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django import forms
from django.conf import settings

FLOORS = ("cafe_instagram", "comments", "posts", "approvals", "security")


def every_form() -> Iterator[type[forms.BaseForm]]:
    root = Path(settings.BASE_DIR)
    for floor in FLOORS:
        for path in sorted([*root.glob(f"{floor}/**/forms.py"), *root.glob(f"{floor}/**/forms/*.py")]):
            module = import_module(".".join(path.relative_to(root).with_suffix("").parts))
            for _, found in inspect.getmembers(module, inspect.isclass):
                if issubclass(found, forms.BaseForm) and found.__module__ == module.__name__:
                    yield found
