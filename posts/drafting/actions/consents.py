"""許諾・同意 in the library: recorded once, prolonged, withdrawn; and taken under their lock by a save that rests on them.

Entries are locked before posts, by whoever locks both: a save that chooses one, and the one who withdraws it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from posts.drafting import events, rules
from posts.drafting.models import Consent, Photo, Post
from security.models import POSTERS, User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

# What those who chose it have read of it; its end may be put off, and its papers completed.
SAYS = ("kind", "source", "given_by", "purpose", "how", "credit")


@transaction.atomic
def save_consent(*, by: User, consent: Consent) -> Consent:
    """Keep an entry for reuse, or change it. A new one is of the side for which the person posts.

    Raises Refused, or ValidationError by the field.
    """
    actor = Actor.of(by)
    require(rules.may_draft(actor))
    stored = Consent.objects.select_for_update(no_key=True).filter(pk=consent.pk).first()
    if stored:
        require(rules.may_keep_consent(actor, stored))
        consent.organization, consent.withdrawn_on = stored.organization, stored.withdrawn_on
        _require_unused_or_longer(stored, consent)
    else:
        appointment = actor.appointment(*POSTERS)
        assert appointment is not None  # noqa: S101 - the rule has just found it
        consent.organization, consent.withdrawn_on = appointment.organization, None
    consent.full_clean()
    consent.save()
    audit.record(
        events.CONSENT_SAVED,
        by=actor,
        subject=consent,
        given_by=consent.given_by,
        valid_until=consent.valid_until.isoformat() if consent.valid_until else None,
    )
    return consent


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent, reason: str) -> int:
    """From today on no photo that rests on it may be shown, whatever the state of its post. Gives the number of posts."""
    actor = Actor.of(by)
    consent = Consent.objects.select_for_update(no_key=True).select_related("organization").get(pk=consent.pk)
    require(rules.may_withdraw_consent(actor, consent))
    if not reason.strip():
        raise Refused(
            no(
                "理由を入力してください。",
                remedy="誰から、いつ、どのように申し出があったかを書いてください。",
            )
        )
    used = Photo.objects.filter(resting_on(consent), permission_withdrawn_on=None)
    # The posts before the trail, all of them, in the order in which everybody takes them.
    posts = list(
        Post.objects.filter(pk__in=used.values("post")).order_by("pk").select_for_update(no_key=True)
    )
    photos = list(used.order_by("post", "position"))
    consent.withdrawn_on = timezone.localdate()
    consent.save(update_fields=["withdrawn_on"])
    used.update(permission_withdrawn_on=consent.withdrawn_on)
    audit.record(events.CONSENT_WITHDRAWN, by=actor, subject=consent, reason=reason.strip())
    of = {post.pk: post for post in posts}
    for photo in photos:
        audit.record(
            events.PERMISSION_WITHDRAWN,
            by=actor,
            subject=of[photo.post_id],
            place=photo.position,
            reason=reason.strip(),
        )
    return len(posts)


def resting_on(consent: Consent) -> Q:
    """The photos that were given its words."""
    return Q(licence=consent.pk) | Q(portrait=consent.pk)


def locked_for(photos: Iterable[Photo], common: Mapping[str, Any] | None) -> dict[int, Consent]:
    """The entries that a save may rest on, as they stand until the transaction ends."""
    keys = {key for photo in photos for key in (photo.licence_id, photo.portrait_id) if key}
    keys |= {one.pk for name in ("licence", "portrait") if (one := (common or {}).get(name))}
    if not keys:
        return {}
    rows = Consent.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {one.pk: one for one in rows}


def usable(consents: Mapping[int, Consent], post: Post) -> Mapping[int, Consent]:
    """Only one's own side's: what the other was given is not even to be read."""
    if any(one.organization_id != post.organization_id for one in consents.values()):
        raise ValidationError("a consent of another organisation")
    return consents


def note_withdrawn(photos: Iterable[Photo], before: Iterable[Photo]) -> None:
    """A stored photo that came to rest on an entry withdrawn meanwhile is as little permitted as all others."""
    known = {photo.pk for photo in before if photo.permission_withdrawn_on}
    for photo in photos:
        if photo.pk and photo.permission_withdrawn_on and photo.pk not in known:
            same = Photo.objects.filter(pk=photo.pk, permission_withdrawn_on=None)
            same.update(permission_withdrawn_on=photo.permission_withdrawn_on)


def _require_unused_or_longer(stored: Consent, consent: Consent) -> None:
    if not Photo.objects.filter(resting_on(stored)).exists():
        return
    if any(getattr(stored, name) != getattr(consent, name) for name in SAYS):
        raise Refused(
            no(
                "写真に使われているため、期限と資料のほかは変更できません。",
                clause="第４第１項(2)、第３項(2)",
                remedy="内容が変わったときは、新しい許諾・同意として登録してください。",
            )
        )
    if consent.valid_until and (stored.valid_until is None or consent.valid_until < stored.valid_until):
        raise Refused(
            no(
                "写真に使われているため、期限を早めることはできません。",
                clause="第４第１項(2)、第３項(2)",
                remedy="使えなくなったときは、「取消しを記録する」から記録してください。",
            )
        )
