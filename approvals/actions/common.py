"""What every verb about an item begins and ends with: the row as it stands, locked, and one event of its version."""

from typing import Any, TypeVar

from approvals.models import Approvable, Submission
from approvals.querysets import judgeable
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail.registry import Event

Item = TypeVar("Item", bound=Approvable)


def locked(item: Item) -> Item:
    """The item as it stands now, its row locked until the transaction ends, with what the rules ask about."""
    rows = type(item)._default_manager.filter(pk=item.pk)
    # Lock first, read after: a join read in the locking query would still show the time before the wait.
    rows.select_for_update(no_key=True).values_list("pk").get()
    return judgeable(rows).get()


def locked_row(item: Item) -> Item:
    """As `locked`, for whoever asks no rule about it: the row alone, until the transaction ends."""
    return type(item)._default_manager.select_for_update(no_key=True).get(pk=item.pk)


def record(
    event: Event, actor: Actor | None, item: Approvable, submission: Submission | None, **data: Any
) -> None:
    """One event about a version of the item. Runs in the transaction of the act."""
    if submission:
        data.update(version=submission.number, seal=submission.seal)
    audit.record(event, by=actor, subject=item, **data)
