"""What stands above every page until it is dealt with, beside an emergency stop."""

from collections.abc import Iterator
from dataclasses import dataclass

from security.actors import Actor


@dataclass(frozen=True)
class Alert:
    """`url` leads to where it can be dealt with; `kind` is error or warning."""

    title: str
    text: str
    url: str
    link: str
    kind: str = "error"


def for_person(actor: Actor) -> Iterator[Alert]:
    """The gravest first."""
    yield from ()
