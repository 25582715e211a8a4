"""起案: beginning, saving and submitting a draft, as it is for every kind of item.

The floor above brings the fields, what they lack and what they seal. Everything here runs in its transaction.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from approvals import events, rules, seals, telling
from approvals.actions.common import Item, locked, record
from approvals.actions.taking_back import take_approval_away
from approvals.completeness import Confirmation, Incomplete, Point, unconfirmed
from approvals.models import Approvable, Dossier, DossierSeries, Guideline, Step, Submission
from approvals.seals import Version
from security.models import POSTERS, User
from security.office.answers import Answer, require
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail.registry import looks

# What is saved as one types would flood the trail; for so long one event of a part speaks for what follows it.
SITTING = timedelta(minutes=10)


class Stale(Exception):
    """Somebody saved after the form was opened. Carries the item as it stands, of the kind that was to be saved."""

    def __init__(self, item: Any) -> None:
        super().__init__(f"version {item.version} has been saved meanwhile")
        self.item = item


class Begun(Stale):
    """The same form has begun this item before, and now says something else: never dropped, whoever sent it is asked."""


def begun(kind: type[Item], *, by: Actor, form_key: uuid.UUID) -> Item | None:
    """The draft that the same form has begun already: sent twice, it makes one. A form_key is each person's own."""
    # Two presses of one button wait for one another here; a plain read would let both see no draft yet.
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    return kind._default_manager.filter(form_key=_own(form_key, by)).first()


def begin(kind: type[Item], *, by: Actor, form_key: uuid.UUID, **fields: Any) -> Item:
    """起案する: the row under the next document number. The caller has asked the rule, and whether it has `begun`; once
    everything of the draft is there, it calls `note_begun`.
    """
    appointment = by.appointment(*POSTERS)
    assert appointment is not None  # noqa: S101 - the rule has just found it
    return kind._default_manager.create(
        **fields,
        form_key=_own(form_key, by),
        author=by.user,
        edited_by=by.user,
        organization=appointment.organization,
        dossier=open_dossier(by=by.user),
    )


def note_begun(item: Approvable, *, by: Actor) -> None:
    """Last of all: from the first event on, nobody else can record one until the transaction ends."""
    audit.record(events.DRAFTED, by=by, subject=item, number=item.dossier.number)


def _own(form_key: uuid.UUID, by: Actor) -> uuid.UUID:
    return uuid.uuid5(form_key, str(by.user.pk))


def opened(
    item: Item, *, by: Actor, version: int, may_edit: Callable[[Actor, Item], Answer] | None = None
) -> Item:
    """The item under its lock, if it may be edited and stands as it stood on the screen. Raises Refused or Stale."""
    item = locked(item)
    if may_edit:
        require(may_edit(by, item))
    if item.version != version:
        raise Stale(item)
    return item


def note_change(
    item: Approvable, *, by: Actor, changed: list[str], fields: Iterable[str], is_kept: bool = False
) -> None:
    """A save has changed the content: the approval is taken away, the row written once. `changed`: the parts' names.

    `is_kept`: saved by itself as somebody types. One event then tells of all that this person goes on changing in these
    parts within SITTING, as long as nothing else happens to the item.
    """
    take_approval_away(item, by)
    item.version += 1
    item.edited_at, item.edited_by = timezone.now(), by.user
    item.save(update_fields=[*fields, "version", "edited_at", "edited_by", "state", "submission"])
    note_contributor(item, by.user)
    if not is_kept:
        audit.record(events.EDITED, by=by, subject=item, changed=changed, version=item.version)
    elif untold := [part for part in changed if part not in _told_ahead(item, by)]:
        until = (timezone.now() + SITTING).isoformat(timespec="seconds")
        audit.record(
            events.EDITED, by=by, subject=item, changed=untold, version=item.version, covers_until=until
        )


def _told_ahead(item: Approvable, by: Actor) -> set[str]:
    """The parts of which the item's last events say that this person still goes on changing them."""
    parts: set[str] = set()
    latest = audit.events_of(item).exclude(tag__in=looks()).filter(at__gt=timezone.now() - SITTING)
    for event in latest.order_by("-number"):
        if event.tag != events.EDITED.tag or event.actor_id != by.user.pk:
            break
        if event.data.get("covers_until", ""):
            parts.update(event.data["changed"])
    return parts


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
    return _seal(by=by, item=item, confirmations=[one.sentence for one in asked], guidelines=guidelines)


def _seal(
    *, by: User, item: Approvable, confirmations: list[str], guidelines: dict[str, Guideline]
) -> Submission:
    """Freeze the rows as a numbered, sealed version; `guidelines` are those in force, by their kind."""
    actor = Actor.of(by)
    require(rules.may_submit(actor, item))
    steps = [str(step) for step in rules.required_steps(item)]
    named = [guidelines[kind] for kind in Guideline.Kind]
    form = max(item.FORMS)
    content = item.FORMS[form].write(item.sealed_content())
    appointment = actor.appointment(*POSTERS, organization_id=item.organization_id)
    assert appointment is not None  # noqa: S101 - may_submit has just found it
    version = Version(item.dossier.number, item.dossier.submissions.count() + 1)
    submission = Submission.objects.create(
        dossier=item.dossier,
        number=version.number,
        form=form,
        content=seals.canonical(content),
        seal=seals.seal_of(
            content, form=form, version=version, steps=steps, confirmations=confirmations, guidelines=named
        ),
        steps=steps,
        confirmations=confirmations,
        operation_guideline=named[0],
        social_media_guideline=named[1],
        submitted_by=by,
        appointment=appointment,
    )
    note_contributor(item, by)
    item.submit()
    item.submission, item.is_returned = submission, False
    item.save(update_fields=["state", "submission", "is_returned"])
    telling.is_taken_up(item, by=by)
    telling.of_asking(item, submission, Step(submission.steps[0]), actor)
    record(events.SUBMITTED, actor, item, submission)
    return submission


def open_dossier(*, by: User) -> Dossier:
    """Take the next document number of the fiscal year. Runs in the transaction of the draft."""
    series = DossierSeries.take()
    dossier = Dossier.objects.create(fiscal_year=series.fiscal_year, serial=series.last)
    dossier.contributors.add(by)
    return dossier


def note_contributor(item: Approvable, user: User) -> None:
    """Whoever has written, edited or submitted any version of the item never decides it. Called with it locked."""
    if user not in item.dossier.contributors.all():
        item.dossier.contributors.add(user)
