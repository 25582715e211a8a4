"""What goes out: upright, cropped, in true colours, and silent about where and with what it was taken."""

import hashlib
from fractions import Fraction
from io import BytesIO
from random import Random

import pytest
from PIL import Image, PngImagePlugin

from instagram.limits import IMAGE_BYTES_MAX
from posts.imaging.frames import Frame, frame_ratio
from posts.imaging.inspection import inspect
from posts.imaging.opening import TooManyPixels, Unreadable
from posts.imaging.rendering import render
from tests.posts.imaging.samples import (
    ADOBE_RGB,
    BLUE,
    GREEN,
    P3,
    RED,
    YELLOW,
    encode,
    exif,
    jpeg_segments,
    picture,
    png16,
    png_promising,
    profile,
    stored_turned,
)

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
SQUARE = Fraction(1)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:GPSLatitude="43,3.85N">SECRETXMP</x:xmpmeta>'


def opened(rendition):
    return Image.open(BytesIO(rendition.data))


def corners(image):
    x, y = image.width - 20, image.height - 20
    return [image.getpixel(at) for at in ((20, 20), (x, 20), (20, y), (x, y))]


def close(colour, expected, tolerance=6):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


def flat(rendition):
    image = opened(rendition)
    return image.getpixel((image.width // 2, image.height // 2))


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_photo_comes_out_upright_whatever_way_it_was_stored(image_format, orientation):
    stored = stored_turned(picture(), orientation)
    file = encode(stored, image_format, exif=exif(orientation=orientation).tobytes())
    rendition = render(file, ratio=Fraction(3, 2))
    assert (rendition.width, rendition.height) == (600, 400)
    for found, expected in zip(corners(opened(rendition)), (RED, GREEN, BLUE, YELLOW), strict=True):
        assert close(found, expected, 16)


@pytest.mark.parametrize("orientation", [1, 6])
def test_focus_is_meant_in_the_upright_photo(orientation):
    file = encode(stored_turned(picture((1200, 400)), orientation), exif=exif(orientation=orientation))
    left = opened(render(file, ratio=SQUARE, focus=(0, 50)))
    right = opened(render(file, ratio=SQUARE, focus=(100, 50)))
    assert close(left.getpixel((200, 50)), RED)
    assert close(right.getpixel((200, 50)), GREEN)


def test_window_is_the_same_when_a_large_jpeg_is_decoded_small():
    large, photo = picture((6401, 4803)), (6401, 4803)
    ratio = frame_ratio(Frame.PORTRAIT, photo)
    reduced = opened(render(encode(large, quality=95), ratio=ratio, focus=(47, 50)))
    exact = opened(render(encode(large, "PNG", compress_level=1), ratio=ratio, focus=(47, 50)))
    assert reduced.size == exact.size == (1440, 1800)
    # The border between the two upper colours falls on the same pixels.
    row = [x for x in range(1440) if close(reduced.getpixel((x, 100)), exact.getpixel((x, 100)), 12)]
    assert len(row) >= 1438


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
@pytest.mark.parametrize("image_format", FORMATS)
def test_nothing_but_the_picture_leaves_the_house(image_format):
    options = {"exif": exif(position=True).tobytes(), "icc_profile": profile(b"RGB ", P3)}
    image = picture()
    if image_format in ("JPEG", "WEBP"):
        options["xmp"] = XMP
    if image_format == "JPEG":
        options["comment"] = b"SECRETCOMMENT"
    if image_format == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", "SECRETCOMMENT")
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = texts
    file = encode(image, image_format, **options)
    assert inspect(file, name="a").has_position
    assert b"SECRETCAMERA" in file.getvalue()

    data = render(file, ratio=SQUARE).data

    for secret in (b"SECRET", b"Exif", b"GPS", b"ICC_PROFILE", b"adobe", b"http", b"2026"):
        assert secret not in data
    markers = [marker for marker, _ in jpeg_segments(data)]
    assert [m for m in markers if 0xE0 <= m <= 0xEF or m == 0xFE] == [0xE0]
    assert jpeg_segments(data)[0][1].startswith(b"JFIF\0")
    assert len(jpeg_segments(data)[0][1]) == 14, "a thumbnail would follow"
    assert data.endswith(b"\xff\xd9")
    assert opened(inspect_again(data)).getexif() == {}


def inspect_again(data):
    assert not inspect(BytesIO(data), name="out.jpg").has_position
    return render(BytesIO(data), ratio=SQUARE)


def test_comment_and_thumbnail_of_a_jpeg_are_seen_before_and_gone_after():
    file = encode(picture(), comment=b"SECRETCOMMENT", exif=exif(position=True), xmp=XMP)
    before = {marker for marker, _ in jpeg_segments(file.getvalue())}
    assert {0xE1, 0xFE} <= before
    after = {marker for marker, _ in jpeg_segments(render(file, ratio=SQUARE).data)}
    assert not after & {0xE1, 0xE2, 0xED, 0xFE}


def test_rendition_is_baseline_even_of_a_progressive_photo():
    file = encode(picture(), progressive=True)
    assert 0xC2 in [marker for marker, _ in jpeg_segments(file.getvalue())]
    markers = [marker for marker, _ in jpeg_segments(render(file, ratio=SQUARE).data)]
    assert 0xC0 in markers
    assert 0xC2 not in markers


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize("image_format", FORMATS)
def test_same_photo_gives_the_same_bytes_and_the_digest_is_theirs(image_format):
    file = encode(picture((1700, 1500)), image_format)
    first = render(file, ratio=SQUARE, focus=(50, 40))
    second = render(BytesIO(file.getvalue()), ratio=SQUARE, focus=(50, 40))
    assert first == second
    assert first.digest == hashlib.sha256(first.data).hexdigest()
    assert render(file, ratio=SQUARE, focus=(51, 40)).digest != first.digest


@pytest.mark.parametrize("space", [P3, ADOBE_RGB])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "HEIF"])
def test_wide_gamut_is_brought_to_srgb(space, image_format):
    icc = profile(b"RGB ", space)
    image = Image.new("RGB", (400, 400), (200, 100, 50))
    plain = flat(render(encode(Image.new("RGB", (400, 400), (200, 100, 50))), ratio=SQUARE))
    red, green, _ = flat(render(encode(image, image_format, icc_profile=icc), ratio=SQUARE))
    assert close(plain, (200, 100, 50), 3)
    assert red >= 208
    assert green <= 102


def test_grey_keeps_its_tone_through_its_own_profile():
    options = {"icc_profile": profile(b"GRAY", ())}
    red, green, blue = flat(render(encode(Image.new("L", (400, 400), 128), **options), ratio=SQUARE))
    assert red == green == blue
    assert 120 <= red <= 136


def test_grey_photo_goes_through_a_colour_profile():
    file = encode(Image.new("L", (400, 400), 14), icc_profile=profile(b"RGB ", P3))
    red, green, blue = flat(render(file, ratio=SQUARE))
    # In gamma 2.2 the darkest tones are darker than the same numbers in sRGB.
    assert red == green == blue
    assert 2 <= red <= 9


@pytest.mark.parametrize("icc", [b"not a profile", profile(b"GRAY", ()), profile(b"RGB ", ())])
def test_profile_that_is_broken_or_of_other_colours_is_passed_over(icc):
    file = encode(Image.new("RGB", (400, 400), (200, 100, 50)), icc_profile=icc)
    assert close(flat(render(file, ratio=SQUARE)), (200, 100, 50), 3)


def test_cmyk_becomes_rgb():
    file = encode(Image.new("CMYK", (400, 400), (0, 255, 255, 0)))
    assert close(flat(render(file, ratio=SQUARE)), (255, 0, 0), 4)


@pytest.mark.parametrize(
    ("channels", "levels", "colour"),
    [
        (1, (0x8000,), (128, 128, 128)),
        (3, (0xC800, 0x6400, 0x3200), (200, 100, 50)),
        (4, (0, 0, 0, 0x8000), (127, 127, 127)),
    ],
)
def test_sixteen_bits_become_eight(channels, levels, colour):
    assert close(flat(render(png16((400, 400), channels, levels), ratio=SQUARE)), colour, 2)


@pytest.mark.parametrize(
    ("image", "options"),
    [
        (Image.new("RGBA", (400, 400), (200, 0, 0, 0)), {}),
        (Image.new("LA", (400, 400), (0, 0)), {}),
        (Image.new("RGB", (400, 400), (9, 9, 9)).quantize(2), {"transparency": 0}),
        (Image.new("RGB", (400, 400), (9, 9, 9)), {"transparency": (9, 9, 9)}),
        (Image.new("L", (400, 400), 9), {"transparency": 9}),
        (Image.new("1", (400, 400), 1), {}),
    ],
)
def test_transparent_and_bilevel_pictures_come_out_white(image, options):
    assert flat(render(encode(image, "PNG", **options), ratio=SQUARE)) == (255, 255, 255)


def test_half_transparent_edge_is_mixed_without_the_hidden_colour():
    image = Image.new("RGBA", (4000, 4000), (255, 0, 0, 255))
    image.paste((0, 255, 0, 0), (2000, 0, 4000, 4000))
    out = opened(render(encode(image, "PNG", compress_level=1), ratio=SQUARE))
    edge = [out.getpixel((x, 700)) for x in range(700, 740)]
    assert (255, 255, 255) in edge
    assert all(abs(green - blue) <= 12 for _, green, blue in edge)


def test_palette_photo_keeps_its_colours():
    file = encode(picture().quantize(16), "PNG")
    assert close(corners(opened(render(file, ratio=Fraction(3, 2))))[1], GREEN)


def test_small_window_is_enlarged_to_the_least_width_only():
    rendition = render(encode(picture((320, 330))), ratio=Fraction(4, 5))
    assert (rendition.width, rendition.height) == (320, 400)


def test_largest_and_noisiest_picture_is_far_below_the_byte_limit():
    levels = bytes(255 * (level & 1) for level in Random(1).randbytes(1440 * 1800 * 3))
    noise = Image.frombytes("RGB", (1440, 1800), levels)
    rendition = render(encode(noise, "PNG", compress_level=1), ratio=Fraction(4, 5))
    assert (rendition.width, rendition.height) == (1440, 1800)
    assert len(rendition.data) <= IMAGE_BYTES_MAX // 2


def test_file_is_left_open_and_can_be_rendered_again():
    file = encode(picture())
    render(file, ratio=SQUARE)
    assert not file.closed


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0broken"])
def test_what_inspection_would_refuse_is_not_rendered(data):
    with pytest.raises(Unreadable):
        render(BytesIO(data), ratio=SQUARE)


def test_bomb_is_not_rendered():
    with pytest.raises(TooManyPixels):
        render(png_promising(30_000, 30_000), ratio=SQUARE)


DISPLAY_P3, BT_2020, BT_709 = 12, 9, 1


@pytest.mark.parametrize(
    ("primaries", "colour"),
    [
        # Worked out by hand from the primaries of each, adapted to one white and through sRGB's curve.
        (DISPLAY_P3, (215, 93, 31)),
        (BT_2020, (241, 76, 29)),
        (BT_709, (200, 100, 50)),
        (2, (200, 100, 50)),
    ],
)
def test_colours_that_a_heic_names_without_a_profile_are_brought_to_srgb(primaries, colour):
    options = {"color_primaries": primaries, "transfer_characteristics": 13, "matrix_coefficients": 6}
    file = encode(Image.new("RGB", (400, 400), (200, 100, 50)), "HEIF", quality=-1, **options)
    assert close(flat(render(file, ratio=SQUARE)), colour, 4)


def test_profile_goes_before_the_colours_that_a_heic_names():
    image = Image.new("RGB", (400, 400), (200, 100, 50))
    icc = profile(b"RGB ", P3)
    options = {"color_primaries": BT_2020, "transfer_characteristics": 13, "matrix_coefficients": 6}
    both = flat(render(encode(image, "HEIF", icc_profile=icc, **options), ratio=SQUARE))
    assert close(both, flat(render(encode(image, "HEIF", icc_profile=icc), ratio=SQUARE)), 3)


def test_grey_heic_with_named_colours_stays_grey():
    file = encode(Image.new("L", (400, 400), 128), "HEIF", color_primaries=DISPLAY_P3)
    assert close(flat(render(file, ratio=SQUARE)), (128, 128, 128), 3)
