"""What was found of a live post's link, what people say of it, and whether we can get out at all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from posts.drafting import rules
from posts.drafting.models import Link
from posts.links import events, telling
from posts.links.check import State
from posts.links.findings import Trouble
from posts.links.models import Outage
from security.models import User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail.registry import Event


@transaction.atomic
def note_checked(*, link: Link, state: State, now: datetime, problem: str = "") -> None:
    """Keep what the check found. By the system; whoever looked earlier with a later row has been faster and counts.

    Doubted by two nights in a row, dead by three: told in the trail. What is neither open nor surely gone proves nothing: it ends a
    row of bad nights, and leaves a link that counts as dead as it is. What lies with us is not even that.
    """
    if state == State.CUT_OFF:
        return
    stored = Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    if stored.checked_at != link.checked_at:
        return
    was_doubted, was_dead = stored.is_doubted, stored.is_dead
    stored.checked_at = now
    if state == State.DEAD and not _has_been_seen(stored, now):
        stored.dead_since, stored.problem = stored.dead_since or now, problem
        stored.dead_nights += 1
    elif state in (State.ALIVE, State.MOVED) or not was_dead:
        _end_of_doubt(stored)
    stored.save(update_fields=["checked_at", "dead_since", "dead_nights", "problem"])
    if event := _turn(was_doubted, was_dead, stored):
        audit.record(event, by=None, subject=stored.post, url=stored.url)


def _turn(was_doubted: bool, was_dead: bool, link: Link) -> Event | None:
    """What the trail is told of a night: where what people are shown is other than before."""
    if link.is_dead and not was_dead:
        return events.LINK_DEAD
    if link.is_doubted and not was_doubted:
        return events.LINK_DOUBTED
    return events.LINK_ALIVE if was_doubted and not link.is_doubted else None


def _has_been_seen(link: Link, now: datetime) -> bool:
    return link.seen_at is not None and now - link.seen_at < Link.WORD_HOLDS


def _end_of_doubt(link: Link) -> None:
    link.dead_since, link.dead_nights, link.problem = None, 0, ""


@transaction.atomic
def note_seen(*, by: User, link: Link) -> None:
    """開いて確かめた: a person has opened it with a device of his own, and it leads where it should."""
    actor, stored = Actor.of(by), Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    require(rules.may_judge_link(actor, stored.post))
    _end_of_doubt(stored)
    stored.seen_at, stored.taken_off_at = timezone.now(), None
    stored.save(update_fields=["dead_since", "dead_nights", "problem", "seen_at", "taken_off_at"])
    audit.record(events.LINK_SEEN, by=actor, subject=stored.post, url=stored.url)


@transaction.atomic
def take_off(*, by: User, link: Link) -> None:
    """リンク集から外す: nobody is led there from now on, whatever the machine finds; `note_seen` puts it back."""
    actor, stored = Actor.of(by), Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    require(rules.may_judge_link(actor, stored.post))
    stored.taken_off_at, stored.seen_at = timezone.now(), None
    stored.save(update_fields=["taken_off_at", "seen_at"])
    audit.record(events.LINK_TAKEN_OFF, by=actor, subject=stored.post, url=stored.url)


def note_title(*, link: Link, title: str = "", problem: str = "") -> None:
    """Keep what a link's page is called, or why that is not known. By the system; nothing of it is sealed.

    Nothing is kept of an address that has been changed meanwhile.
    """
    same = Link.objects.filter(pk=link.pk, url=link.url, title_asked_at=None)
    same.update(title=title, title_problem=problem, title_asked_at=timezone.now())


@transaction.atomic
def note_outage(*, trouble: Trouble, now: datetime) -> None:
    """We cannot get out: told once to the administrators. What comes back within a day has been told."""
    if current := Outage.current():
        Outage.objects.filter(pk=current.pk).update(looked_at=now)
        return
    outage = Outage.objects.filter(ended_at__gt=now - Outage.SAME).last()
    if outage:
        outage.trouble, outage.looked_at, outage.ended_at = trouble, now, None
        outage.save(update_fields=["trouble", "looked_at", "ended_at"])
    else:
        outage = Outage.objects.create(trouble=trouble, began_at=now, looked_at=now)
    telling.of_outage(outage)
    audit.record(events.OUTAGE_BEGAN, by=None, subject=outage)


@transaction.atomic
def note_reached(*, now: datetime) -> None:
    """We get out again: told to whom the outage was."""
    outage = Outage.current()
    if outage is None or not Outage.objects.filter(pk=outage.pk, ended_at=None).update(ended_at=now):
        return
    telling.of_outage_ended(outage)
    audit.record(events.OUTAGE_ENDED, by=None, subject=outage)
