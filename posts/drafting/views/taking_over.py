"""The same photo was used before: what was confirmed then is offered, and copied on a press (第４第１項(2))."""

from collections.abc import Sequence
from dataclasses import replace

from posts.drafting import querysets
from posts.drafting.actions import PhotoEdit
from posts.drafting.models import Photo
from posts.drafting.views import rights
from security.people.actors import Actor


def taken_over(
    edits: Sequence[PhotoEdit], photos: Sequence[Photo], actor: Actor, pressed: str
) -> list[PhotoEdit]:
    """`pressed`: a photo and the other's that it is to be like (`12:7`). Blank answers alone are filled.

    Nothing is taken from another photo, from a document that the person may not read, or from a permission that is over.
    """
    pk, _, other = pressed.partition(":")
    rows = {photo.pk: photo for photo in photos}
    mine = next((photo for photo in photos if str(photo.pk) == pk), None)
    source = querysets.same_photo(mine, other, actor) if mine else None
    if source is None or not source.is_permitted_today:
        return list(edits)
    values = {name: getattr(source, name) for group in rights.GROUPS for name in group}
    return [
        replace(edit, fields=rights.filled(edit, rows, values)) if str(edit.pk) == pk else edit
        for edit in edits
    ]
