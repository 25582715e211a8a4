"""The same photo was used before: what was confirmed then is offered, and copied on a press (第４第１項(2))."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from posts.drafting import querysets
from posts.drafting.actions import PhotoEdit
from posts.drafting.models import Photo
from security.people.actors import Actor

# Answers that only make sense together go together, by whether the first of them is blank. Never the description and the
# relation to the article: those are about this post.
GROUPS = (
    ("source",),
    ("right_holder",),
    ("evidence_note",),
    ("evidence_file", "evidence_name"),
    ("people", "consent_note", "has_minors", "guardian_consent"),
    ("credit",),
    ("permission_until",),
)


def taken_over(
    edits: Sequence[PhotoEdit], photos: Sequence[Photo], actor: Actor, pressed: str
) -> list[PhotoEdit]:
    """`pressed`: a photo and the other's that it is to be like (`12:7`). Blank answers alone are filled.

    Nothing is taken from another photo, from a document that the person may not read, or from a permission that is over.
    """
    pk, _, other = pressed.partition(":")
    mine = next((photo for photo in photos if str(photo.pk) == pk), None)
    source = querysets.same_photo(mine, other, actor) if mine else None
    if mine is None or source is None or not source.is_permitted_today:
        return list(edits)
    return [
        replace(edit, fields=_filled(edit.fields, mine, source)) if edit.pk == mine.pk else edit
        for edit in edits
    ]


def _filled(fields: dict[str, Any], mine: Photo, source: Photo) -> dict[str, Any]:
    filled = dict(fields)
    for group in GROUPS:
        if not filled.get(group[0], getattr(mine, group[0])):
            filled |= {name: getattr(source, name) for name in group}
    return filled
