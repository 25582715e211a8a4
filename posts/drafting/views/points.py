"""What is missing, short enough for the side of the editor."""

from collections.abc import Sequence
from dataclasses import replace

from approvals.completeness import Point
from posts.drafting.models import Link, Photo


def by_photo(points: Sequence[Point], photos: Sequence[Photo]) -> list[Point]:
    """The points, those in each photo's own fields as one line that leads to the first of them; and those of all together."""
    lines = _as_one(list(points), in_common(points), "写真に共通")
    for place, photo in enumerate(photos, start=1):
        lines = _as_one(lines, of_photo(points, photo), f"{place}枚目")
    return lines


def of_photo(points: Sequence[Point], photo: Photo) -> list[Point]:
    return _of_form(points, f"id_photo-{photo.pk}-")


def in_common(points: Sequence[Point]) -> list[Point]:
    """Of the rights that are said of all photos."""
    return _of_form(points, "id_rights-")


def of_link(points: Sequence[Point], link: Link) -> list[Point]:
    return _of_form(points, f"id_link-{link.pk}-")


def _of_form(points: Sequence[Point], prefix: str) -> list[Point]:
    return [point for point in points if point.anchor.startswith(prefix)]


def _as_one(lines: list[Point], own: Sequence[Point], called: str) -> list[Point]:
    if not own:
        return lines
    line = replace(own[0], sentence=f"{called}: あと{len(own)}点")
    return [line if point is own[0] else point for point in lines if point not in own[1:]]
