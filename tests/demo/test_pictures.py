"""The demo's pictures: each is there, fit for Instagram and described, and there is something to see."""

import io
from fractions import Fraction

from PIL import Image, ImageStat

from demo.pictures import FOLDER, PICTURES
from demo.stories import STORIES
from instagram.limits import ALT_TEXT_MAX, IMAGE_RATIO_MAX, IMAGE_RATIO_TALLEST

HEAVIEST = 250_000  # bytes: they lie in the repository


def test_pictures_differ_and_are_described():
    for texts in ("title", "alt", "read"):
        found = [getattr(picture, texts) for picture in PICTURES.values()]
        assert len({one() if callable(one) else one for one in found}) == len(PICTURES) >= 12
    assert all(20 <= len(picture.alt) <= ALT_TEXT_MAX for picture in PICTURES.values())


def test_each_picture_is_fit_for_instagram_and_not_flat():
    unfit = []
    for name, picture in PICTURES.items():
        data = picture.read()
        with Image.open(io.BytesIO(data)) as image:
            fits = IMAGE_RATIO_TALLEST <= Fraction(*image.size) <= IMAGE_RATIO_MAX and image.width == 1080
            is_plain = image.format == "JPEG" and image.mode == "RGB" and not image.getexif()
            is_flat = max(ImageStat.Stat(image).stddev) <= 20
        if not (fits and is_plain and len(data) <= HEAVIEST) or is_flat:
            unfit.append(name)
    assert unfit == []


def test_stories_and_pictures_need_one_another():
    assert {path.stem for path in FOLDER.glob("*.jpg")} == set(PICTURES)
    assert {name for story in STORIES for name in story.pictures} <= set(PICTURES)
