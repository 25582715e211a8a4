"""What people do with their notices: look at them, and choose how to be told."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from security.notices import events, rules
from security.notices.models import How, Notice, NoticeChoice
from security.notices.registry import Kind
from security.office.answers import require
from security.people.actors import Actor
from security.people.models import User
from security.trail.recording import record


@transaction.atomic
def see(*, by: User, notice: Notice) -> None:
    """The person has opened it. Once: later looks leave the first one's time."""
    Notice.objects.unseen().filter(person=by, pk=notice.pk).update(seen_at=timezone.now())


@transaction.atomic
def read_by_letter(*, by: User, number: int, path: str) -> int:
    """The person has opened the page of a letter by its link: what letters have told him of that page is read.

    How many notices that were. Nothing for the link of somebody else's letter, or one that leads elsewhere.
    """
    mine = Notice.objects.filter(person=by, told_at__isnull=False)
    notice = mine.filter(pk=number).first()
    if notice is None or urlsplit(notice.url).path != path:
        return 0
    return mine.unseen().filter(url=notice.url).update(seen_at=timezone.now())


@transaction.atomic
def see_all(*, by: User) -> int:
    """Everything that has come until now; how many that were. One that an act is just taking back is left to it."""
    unseen = Notice.objects.unseen().filter(person=by).order_by("pk")
    found = list(unseen.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    return Notice.objects.filter(pk__in=found).update(seen_at=timezone.now())


@transaction.atomic
def choose(*, by: User, chosen: Mapping[Kind, How]) -> None:
    """お知らせの届け方を変える, of these kinds: all or none. What waits already comes as it was to come."""
    actor = Actor.of(by)
    for kind, how in chosen.items():
        require(rules.may_choose(actor, kind, how))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = chosen_by(by)
    changed = {kind: how for kind, how in chosen.items() if before.get(kind.key, kind.how) != how}
    for kind, how in changed.items():
        NoticeChoice.objects.update_or_create(person=by, kind=kind.key, defaults={"how": how})
    if changed:
        told = [f"{kind.label}: {how.label}" for kind, how in changed.items()]
        record(events.CHOSEN, by=actor, subject=by, chosen=told)


def chosen_by(person: User) -> dict[str, str]:
    """By the kind's key, where the person has chosen."""
    return dict(NoticeChoice.objects.filter(person=person).values_list("kind", "how"))
