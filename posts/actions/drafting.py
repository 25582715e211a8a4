"""起案: creating, saving and submitting a draft.

Saving never refuses for what is missing or too long: that is what submitting asks. It refuses a stranger, a post
that has left, and a form opened before somebody else's save.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions import Stale
from approvals.models import Guideline, Submission
from posts import content, querysets, rules
from posts.imaging.framing import Frame
from posts.models import Link, Photo, Post, Topic
from security import audit
from security.actors import Actor
from security.answers import Refused, no, require
from security.models import POSTERS, Tag, User

from .photos import PHOTOS_MAX, NewPhoto, PhotoEdit, crop_keys, make_renditions, rows_for

# A withdrawal of permission that comes while a form is open is not the form's to overwrite.
DRAFTED_OF_A_PHOTO = [
    field.name for field in Photo._meta.concrete_fields if field.name not in ("id", "permission_withdrawn_on")
]


class Incomplete(Exception):
    """Approval was asked for while something is missing."""

    def __init__(self, points: list[rules.Point]) -> None:
        super().__init__("; ".join(point.sentence for point in points))
        self.points = points


@dataclass(frozen=True)
class Draft:
    """What the editor's form holds: the whole of it, in the order of the form."""

    fields: dict[str, Any]
    topics: Sequence[Topic] | None = None
    photos: Sequence[PhotoEdit] | None = None
    new_photos: Sequence[NewPhoto] = ()
    links: Sequence[Link] | None = None
    removed_links: Sequence[int] = field(default=())


def create_draft(*, by: User, form_key: uuid.UUID, draft: Draft) -> Post:
    """起案する. The same form sent twice gives the same draft; a form_key is each person's own.

    Renders photos, so it must not be in a transaction.
    """
    form_key = uuid.uuid5(form_key, str(by.pk))
    photos = rows_for(draft.new_photos)
    _require_room(photos)
    make_renditions(photos, Frame(draft.fields.get("frame", Frame.FIRST)), {})
    with transaction.atomic():
        actor = Actor.of(by)
        require(rules.may_draft(actor))
        # Two presses of one button wait for one another here; a plain read would let both see no draft yet.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        existing = Post.objects.filter(form_key=form_key).first()
        if existing:
            return existing
        appointment = actor.appointment(*POSTERS)
        assert appointment is not None  # noqa: S101 - may_draft has just found it
        post = Post.objects.create(
            **draft.fields,
            form_key=form_key,
            author=by,
            edited_by=by,
            organization=appointment.organization,
            dossier=approval_actions.open_dossier(by=by),
        )
        post.topics.set(draft.topics or ())
        _place(post, photos)
        _save_links(post, draft.links or ())
        audit.record(Tag.DRAFTED, by=actor, subject=post, number=post.dossier.number)
    return post


def save_draft(*, by: User, post: Post, version: int, draft: Draft) -> Post:
    """Save what the form holds. Raises Stale or Refused; nothing is changed then.

    A change takes a standing approval away; a save without a change does nothing. Renders photos, so it must not be
    in a transaction.
    """
    seen = querysets.with_parts(Post.objects.filter(pk=post.pk)).get()
    stored = crop_keys(list(seen.photos.all()), Frame(seen.frame))  # before the form's values are put in
    photos = _arranged(seen, draft)
    _require_room(photos)
    make_renditions(photos, Frame(draft.fields.get("frame", seen.frame)), stored)
    with transaction.atomic():
        actor, locked = Actor.of(by), approval_actions.locked(post)
        require(rules.may_edit(actor, locked))
        if locked.version != version or seen.version != version:
            raise Stale(locked)
        before = content.of(locked)
        _write(locked, draft, photos)
        after = content.of(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())
        changed = [content.PART_LABELS[key] for key in after if after[key] != before[key]]
        if changed:
            _note_change(actor, locked, changed)
    return locked


@transaction.atomic
def submit(*, by: User, post: Post, version: int, confirmed: Sequence[str]) -> Submission:
    """承認を求める: complete, confirmed and as seen on the screen; then sealed (approvals). Raises Incomplete."""
    post = approval_actions.locked(post)
    if post.version != version:
        raise Stale(post)
    points = rules.missing_points(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())
    asked = rules.confirmations(Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA))
    for place, confirmation in enumerate(asked):
        if confirmation.sentence not in confirmed:
            sentence = f"「{confirmation.sentence}」を確認してください。"
            points.append(rules.Point(sentence, f"id_confirm_{place}", confirmation.clause))
    if points:
        raise Incomplete(points)
    return approval_actions.submit(by=by, item=post, confirmations=[one.sentence for one in asked])


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
        for name, value in _with_named_paper(photo, edit.fields).items():
            setattr(photo, name, value)
        kept.append(photo)
    return [*kept, *rows_for(draft.new_photos)]


def _with_named_paper(photo: Photo, fields: dict[str, Any]) -> dict[str, Any]:
    """A paper keeps the name that it came with: another name comes with another paper only."""
    if fields.get("evidence_file", photo.evidence_file) != photo.evidence_file:
        return fields
    return {name: value for name, value in fields.items() if name != "evidence_name"}


def _require_room(photos: Sequence[Photo]) -> None:
    if len(photos) > PHOTOS_MAX:
        raise Refused(
            no(
                f"写真は1つの起案に{PHOTOS_MAX}枚までです({len(photos)}枚になります)。",
                remedy="使わない写真を外してください。",
            )
        )


def _write(post: Post, draft: Draft, photos: Sequence[Photo]) -> None:
    for name, value in draft.fields.items():
        setattr(post, name, value)
    post.save(update_fields=list(draft.fields))
    if draft.topics is not None:
        post.topics.set(draft.topics)
    post.photos.exclude(pk__in=[photo.pk for photo in photos if photo.pk]).delete()
    _place(post, photos)
    if draft.links is not None:
        post.links.filter(pk__in=draft.removed_links).delete()
        _save_links(post, draft.links)


def _place(post: Post, photos: Sequence[Photo]) -> None:
    for position, photo in enumerate(photos, start=1):
        photo.post, photo.position = post, position
        photo.save(update_fields=DRAFTED_OF_A_PHOTO if photo.pk else None)


def _save_links(post: Post, links: Sequence[Link]) -> None:
    for position, link in enumerate(links, start=1):
        if link.pk and link.post_id != post.pk:
            raise ValidationError("a link of another post")
        link.post, link.position = post, position
        link.save()


def _note_change(actor: Actor, post: Post, changed: list[str]) -> None:
    approval_actions.take_approval_away(post, actor)
    post.version += 1
    post.edited_at, post.edited_by = timezone.now(), actor.user
    post.save(update_fields=["version", "edited_at", "edited_by", "state", "submission"])
    post.dossier.contributors.add(actor.user)
    audit.record(Tag.EDITED, by=actor, subject=post, changed=changed, version=post.version)
