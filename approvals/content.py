"""The forms in which content is sealed.

A released form stays as it is: what was sealed in it has to verify for as long as it is kept. Content that says more
than it did gets a further form; the older ones go on writing what they have always written, and read what they left
out as its default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

SomeContent = TypeVar("SomeContent")


@dataclass(frozen=True)
class Form(Generic[SomeContent]):
    """How content, a frozen dataclass, is written in this form, and how what was written is read as that again."""

    write: Callable[[SomeContent], dict[str, Any]]
    read: Callable[[dict[str, Any]], SomeContent]


# By their numbers; what is submitted now is sealed in the last one.
Forms = Mapping[int, Form[SomeContent]]


class UnknownForm(Exception):
    """Sealed by a release that is newer than this one."""


def differing_fields(before: Any, after: Any) -> list[str]:
    """The names of the fields in which two contents of one kind differ, in the order of the fields."""
    names = [field.name for field in fields(after)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]
