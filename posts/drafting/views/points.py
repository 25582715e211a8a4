"""What is missing, short enough for the side of the editor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from approvals.completeness import Point
from posts.drafting.models import Link, Photo, Post


@dataclass(frozen=True)
class Part:
    """One of the editor's four parts: its id in templates/posts/edit.html, its name, and how far it is in a few words."""

    id: str
    name: str
    note: str
    is_done: bool


NAMES = {"photos": "写真", "text": "本文", "links": "リンク", "plan": "区分と予定"}
# Fields by their ids; what is about one photo or one link says so, and the rest is about the photos.
OF_TEXT = ("id_title", "id_caption")
OF_PLAN = ("id_category", "id_topics", "id_sponsorship", "id_publish_at")


def by_part(post: Post, points: Sequence[Point]) -> list[Part]:
    """In the order of the page. Reads the post's prefetched links."""
    lacks = [_part_of(point) for point in points]
    return [
        Part(part, name, _note(lacks.count(part), part, post), not lacks.count(part))
        for part, name in NAMES.items()
    ]


def _note(lacks: int, part: str, post: Post) -> str:
    if lacks:
        return f"あと{lacks}点"
    return "なし" if part == "links" and not post.links.all() else "整いました"


def _part_of(point: Point) -> str:
    if point.anchor.startswith(OF_TEXT):
        return "text"
    if point.anchor.startswith(OF_PLAN):
        return "plan"
    return "links" if point.anchor.startswith(("id_link-", "link")) else "photos"


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


def of_rights(points: Sequence[Point]) -> list[Point]:
    """Of one photo's points those that are not about its description."""
    return [point for point in points if not point.anchor.endswith("-alt_text")]
