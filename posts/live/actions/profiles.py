"""The profile of the account: read, found otherwise than it was, confirmed (第５第１項)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from instagram.results import Profile
from posts.live import events, rules, telling
from posts.live.actions.taking_in import clean
from posts.live.models import PARTS, AccountProfile, Register, Standing
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

EVERY = timedelta(minutes=5)
# Between two readings that lack a part which was there: what is empty is left out, and so is what just was not told.
APART = timedelta(minutes=1)
# Against which later ones are held.
KNOWN = (Standing.FIRST, Standing.CONFIRMED)


def wants_profile(*, account: str) -> bool:
    """Whether it is time to read it: before the register begins, every so often, and soon where a part was missing."""
    register = Register.objects.filter(account=account).first()
    if register is None or register.profile_read_at is None:
        return True
    every = APART if register.profile_lacks_since else EVERY
    return register.profile_read_at <= timezone.now() - every


@transaction.atomic
def take_in_profile(*, account: str, told: Profile) -> None:
    """The first one is kept to be confirmed; one that is otherwise than the last is told at once."""
    register = Register.objects.select_for_update(no_key=True).filter(account=account).first()
    if register is None:
        return
    now = timezone.now()
    stands = register.profiles.filter(ended_at=None).first()
    seen, is_lacking = _seen(told, stands)
    lacks_since = (register.profile_lacks_since or now) if is_lacking else None
    register.profile_read_at, register.profile_lacks_since = now, lacks_since
    register.save(update_fields=["profile_read_at", "profile_lacks_since"])
    if lacks_since and now - lacks_since < APART:
        return
    if stands is None:
        first = register.profiles.create(standing=Standing.FIRST, **seen)
        audit.record(events.PROFILE_READ, by=None, subject=first)
    elif stands.parts != seen:
        _change(register, stands, seen)


def _seen(told: Profile, stands: AccountProfile | None) -> tuple[dict[str, str], bool]:
    """The parts as they now stand, and whether one is missing that was there. What was not asked for is as it was."""
    before = stands.parts if stands else dict.fromkeys(PARTS, "")
    seen = {part: getattr(told, part) for part in PARTS}
    if not told.is_whole:
        seen |= {part: before[part] for part in ("biography", "website")}
    is_lacking = any(value is None and before[part] for part, value in seen.items())
    return {part: _fitting(part, value or "") for part, value in seen.items()}, is_lacking


def _fitting(part: str, value: str) -> str:
    return clean(value)[: getattr(AccountProfile._meta.get_field(part), "max_length", None)]


def _change(register: Register, stands: AccountProfile, seen: dict[str, str]) -> None:
    stands.ended_at = timezone.now()
    stands.save(update_fields=["ended_at"])
    known = register.profiles.filter(standing__in=KNOWN).first()
    is_back = known is not None and known.parts == seen
    new = register.profiles.create(standing=Standing.BACK if is_back else Standing.OPEN, **seen)
    before = known or stands
    parts = different(new, stands if is_back else before)
    if not is_back:
        telling.of_profile(new, parts)
    audit.record(
        events.PROFILE_BACK if is_back else events.PROFILE_CHANGED, by=None, subject=new, parts=parts
    )


def different(one: AccountProfile, other: AccountProfile) -> list[str]:
    """What the parts are called in which they differ."""
    return [label for (label, value), (_, was) in zip(one.rows, other.rows, strict=True) if value != was]


@transaction.atomic
def confirm_profile(*, by: User, profile: AccountProfile, reason: str) -> None:
    """確かめた: it is as it shall be. From now on later ones are held against it."""
    actor = Actor.of(by)
    profile = AccountProfile.objects.select_for_update(no_key=True, of=("self",)).get(pk=profile.pk)
    require(rules.may_confirm_profile(actor, profile))
    if not reason.strip():
        raise Refused(no("確かめたことを入力してください。", clause="第５第１項"))
    profile.standing, profile.note = Standing.CONFIRMED, reason.strip()
    profile.settled_by, profile.settled_at = by, timezone.now()
    profile.save(update_fields=AccountProfile.SETTLED)
    telling.is_settled(profile, by)
    audit.record(events.PROFILE_CONFIRMED, by=actor, subject=profile, reason=profile.note)
