"""The same photo was used before: what was confirmed then is offered, and copied on a press (第４第１項(2))."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from posts.drafting import querysets, rights
from posts.drafting.actions import PhotoEdit
from posts.drafting.models import Photo, Post
from security.people.actors import Actor

# Answers that only make sense together go together, by whether the first of them is blank. Never the description and the
# relation to the article: those are about this post.
GROUPS = (
    ("licence",),
    ("source",),
    ("right_holder",),
    ("evidence_note",),
    ("evidence_file", "evidence_name"),
    ("people", "portrait", "consent_note", "has_minors", "guardian_consent"),
    ("credit",),
    ("permission_until",),
)


def taken_over(
    edits: Sequence[PhotoEdit], common: Mapping[str, Any] | None, post: Post, actor: Actor, pressed: str
) -> tuple[list[PhotoEdit], dict[str, Any] | None]:
    """`pressed`: a photo and the other's that it is to be like (`12:7`). Blank answers alone are filled.

    common: what the form says for all photos; what is taken over is said there if the photo is the only one, else of the
    photo alone, which becomes an exception. Nothing is taken from another photo, from a document that the person may not
    read, or from a permission that is over.
    """
    said = None if common is None else dict(common)
    pk, _, other = pressed.partition(":")
    mine = next((photo for photo in post.photos.all() if str(photo.pk) == pk), None)
    source = querysets.same_photo(mine, other, actor) if mine else None
    if mine is None or source is None or not source.is_permitted_today:
        return list(edits), said
    sharing = rights.sharing(post.photos.all())
    if sharing == [mine]:
        return list(edits), _filled(said or {}, mine, source)
    before = said if said and mine in sharing else {}
    return [
        replace(edit, fields={"own_rights": True} | _filled({**before, **edit.fields}, mine, source))
        if edit.pk == mine.pk
        else edit
        for edit in edits
    ], said


def _filled(fields: dict[str, Any], mine: Photo, source: Photo) -> dict[str, Any]:
    filled = dict(fields)
    for group in GROUPS:
        if not filled.get(group[0], getattr(mine, group[0])):
            filled |= {name: getattr(source, name) for name in group}
    return filled
