"""起案: creating, saving and submitting a draft.

Saving never refuses for what is missing or too long: that is what submitting asks. It refuses a stranger, a post
that has left, and a form opened before somebody else's save.
"""

import sys
import uuid
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from approvals.actions import Stale
from approvals.actions import drafting as life
from approvals.actions.drafting import Begun
from approvals.content import differing_fields
from approvals.models import Guideline, State, Submission
from outbox.wake_ups import wake
from posts.drafting import querysets, rights, rules
from posts.drafting.actions import consents as consent_actions
from posts.drafting.actions import links as link_actions
from posts.drafting.actions.permissions import keep_agreements_ends
from posts.drafting.actions.photos import (
    CropKeys,
    NewPhoto,
    PhotoEdit,
    crop_keys,
    make_renditions,
    require_room,
    rows_for,
    turn,
)
from posts.drafting.content import PART_LABELS, PostContent
from posts.drafting.models import Link, Photo, Post, Topic
from posts.imaging.frames import Frame
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor

# What becomes known of a row while a form is open is not the form's to overwrite: a withdrawn permission, a dead link.
NOT_DRAFTED = {
    "id",
    "permission_withdrawn_on",
    "checked_at",
    "dead_since",
    "dead_nights",
    "problem",
    "seen_at",
    "taken_off_at",
    "agreement_until",
    "title",
    "title_asked_at",
    "title_problem",
    # Follow from what is drafted, and are written with it.
    "sought",
    "host",
}


@dataclass(frozen=True)
class Draft:
    """What the editor's form holds: the whole of it, in the order of the form.

    rights: what it says for all photos together, by field (`rights.FIELDS`). sites: the links of which the agreement is to
    be kept for their whole site.
    """

    fields: dict[str, Any]
    topics: Sequence[Topic] | None = None
    photos: Sequence[PhotoEdit] | None = None
    new_photos: Sequence[NewPhoto] = ()
    rights: dict[str, Any] | None = None
    links: Sequence[Link] | None = None
    removed_links: Sequence[int] = field(default=())
    sites: Sequence[Link] = ()


def create_draft(*, by: User, form_key: uuid.UUID, draft: Draft) -> Post:
    """起案する. The same form sent twice gives the same draft; a form_key is each person's own.

    Raises Begun if the form says something else than when it began its draft. Renders photos, so it must not be in a transaction.
    """
    if any(link.pk for link in draft.links or ()):
        raise ValidationError("a link of another post")
    photos = rows_for(draft.new_photos)
    require_room(photos)
    make_renditions(photos, Frame(draft.fields.get("frame", Frame.FIRST)), {})
    with transaction.atomic():
        actor = Actor.of(by)
        require(rules.may_draft(actor))
        if existing := life.begun(Post, by=actor, form_key=form_key):
            if not_in(existing, draft):
                raise Begun(existing)
            return existing
        post = life.begin(Post, by=actor, form_key=form_key, **draft.fields)
        post.topics.add(*(draft.topics or ()))
        _arrange(post, photos)
        Photo.objects.bulk_create(photos)
        links = link_actions.as_named(post, list(draft.links or ()))
        _arrange(post, links)
        Link.objects.bulk_create(links)
        life.note_begun(post, by=actor)
    return post


@transaction.atomic
def start_draft(*, by: User, form_key: uuid.UUID, publish_at: datetime | None = None) -> Post:
    """起案する with nothing yet. Whoever has a draft in which nothing has been written gets that one: an office's document
    numbers are not spent on looking.

    publish_at: when it is to go out, as the calendar's + says; the draft that is given back is for that moment, too.
    """
    actor = Actor.of(by)
    require(rules.may_draft(actor))
    begun = life.begun(
        Post, by=actor, form_key=form_key
    )  # two presses of one button wait for one another here
    if blank := querysets.blank_drafts(actor).filter(publish_at=publish_at).first():
        return blank
    post = life.begin(Post, by=actor, form_key=uuid.uuid4() if begun else form_key, publish_at=publish_at)
    life.note_begun(post, by=actor)
    return post


def not_in(post: Post, draft: Draft) -> Draft | None:
    """What a draft says that the post does not, as a change of the post; None if that is nothing."""
    fields = {name: value for name, value in draft.fields.items() if getattr(post, name) != value}
    originals = set(post.photos.values_list("original", flat=True))
    photos = [photo for photo in draft.new_photos if photo.digest not in originals]
    return Draft(fields=fields, new_photos=photos) if fields or photos else None


def save_draft(*, by: User, post: Post, version: int, draft: Draft, is_kept: bool = False) -> Post:
    """Save what the form holds. Raises Stale or Refused; nothing is changed then.

    A change takes a standing approval away; what is saved by itself as somebody types (`is_kept`) never does: it is
    refused. A save without a change does nothing. Renders photos, so it must not be
    in a transaction.
    """
    seen = querysets.with_parts(Post.objects.filter(pk=post.pk)).get()
    stored = Stored.of(seen)  # before the form's values are put in
    photos = _arranged(seen, draft)
    require_room(photos)
    make_renditions(photos, Frame(draft.fields.get("frame", seen.frame)), stored.crops)
    with transaction.atomic():
        actor = Actor.of(by)
        consents = consent_actions.locked_for(photos, draft.rights)
        may_edit = rules.may_keep if is_kept else rules.may_edit
        locked = life.opened(post, by=actor, version=version, may_edit=may_edit)
        # Every change of the content counts the version on, so what was seen outside the lock is what is stored.
        if seen.version != version:
            raise Stale(locked)
        for name, value in draft.fields.items():
            setattr(locked, name, value)
        rights.settle(
            photos,
            before=stored.photos,
            common=draft.rights,
            consents=consent_actions.usable(consents, locked),
            filled=querysets.followed_from_source(locked.organization),
            is_draft=locked.state == State.DRAFT,
        )
        links = link_actions.as_named(locked, _linked(seen, draft))
        _arrange(locked, links)
        link_actions.keep_for_sites(by, locked, draft.sites)
        topics = seen.topics.all() if draft.topics is None else draft.topics
        after = locked.sealed_content_with(
            topics=topics,
            photos=[photo.sealed_content() for photo in photos],
            links=[link.sealed_content() for link in links],
        )
        changed = set(differing_fields(stored.content, after))
        if any(rights.rest_otherwise(stored.changes_of(photo)) for photo in photos if photo.pk):
            changed.add("photos")
        if "topics" in changed:
            locked.topics.set(topics)
        _write_parts(locked, photos, links, stored)
        if changed:
            labels = [label for name, label in PART_LABELS.items() if name in changed]
            life.note_change(locked, by=actor, changed=labels, fields=draft.fields, is_kept=is_kept)
        elif draft.fields:
            locked.save(update_fields=list(draft.fields))
    return locked


@transaction.atomic
def submit(*, by: User, post: Post, version: int, confirmed: Sequence[str]) -> Submission:
    """承認を求める: complete, confirmed and as seen on the screen; then sealed (approvals). Raises Incomplete."""
    post = life.opened(post, by=Actor.of(by), version=version)
    keep_agreements_ends(post)
    querysets.read_parts(post)
    guidelines = Guideline.objects.all_in_force()
    return life.submit(
        post,
        by=by,
        points=rules.missing_points(post),
        guidelines=guidelines,
        asked=rules.confirmations(guidelines[Guideline.Kind.SOCIAL_MEDIA]),
        confirmed=confirmed,
    )


@dataclass(frozen=True)
class Stored:
    """A post's parts as they stood before a form's values were put in: what a save is held against."""

    content: PostContent
    crops: CropKeys
    photos: list[Photo]
    rows: dict[tuple[type[Model], int], dict[str, Any]]

    @classmethod
    def of(cls, post: Post) -> "Stored":
        photos = [copy(photo) for photo in post.photos.all()]
        rows = [*photos, *post.links.all()]
        return cls(
            content=post.sealed_content(),
            crops=crop_keys(photos, Frame(post.frame)),
            photos=photos,
            rows={(type(row), row.pk): _drafted(row) for row in rows},
        )

    def changes_of(self, row: Photo | Link) -> list[str]:
        """The names of the columns in which a row differs from the stored one."""
        before = self.rows[type(row), row.pk]
        return [name for name, value in _drafted(row).items() if value != before[name]]


def _drafted(row: Model) -> dict[str, Any]:
    columns = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in columns if name not in NOT_DRAFTED}


def _arranged(seen: Post, draft: Draft) -> list[Photo]:
    """The post's photos as the form wants them: kept ones in their new order, then the new ones."""
    stored = {photo.pk: photo for photo in seen.photos.all()}
    if draft.photos is None:
        return [*stored.values(), *rows_for(draft.new_photos)]
    kept = []
    for edit in draft.photos:
        photo = stored.get(edit.pk)
        if photo is None:
            raise Refused(
                no(
                    "写真の並びが画面を開いた後に変わりました。",
                    remedy="画面を開き直して、もう一度保存してください。",
                )
            )
        photo.focus_x, photo.focus_y = edit.focus
        turn(photo, edit.turn)
        for name, value in _with_named_paper(photo, edit.fields).items():
            setattr(photo, name, value)
        kept.append(photo)
    return [*kept, *rows_for(draft.new_photos)]


def _with_named_paper(photo: Photo, fields: dict[str, Any]) -> dict[str, Any]:
    """A paper keeps the name that it came with: another name comes with another paper only."""
    if fields.get("evidence_file", photo.evidence_file) != photo.evidence_file:
        return fields
    return {name: value for name, value in fields.items() if name != "evidence_name"}


def _linked(seen: Post, draft: Draft) -> list[Link]:
    """The post's links as the form wants them, in their order; those that it does not name stay where they are."""
    stored = {link.pk: link for link in seen.links.all()}
    if draft.links is None:
        return list(stored.values())
    named = {link.pk for link in draft.links if link.pk}
    if named - stored.keys():
        raise ValidationError("a link of another post")
    for link in draft.links:
        before = stored.get(link.pk)
        if before and before.agreement_id == link.agreement_id:
            link.agreement = before.agreement  # as it is told now, not when the form was opened
    _arrange(seen, draft.links)
    others = [link for key, link in stored.items() if key not in named and key not in draft.removed_links]
    return sorted([*others, *draft.links], key=lambda link: (link.position, link.pk or sys.maxsize))


def _arrange(post: Post, rows: Iterable[Photo | Link]) -> None:
    for position, row in enumerate(rows, start=1):
        row.post, row.position = post, position


def _forgotten(row: Photo | Link, changes: Sequence[str]) -> list[str]:
    """Of another address, what was found of the one before says nothing."""
    if not isinstance(row, Link) or "url" not in changes:
        return []
    row.title, row.title_problem, row.title_asked_at = "", "", None
    return ["title", "title_problem", "title_asked_at"]


def _write_parts(post: Post, photos: Sequence[Photo], links: Sequence[Link], stored: Stored) -> None:
    """Only what differs from what is stored: a save mostly changes a word or two."""
    _arrange(post, photos)
    rows: list[Photo | Link] = [*photos, *links]
    for kind, key in stored.rows.keys() - {(type(row), row.pk) for row in rows}:
        kind._default_manager.filter(pk=key).delete()
    for row in rows:
        if row.pk is None:
            row.save(force_insert=True)
        elif changes := stored.changes_of(row):
            row.save(update_fields=[*changes, *_forgotten(row, changes)])
    consent_actions.note_withdrawn(photos, stored.photos)
    if any(link.title_asked_at is None and not link.label for link in links):
        transaction.on_commit(lambda: wake("posts.tasks.look_up_titles"))
