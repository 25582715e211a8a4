"""起案: beginning, saving and submitting a draft, as it is for every kind of item.

The floor above brings the fields, what they lack and what they seal. Everything here runs in its transaction.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.utils import timezone

from approvals import events
from approvals.actions import items
from approvals.actions.items import Stale
from approvals.completeness import Confirmation, Incomplete, Point, unconfirmed
from approvals.models import Approvable, Guideline, Submission
from security.models import POSTERS, User
from security.office.answers import Answer, require
from security.people.actors import Actor
from security.trail import recording as audit

Item = TypeVar("Item", bound=Approvable)


def begun(kind: type[Item], *, by: Actor, form_key: uuid.UUID) -> Item | None:
    """The draft that the same form has begun already: sent twice, it makes one. A form_key is each person's own."""
    # Two presses of one button wait for one another here; a plain read would let both see no draft yet.
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    return kind._default_manager.filter(form_key=_own(form_key, by)).first()


def begin(kind: type[Item], *, by: Actor, form_key: uuid.UUID, **fields: Any) -> Item:
    """起案する: the row under the next document number. The caller has asked the rule, and whether it has `begun`."""
    appointment = by.appointment(*POSTERS)
    assert appointment is not None  # noqa: S101 - the rule has just found it
    item = kind._default_manager.create(
        **fields,
        form_key=_own(form_key, by),
        author=by.user,
        edited_by=by.user,
        organization=appointment.organization,
        dossier=items.open_dossier(by=by.user),
    )
    audit.record(events.DRAFTED, by=by, subject=item, number=item.dossier.number)
    return item


def _own(form_key: uuid.UUID, by: Actor) -> uuid.UUID:
    return uuid.uuid5(form_key, str(by.user.pk))


def opened(
    item: Item, *, by: Actor, version: int, may_edit: Callable[[Actor, Item], Answer] | None = None
) -> Item:
    """The item under its lock, if it may be edited and stands as it stood on the screen. Raises Refused or Stale."""
    item = items.locked(item)
    if may_edit:
        require(may_edit(by, item))
    if item.version != version:
        raise Stale(item)
    return item


def note_change(item: Approvable, *, by: Actor, changed: list[str], fields: Iterable[str]) -> None:
    """A save has changed the content: the approval is taken away, the row written once. `changed`: the parts' names."""
    items.take_approval_away(item, by)
    item.version += 1
    item.edited_at, item.edited_by = timezone.now(), by.user
    item.save(update_fields=[*fields, "version", "edited_at", "edited_by", "state", "submission"])
    items.note_contributor(item, by.user)
    audit.record(events.EDITED, by=by, subject=item, changed=changed, version=item.version)


def submit(
    item: Approvable,
    *,
    by: User,
    points: Sequence[Point],
    guidelines: dict[str, Guideline],
    asked: Sequence[Confirmation] = (),
    confirmed: Collection[str] = (),
) -> Submission:
    """承認を求める: complete and confirmed; then sealed. Raises Incomplete or Refused.

    Called with the item opened and its content read since; `points` is what that content lacks.
    """
    if lacking := [*points, *unconfirmed(asked, confirmed)]:
        raise Incomplete(lacking)
    return items.submit(
        by=by, item=item, confirmations=[one.sentence for one in asked], guidelines=guidelines
    )
