"""複写して起案, and what one starts from (定型). No file is read or made: pictures are stored by their content.

Copied is what a person has said of the content. Asked anew is what he said of this article and this day: whether photo and
link belong to it (ア), whether the page behind a link is decent (イ), rights that had an end, and when it goes out.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from approvals import actions as approval_actions
from approvals.actions import drafting as life
from posts.drafting import events, querysets, rules
from posts.drafting.actions import consents
from posts.drafting.models import Link, Photo, Post
from security.models import User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit

FIELDS = (
    "title", "caption", "category", "sponsorship", "sponsorship_note", "generated", "frame",
)  # fmt: skip
# Of a photo whose permission had an end: what proved it, and what goes with it.
ENDED = {
    "evidence_note": "",
    "evidence_file": "",
    "evidence_name": "",
    "consent_note": "",
    "guardian_consent": False,
    "permission_until": None,
    "permission_withdrawn_on": None,
    "licence_id": None,
    "portrait_id": None,
}
# How the row itself came to be, which a copy does not share.
OF_THE_ROW = {"id", "post", "upload_key", "added_in"}


@dataclass(frozen=True)
class Copied:
    """The new draft, and the places of the photos whose rights are to be asked for again."""

    post: Post
    asked_again: tuple[int, ...] = ()


@transaction.atomic
def copy(*, by: User, post: Post, form_key: uuid.UUID, with_photos: bool) -> Copied:
    """複写して起案: a draft of one's own organisation out of any post that one may read. Sent twice, it makes one."""
    actor = Actor.of(by)
    source = querysets.with_details(Post.objects.filter(pk=post.pk)).get()
    require(rules.may_copy(actor, source))
    if existing := life.begun(Post, by=actor, form_key=form_key):
        return Copied(existing)
    fields: dict[str, Any] = {name: getattr(source, name) for name in FIELDS}
    made = life.begin(Post, by=actor, form_key=form_key, copied_from=source, **fields)
    made.topics.add(*source.topics.all())
    Link.objects.bulk_create([_link(one, made) for one in source.links.all()])
    asked_again = _copy_photos(source, made) if with_photos else ()
    life.note_begun(made, by=actor)
    audit.record(events.COPIED, by=actor, subject=made, copied_from=source.dossier.number)
    return Copied(made, asked_again)


@transaction.atomic
def keep_as_pattern(*, by: User, post: Post, name: str) -> None:
    """定型として残す, under a name that its side chooses it by; an empty one ends it. Changes nothing of the post."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_keep_as_pattern(actor, post))
    if name.strip() == post.kept_as:
        return
    post.kept_as = name.strip()
    post.save(update_fields=["kept_as"])
    audit.record(events.KEPT_AS_PATTERN, by=actor, subject=post, pattern=post.kept_as)


def _copy_photos(source: Post, made: Post) -> tuple[int, ...]:
    """Gives the places of those whose rights are to be asked for again.

    What they rest on in the library is locked first and then read: one that is withdrawn at this moment is copied as such.
    """
    consents.locked_for(source.photos.all(), None)
    photos = list(Photo.objects.filter(post=source).select_related("post"))
    asked_again = [place for place, photo in enumerate(photos, start=1) if _is_asked_again(photo, made)]
    Photo.objects.bulk_create([_photo(photo, made) for photo in photos])
    return tuple(asked_again)


def _is_asked_again(photo: Photo, made: Post) -> bool:
    """Its permission has an end, or it rests on what the other side was given, which is that side's own."""
    has_an_end = photo.permission_until is not None or photo.permission_withdrawn_on is not None
    rests_on_entry = photo.licence_id is not None or photo.portrait_id is not None
    return has_an_end or (rests_on_entry and photo.post.organization_id != made.organization_id)


def _photo(source: Photo, post: Post) -> Photo:
    ended = ENDED if _is_asked_again(source, post) else {}
    return Photo(post=post, **(_values(source) | ended | {"relation_confirmed": False}))


def _link(source: Link, post: Post) -> Link:
    """ウ stays, as given for the site or for leading there; what a night's look has found is found anew."""
    names = ("position", "url", "label", "agreed", "agreed_with", "agreed_on", "agreed_how", "agreement_id")
    return Link(post=post, **{name: getattr(source, name) for name in names})


def _values(photo: Photo) -> dict[str, Any]:
    names = [field.attname for field in photo._meta.concrete_fields if field.name not in OF_THE_ROW]
    return {name: getattr(photo, name) for name in names}
