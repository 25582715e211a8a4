"""The demo's pictures: every one can be drawn, the same each time, and there is something to see."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import ImageStat

from cafe_instagram.demo import landscapes
from cafe_instagram.demo.landscapes import LANDSCAPES
from posts.instagram.limits import ALT_TEXT_MAX, IMAGE_RATIO_MAX, IMAGE_RATIO_MIN

SMALL = 8  # drawn at an eighth of their size, the pictures are quick


def small(landscape):
    return landscape.draw((landscape.size[0] // SMALL, landscape.size[1] // SMALL))


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda landscape: landscape.name)
def test_landscape_can_be_drawn_the_same_each_time_and_is_not_flat(landscape):
    image = small(landscape)
    assert image.size == (landscape.size[0] // SMALL, landscape.size[1] // SMALL)
    assert image.mode == "RGB"
    assert small(landscape).tobytes() == image.tobytes()
    assert max(ImageStat.Stat(image).stddev) > 20
    assert len(image.getcolors(image.width * image.height)) > 2000


def test_landscape_has_its_own_size_unless_another_is_asked_for():
    wide = min(LANDSCAPES, key=lambda landscape: landscape.size[0] * landscape.size[1])
    assert wide.draw().size == wide.size


def test_landscapes_differ_and_are_described():
    assert len(LANDSCAPES) >= 12
    assert len({small(landscape).tobytes() for landscape in LANDSCAPES}) == len(LANDSCAPES)
    for texts in ("name", "title", "alt"):
        assert len({getattr(landscape, texts) for landscape in LANDSCAPES}) == len(LANDSCAPES)
    assert all(20 <= len(landscape.alt) <= ALT_TEXT_MAX for landscape in LANDSCAPES)
    assert all(IMAGE_RATIO_MIN <= Fraction(*landscape.size) <= IMAGE_RATIO_MAX for landscape in LANDSCAPES)


def test_drawing_needs_nothing_of_the_product():
    folder = Path(landscapes.__file__).parent
    for module in [*folder.glob("*.py"), folder.parent / "brush.py"]:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in {"posts", "approvals", "security", "comments", "django"}
                assert not name.startswith("cafe_instagram.") or name.startswith("cafe_instagram.demo")
