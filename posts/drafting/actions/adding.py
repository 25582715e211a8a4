"""One photo at a time, as it is chosen: added to the draft at its end, whatever the form beside it says by then."""

import uuid
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from approvals import actions as approval_actions
from approvals.actions import drafting as life
from posts.drafting import querysets, rights, rules
from posts.drafting.actions import consents
from posts.drafting.actions.photos import (
    Upload,
    crop_keys,
    make_renditions,
    require_room,
    rows_for,
    take_in,
)
from posts.drafting.content import PART_LABELS
from posts.drafting.models import Consent, Photo, Post
from posts.imaging.frames import Frame, frame_ratio
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor


@dataclass(frozen=True)
class Added:
    """`before`: the version of the post that it was added to. A form of that version now holds what `version` does."""

    photo: Photo
    before: int
    version: int


class AlreadyThere(Exception):
    """The draft has a photo of the very same bytes: whoever has chosen it again is asked."""

    def __init__(self, photo: Photo) -> None:
        super().__init__(f"the same as photo {photo.pk}")
        self.photo = photo


def add_photo(*, by: User, post: Post, key: uuid.UUID, upload: Upload, again: bool = False) -> Added:
    """Add a photo to a draft. Sent twice with one key it makes one; a form's version is not asked, since nothing is replaced.

    again: the draft is to have it, though it has the same already. Raises Refused or AlreadyThere. Renders the photo, so
    it must not be in a transaction.
    """
    require(rules.may_add_photo(Actor.of(by), post))
    if added := _added(post, key):
        return added
    taken, refusals = take_in([upload])
    if not taken:
        raise Refused(no(refusals[0]))
    (photo,) = rows_for(taken)
    photo.upload_key = key
    while True:
        shape = _rendered(photo, post)
        with transaction.atomic():
            entries = consents.locked_for(post.photos.all(), None)  # before the post, as everybody takes them
            actor, locked = Actor.of(by), approval_actions.locked(post)
            require(rules.may_add_photo(actor, locked))
            if added := _added(locked, key):
                return added
            others = list(locked.photos.all())
            if not again and (same := _same(photo, others)):
                raise AlreadyThere(same)
            require_room([*others, photo])
            if _shape(locked, [*others, photo]) == shape:
                _give_common_rights(photo, others, locked, entries)
                return _append(photo, locked, actor)
        # Somebody has changed the shape of the photos since: this one is made anew.


def _added(post: Post, key: uuid.UUID) -> Added | None:
    photo = post.photos.filter(upload_key=key).first()
    return Added(photo, photo.added_in - 1, photo.added_in) if photo and photo.added_in else None


def _same(photo: Photo, others: Sequence[Photo]) -> Photo | None:
    return next((one for one in others if one.original == photo.original), None)


def _rendered(photo: Photo, post: Post) -> Fraction:
    """Make its rendition as the others' are, and tell their shape."""
    seen = Post.objects.get(pk=post.pk)
    others = list(seen.photos.all())
    require_room([*others, photo])
    make_renditions([*others, photo], Frame(seen.frame), crop_keys(others, Frame(seen.frame)))
    return _shape(seen, [*others, photo])


def _shape(post: Post, photos: Sequence[Photo]) -> Fraction:
    return frame_ratio(Frame(post.frame), (photos[0].width, photos[0].height))


def _give_common_rights(
    photo: Photo, others: Sequence[Photo], post: Post, entries: Mapping[int, Consent]
) -> None:
    """What is said of the others in common is said of it; what their day of taking says follows from its day too."""
    stood = [copy(one) for one in others]
    rights.settle(
        [*others, photo],
        before=stood,
        common=None,
        consents=consents.usable(entries, post),
        filled=querysets.followed_from_source(post.organization),
        is_draft=True,
    )
    for one, was in zip(others, stood, strict=True):
        if changed := [name for name in rights.FIELDS if getattr(one, name) != getattr(was, name)]:
            one.save(update_fields=changed)


def _append(photo: Photo, post: Post, actor: Actor) -> Added:
    last = post.photos.last()
    before = post.version
    photo.post, photo.position, photo.added_in = post, last.position + 1 if last else 1, before + 1
    photo.save(force_insert=True)
    life.note_change(post, by=actor, changed=[PART_LABELS["photos"]], fields=())
    return Added(photo, before, post.version)
