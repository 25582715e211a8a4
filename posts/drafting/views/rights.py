"""Photos of one shoot share their rights: what was confirmed of the first is offered to the others (第４第１項(2))."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from posts.drafting.actions import PhotoEdit
from posts.drafting.models import Photo

# Never the description and the relation to the article: those are about each picture.
ONE_BY_ONE = ("source", "right_holder", "evidence_note", "credit", "permission_until")
# Answers that only make sense together go together, by whether the first of them is blank.
PAPER = ("evidence_file", "evidence_name")
PEOPLE = ("people", "consent_note", "has_minors", "guardian_consent")
GROUPS = (*((name,) for name in ONE_BY_ONE), PAPER, PEOPLE)


def copied_from_first(edits: Sequence[PhotoEdit], photos: Mapping[int, Photo]) -> list[PhotoEdit]:
    """The edits, with the first photo's rights in the others where those are blank; photos: the rows by pk."""
    first = {name: _value(edits[0], photos, name) for group in GROUPS for name in group} if edits else {}
    return [*edits[:1], *(replace(edit, fields=_filled(edit, photos, first)) for edit in edits[1:])]


def _filled(edit: PhotoEdit, photos: Mapping[int, Photo], first: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(edit.fields)
    for group in GROUPS:
        if not _value(edit, photos, group[0]):
            fields |= {name: first[name] for name in group}
    return fields


def _value(edit: PhotoEdit, photos: Mapping[int, Photo], name: str) -> Any:
    return edit.fields.get(name, getattr(photos[edit.pk], name))
