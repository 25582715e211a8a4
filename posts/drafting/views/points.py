"""What is missing, short enough for the side of the editor."""

from collections.abc import Sequence
from dataclasses import replace

from approvals.completeness import Point
from posts.drafting.models import Photo


def by_photo(points: Sequence[Point], photos: Sequence[Photo]) -> list[Point]:
    """The points, those in each photo's own fields as one line that leads to the first of them."""
    lines = list(points)
    for place, photo in enumerate(photos, start=1):
        own = of_photo(points, photo)
        if own:
            line = replace(own[0], sentence=f"{place}枚目: あと{len(own)}点")
            lines = [line if point is own[0] else point for point in lines if point not in own[1:]]
    return lines


def of_photo(points: Sequence[Point], photo: Photo) -> list[Point]:
    return [point for point in points if point.anchor.startswith(f"id_photo-{photo.pk}-")]
