"""What a person has to do beside posts: the account's password, the connection, acknowledgements, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from security.actors import Actor


@dataclass(frozen=True)
class Duty:
    """One line of the first page. Derived from what is stored, like the posts that wait."""

    title: str
    why: str
    url: str
    is_pressing: bool = False


def for_person(actor: Actor) -> Iterator[Duty]:
    """The most pressing first."""
    yield from ()
