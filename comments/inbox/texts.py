"""Text exactly as people wrote it, except for what no database can hold."""

import re
from typing import cast

from django.db.models import CharField, Model

# Half an emoji, as a text that was cut in the middle brings it.
_HALF = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses; half a character becomes the sign for an unreadable one."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text.replace("\0", ""))


def in_one_line(text: str) -> str:
    """What an office types into a field of one line: with single spaces, and none around it."""
    return " ".join(clean(text).split())


def fitting(text: str, model: type[Model], name: str) -> str:
    """As much of the text as the model's field holds."""
    return clean(text)[: cast(CharField, model._meta.get_field(name)).max_length]
