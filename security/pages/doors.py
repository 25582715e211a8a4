"""The doors between whoever is signed in and a page, and how a page says that it stands open without one.

A page that says nothing is behind all of them. security/signing_in/gates.py keeps them.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Door(Enum):
    """What one must have to pass, in the order in which one is asked."""

    APPOINTMENT = auto()  # that is valid today
    WORKPLACE = auto()  # if the safeguards want one
    SECOND_FACTOR = auto()  # if one's role needs it
    PROOF = auto()  # the factor was shown in this session
    ACKNOWLEDGEMENT = auto()  # of the security policy, this year


EVERY_DOOR = list(Door)


def open_without(*doors: Door) -> Callable[[View], View]:
    """Mark a view, as Django's own `login_not_required` does. Decorators around it must use functools.wraps."""

    def mark(view: View) -> View:
        view.shut_doors = [door for door in Door if door not in doors]  # type: ignore[attr-defined]  # a mark on a function
        return view

    return mark


def machine(view: View) -> View:
    """For programs that bring no session."""
    return open_without(*Door)(view)


def public_page(view: View) -> View:
    """The same for everybody, whoever asks: cookies stay outside."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on a function
    return open_without(*Door)(view)


def shut_doors(view: Callable[..., Any]) -> list[Door]:
    return getattr(view, "shut_doors", EVERY_DOOR)


def is_public(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_public", False)
