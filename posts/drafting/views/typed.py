"""What stands in the fields of the editor, as a browser sends it: to be compared, brought together and stored one by one.

Only fields of rows that are there: a link still to be added, a tick that takes something out and a file are not kept by
themselves, but by the press of a button.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from posts.drafting.actions import Draft, PhotoEdit
from posts.drafting.merging import Change, Merged, Value, changes_in, merge, value_of
from posts.drafting.models import Link, Photo
from posts.drafting.views import rights

# Of a draft as large as one can be there are some 1,300 (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS).
FIELDS_MAX = 2000
# Of the photos: empty until somebody moves one. Whoever moves one last has the word.
ORDER = "order"
OF_A_ROW = re.compile(r"(?:photo|link)-[0-9]+-(?!remove$)[a-z_]+")
GONE = "取り除かれた写真またはリンクの欄"


@dataclass(frozen=True)
class Differing:
    """A field that somebody else has changed too: whose value is stored, and how both are read."""

    name: str
    anchor: str
    label: str
    mine: str
    theirs: str
    stored: Value = ()

    @property
    def stored_json(self) -> str:
        """For js/keeping.js."""
        return json.dumps(self.stored)


@dataclass
class Taken:
    """What can be stored of the changes, as a draft; None for nothing. `refused`: a sentence by the field's name."""

    draft: Draft | None = None
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)  # only a button does that


def kept_fields(parts: Iterable[Any]) -> Iterator[tuple[Any, BoundField]]:
    """Of the forms of rows that are there, the fields of the rows themselves."""
    for part in parts:
        if part.instance.pk:
            for name in part._meta.fields:
                yield part, part[name]


def as_sent(parts: Iterable[Any]) -> dict[str, Value]:
    """What a browser would send of the forms if nobody touched them, by the names of the fields."""
    return {ORDER: ()} | {bound.html_name: _sent(bound) for _, bound in kept_fields(parts)}


def _sent(bound: BoundField) -> Value:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ("on",) if value else ()
    if getattr(widget, "allow_multiple_selected", False):
        return value_of(str(getattr(one, "pk", one)) for one in value or ())
    written = widget.format_value(value)
    return value_of(written if isinstance(written, list | tuple) else [written or ""])


def differing(parts: Iterable[Any], mine: Mapping[str, Value], names: Iterable[str]) -> list[Differing]:
    """For people to read: `parts` are the forms of what is stored, `mine` what somebody would have instead."""
    wanted, found = set(names), []
    for part, bound in kept_fields(parts):
        if bound.html_name in wanted:
            stored = _sent(bound)
            label = " ".join(filter(None, (_row(part), str(bound.label))))
            theirs = _read(bound, stored)
            own = _read(bound, mine[bound.html_name])
            found.append(Differing(bound.html_name, _anchor(bound), label, own, theirs, stored))
    gone = wanted - {one.name for one in found}
    return found + [Differing(name, "", GONE, "、".join(mine[name]), "") for name in sorted(gone)]


def _row(part: Any) -> str:
    row = part.instance
    if part.prefix == rights.PREFIX:
        return "写真に共通の"
    if isinstance(row, Photo):
        return f"{row.position}枚目の写真"
    return f"リンク{row.position}" if isinstance(row, Link) else ""


def _anchor(bound: BoundField) -> str:
    return f"{bound.auto_id}_group" if bound.field.widget.use_fieldset else bound.auto_id


def _read(bound: BoundField, value: Value) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "チェックあり" if value else "チェックなし"
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    return "、".join(choices.get(one, one) for one in value)


def taken(forms_of: Any, stored: Mapping[str, Value], merged: Merged) -> Taken:
    """A draft of the merged values. `forms_of` makes the editor's forms of what a browser has sent.

    A field that cannot be stored costs the others nothing.
    """
    data = QueryDict(mutable=True)
    # A link whose address is empty is taken out of the form: somebody may just be typing it anew.
    emptied = {name for name, value in merged.write.items() if name.endswith("-url") and not value}
    write = {name: value for name, value in merged.write.items() if name not in emptied}
    for name, value in {**stored, **write}.items():
        _put(data, name, value)
    made = forms_of(data)
    result, clean = Taken(left=sorted(emptied)), _Clean()
    for part, bound in kept_fields(made.parts):
        if bound.html_name not in write:
            continue
        if errors := part.errors.get(bound.name) or part.non_field_errors():
            result.refused[bound.html_name] = str(errors[0])
        else:
            clean.put(part, bound.name)
    result.draft = clean.draft(made, is_moved=ORDER in write)
    return result


def _put(data: QueryDict, name: str, value: Value) -> None:
    """As a browser sends it. By the source, empty or not, the forms of rights know that they were sent."""
    if value or name.endswith("-source"):
        data.setlist(name, list(value) or [""])


class _Clean:
    """The values that have passed, part by part."""

    def __init__(self) -> None:
        self.of_part: dict[Any, dict[str, Any]] = {}

    def put(self, part: Any, name: str) -> None:
        self.of_part.setdefault(part, {})[name] = part.cleaned_data[name]

    def draft(self, made: Any, *, is_moved: bool) -> Draft | None:
        """is_moved: the photos of `made` stand in a new order."""
        if not self.of_part and not is_moved:
            return None
        fields = dict(self.of_part.get(made.post, {}))
        topics = fields.pop("topics", None)
        return Draft(
            fields=fields,
            topics=None if topics is None else list(topics),
            photos=self._photos(made.photos, is_moved=is_moved),
            rights=self.of_part.get(made.rights),
            links=self._links(made.links),
        )

    def _photos(self, parts: Iterable[Any], *, is_moved: bool) -> list[PhotoEdit] | None:
        if not is_moved and not any(part in self.of_part or part.rights in self.of_part for part in parts):
            return None
        edits = []
        for part in parts:
            fields, photo = dict(self.of_part.get(part, {})), part.instance
            if part.rights in self.of_part:
                fields |= {"own_rights": True} | self.of_part[part.rights]
            focus = (fields.pop("focus_x", photo.focus_x), fields.pop("focus_y", photo.focus_y))
            edits.append(PhotoEdit(pk=photo.pk, focus=focus, fields=fields))
        return edits

    def _links(self, parts: Iterable[Any]) -> list[Link] | None:
        if not any(part in self.of_part for part in parts):
            return None
        return [self._link(part) for part in parts]

    def _link(self, part: Any) -> Link:
        link = Link.objects.select_related("agreement").get(pk=part.instance.pk)
        for name, value in self.of_part.get(part, {}).items():
            setattr(link, name, value)
        return link


def brought_up(parts: Iterable[Any], data: QueryDict) -> tuple[QueryDict, list[str]] | None:
    """A whole form that was made from an older version, brought up to what is stored; and what both have changed.

    It says in `was` what its changed fields held before. None if it does not, as without script.
    """
    before = _was_in(data)
    if before is None:
        return None
    stored = as_sent(parts)
    changes = {name: Change(was, value_of(data.getlist(name))) for name, was in before.items()}
    merged = merge(stored, changes)
    renewed = data.copy()
    for name, value in stored.items():
        if name not in changes or merged_away(name, merged, changes):
            renewed.pop(name, None)
            _put(renewed, name, value)
    gone = [name for name in merged.unknown if changes[name].now and OF_A_ROW.fullmatch(name)]
    return renewed, [*merged.differing, *gone]


def merged_away(name: str, merged: Merged, changes: Mapping[str, Change]) -> bool:
    """Whether what is stored is what the form says anyhow."""
    return name not in merged.write and name not in merged.differing


def _was_in(data: QueryDict) -> dict[str, Value] | None:
    try:
        found = json.loads(data.get("was", ""))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    changes = changes_in({name: [was, []] for name, was in found.items()})
    return None if changes is None else {name: change.was for name, change in changes.items()}


def differing_from(parts: Iterable[Any], data: QueryDict) -> tuple[QueryDict, list[str]]:
    """As `brought_up`, of a form that does not say what it began with: every field that says something else."""
    stored = as_sent(parts)
    sent = {name.rpartition("-")[0] for name in data}  # of a row added meanwhile the form knows nothing
    names = [
        name
        for name, value in stored.items()
        if name.rpartition("-")[0] in sent and value_of(data.getlist(name)) != value
    ]
    return data, names
