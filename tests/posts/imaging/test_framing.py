"""Windows, ratios and sizes: proven over the whole range of photos."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instagram.limits import IMAGE_RATIO_MAX, IMAGE_RATIO_TALLEST, IMAGE_WIDTH_MAX, IMAGE_WIDTH_MIN
from posts.imaging.frames import Frame, frame_ratio, offered
from posts.imaging.framing import Box, crop_box, output_size

sizes = st.tuples(st.integers(1, 30_000), st.integers(1, 30_000))
ratios = st.one_of(
    st.sampled_from([IMAGE_RATIO_TALLEST, Fraction(4, 5), Fraction(1), IMAGE_RATIO_MAX]),
    st.fractions(IMAGE_RATIO_TALLEST, IMAGE_RATIO_MAX, max_denominator=30_000),
)
focuses = st.tuples(st.integers(0, 100), st.integers(0, 100))


@given(size=sizes, ratio=ratios, focus=focuses)
def test_window_lies_in_the_photo_and_is_as_large_as_it_can_be(size, ratio, focus):
    left, top, width, height = crop_box(size, ratio, focus)
    assert left >= 0
    assert top >= 0
    assert width >= 1
    assert height >= 1
    assert left + width <= size[0]
    assert top + height <= size[1]
    assert width == size[0] or height == size[1]


@given(size=sizes, ratio=ratios)
def test_ratio_stays_in_instagrams_range_after_rounding(size, ratio):
    box = crop_box(size, ratio)
    out = output_size(box, ratio)
    assert IMAGE_RATIO_TALLEST <= Fraction(box.width, box.height) <= IMAGE_RATIO_MAX
    assert IMAGE_RATIO_TALLEST <= Fraction(*out) <= IMAGE_RATIO_MAX
    assert IMAGE_WIDTH_MIN <= out.width <= IMAGE_WIDTH_MAX


@given(size=sizes, ratio=ratios)
def test_window_is_off_the_ratio_by_less_than_a_pixel(size, ratio):
    box = crop_box(size, ratio)
    assert abs(box.width - box.height * ratio) < 1 or abs(box.height - box.width / ratio) < 1


@given(size=sizes, ratio=ratios, focus=focuses)
def test_no_other_window_is_nearer_to_the_focus(size, ratio, focus):
    box = crop_box(size, ratio, focus)
    for length, start, window, percent in zip(size, box[:2], box[2:], focus, strict=True):

        def distance(at, length=length, window=window, percent=percent):
            return abs(Fraction(length * percent, 100) - at - Fraction(window, 2))

        for neighbour in (start - 1, start + 1):
            if 0 <= neighbour <= length - window:
                assert distance(start) <= distance(neighbour)


@given(size=sizes, ratio=ratios)
def test_only_a_window_below_the_least_width_is_enlarged(size, ratio):
    box = crop_box(size, ratio)
    assert output_size(box, ratio).width <= max(box.width, IMAGE_WIDTH_MIN)


@given(first=sizes)
def test_frame_of_the_first_photo_keeps_its_ratio_within_the_range(first):
    ratio = frame_ratio(Frame.FIRST, first)
    assert IMAGE_RATIO_TALLEST <= ratio <= IMAGE_RATIO_MAX
    if IMAGE_RATIO_TALLEST <= Fraction(*first) <= IMAGE_RATIO_MAX:
        assert ratio == Fraction(*first)


@pytest.mark.parametrize(
    ("frame", "size"),
    [
        (Frame.TALL, (1440, 1920)),
        (Frame.PORTRAIT, (1440, 1800)),
        (Frame.SQUARE, (1440, 1440)),
        (Frame.LANDSCAPE, (1440, 754)),
        (Frame.FIRST, (1440, 1080)),
    ],
)
def test_frames_of_a_camera_photo_have_their_known_sizes(frame, size):
    photo = (4000, 3000)
    ratio = frame_ratio(frame, photo)
    assert output_size(crop_box(photo, ratio), ratio) == size


def test_photos_of_different_shapes_leave_with_one_size():
    ratio = frame_ratio(Frame.FIRST, (4032, 3024))
    shapes = [(4032, 3024), (3024, 4032), (4608, 1976), (2448, 2448)]
    assert len({output_size(crop_box(shape, ratio), ratio) for shape in shapes}) == 1


@pytest.mark.parametrize(
    ("focus", "box"),
    [
        ((50, 50), Box(500, 0, 1000, 1000)),
        ((0, 0), Box(0, 0, 1000, 1000)),
        ((100, 100), Box(1000, 0, 1000, 1000)),
        ((30, 80), Box(100, 0, 1000, 1000)),
        ((10, 50), Box(0, 0, 1000, 1000)),
    ],
)
def test_window_follows_the_focus_up_to_the_edge(focus, box):
    assert crop_box((2000, 1000), Fraction(1), focus) == box


@pytest.mark.parametrize("ratio", [Fraction(74, 100), Fraction(192, 100)])
def test_ratio_out_of_range_is_an_error(ratio):
    with pytest.raises(ValueError, match="ratio"):
        crop_box((1000, 1000), ratio)


@pytest.mark.parametrize("focus", [(-1, 50), (50, 101)])
def test_focus_out_of_range_is_an_error(focus):
    with pytest.raises(ValueError, match="focus"):
        crop_box((1000, 1000), Fraction(1), focus)


def test_frames_are_named_in_japanese():
    assert Frame.labels == ["縦長 3:4", "縦長 4:5", "正方形 1:1", "横長 1.91:1", "1枚目の写真の形"]


def test_upright_photo_of_a_phone_is_kept_whole():
    ratio = frame_ratio(Frame.FIRST, (3024, 4032))
    assert crop_box((3024, 4032), ratio) == Box(0, 0, 3024, 4032)


def test_setting_narrows_what_is_sent_and_what_is_offered(settings):
    settings.INSTAGRAM_SMALLEST_RATIO = "4:5"
    assert frame_ratio(Frame.FIRST, (3024, 4032)) == Fraction(4, 5)
    assert frame_ratio(Frame.TALL, (3024, 4032)) == Fraction(4, 5), "chosen before the limit was narrowed"
    assert Frame.TALL not in offered()
    settings.INSTAGRAM_SMALLEST_RATIO = "3:4"
    assert offered() == list(Frame)


@given(size=sizes, ratio=ratios)
def test_window_is_no_farther_from_a_square_than_its_ratio(size, ratio):
    """So it lies in whatever range the ratio was chosen from."""
    box = crop_box(size, ratio)
    for shape in (Fraction(box.width, box.height), Fraction(*output_size(box, ratio))):
        assert ratio <= shape <= 1 if ratio < 1 else 1 <= shape <= ratio or shape == 1
