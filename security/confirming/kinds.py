"""What each kind of change does once it is let through, and what its refusal undoes: said by the nouns above.

Also which events of the trail tell who has had a hand on an account.
"""

from collections.abc import Callable

from security.people.account_changes import AccountChange, ChangeKind
from security.people.actors import Actor
from security.trail.registry import Event

# Runs in the transaction that settles the change, with person and change locked; `by` is None for the passing of a day.
Doing = Callable[[AccountChange, Actor | None], None]

_effects: dict[str, Doing] = {}
_refusals: dict[str, Doing] = {}
_telling: list[Event] = []


def effect_of(kind: ChangeKind) -> Callable[[Doing], Doing]:
    """Marks what is done when the change is let through; raises Refused or ValidationError if it cannot be done."""
    return lambda doing: _effects.setdefault(kind, doing)


def refusal_of(kind: ChangeKind) -> Callable[[Doing], Doing]:
    """Marks what takes back a change that stands already."""
    return lambda doing: _refusals.setdefault(kind, doing)


def take_effect(change: AccountChange, by: Actor | None) -> None:
    if effect := _effects.get(change.kind):
        effect(change, by)


def take_back(change: AccountChange, by: Actor | None) -> None:
    if refusal := _refusals.get(change.kind):
        refusal(change, by)


def tells_of_account(*events: Event) -> None:
    _telling.extend(events)


def tags_of_account() -> list[str]:
    return [one.tag for one in _telling]
