"""The gate: what is let in, how it is described, and how the rest is told why not."""

import datetime
import hashlib
import zipfile
import zlib
from io import BytesIO
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from posts.imaging import inspection, jpeg
from posts.imaging.frames import Frame, frame_ratio
from posts.imaging.inspection import inspect
from posts.imaging.kinds import Format
from posts.imaging.opening import PIXELS_MAX
from posts.imaging.refusal import NAME_SHOWN_MAX, PhotoRefused, display_name
from posts.imaging.rendering import render
from tests import misses
from tests.posts.imaging.samples import (
    encode,
    exif,
    picture,
    png_chunk,
    png_promising,
    stored_turned,
    tiff_with_position_at,
)

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]


def refusal(file, name="写真.jpg"):
    with pytest.raises(PhotoRefused) as caught:
        inspect(file, name=name)
    return caught.value.sentence


@pytest.mark.parametrize("image_format", FORMATS)
def test_photo_is_described_by_its_content(image_format):
    file = encode(picture(), image_format)
    found = inspect(file, name="misleading.exe")
    assert found.format is Format[image_format]
    assert (found.width, found.height) == (600, 400)
    assert found.sha256 == hashlib.sha256(file.getvalue()).hexdigest()
    assert found.size == len(file.getvalue())
    assert not found.has_position


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_size_is_that_of_the_upright_photo(image_format, orientation):
    stored = stored_turned(picture(), orientation)
    file = encode(stored, image_format, exif=exif(orientation=orientation).tobytes())
    found = inspect(file, name="a")
    assert (found.width, found.height) == (600, 400)


@pytest.mark.parametrize("image_format", FORMATS)
def test_position_in_exif_is_noticed(image_format):
    file = encode(picture(), image_format, exif=exif(position=True).tobytes())
    assert inspect(file, name="a").has_position


@pytest.mark.parametrize("image_format", ["JPEG", "WEBP"])
def test_position_in_xmp_is_noticed(image_format):
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:GPSLatitude="43,3.85N"/>'
    assert inspect(encode(picture(), image_format, xmp=xmp), name="a").has_position


def test_upload_as_django_hands_it_over_is_read():
    upload = SimpleUploadedFile("a.jpg", encode(picture()).getvalue())
    assert (
        inspect(upload, name=upload.name).sha256 == hashlib.sha256(encode(picture()).getvalue()).hexdigest()
    )
    assert render(upload, ratio=frame_ratio(Frame.SQUARE, (1, 1))).width == 400


def test_mpo_counts_as_the_jpeg_it_begins_with():
    file = encode(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (600, 400))])
    assert b"MPF\0" in file.getvalue()
    assert inspect(file, name="a").format is Format.JPEG


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
@pytest.mark.parametrize(
    "broken", [b"Exif\0\0junk", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff"]
)
def test_broken_exif_does_not_cost_the_photo(broken):
    found = inspect(encode(picture(), exif=broken), name="a")
    assert (found.width, found.height) == (600, 400)


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9])
def test_truncated_photo_is_refused_as_broken(image_format, kept):
    noise = Image.effect_noise((400, 400), 80).convert("RGB")
    data = encode(noise, image_format).getvalue()
    assert "壊れている" in refusal(BytesIO(data[: int(len(data) * kept)]))


def test_truncated_progressive_jpeg_is_refused_as_broken():
    data = encode(Image.effect_noise((400, 400), 80), progressive=True).getvalue()
    assert "壊れている" in refusal(BytesIO(data[: len(data) * 8 // 10]))


@pytest.mark.parametrize("size", [(PIXELS_MAX // 1000 + 1, 1000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_decompression_bomb_is_refused_from_its_header(size):
    assert "6,000万画素以下" in refusal(png_promising(*size))


def test_webp_bomb_is_refused_from_its_header():
    header = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + (16_382).to_bytes(3, "little") * 2
    body = b"WEBP" + header + b"VP8L" + (5).to_bytes(4, "little") + b"\x2f\xfd\xff\xff\x0f\0"
    sentence = refusal(BytesIO(b"RIFF" + len(body).to_bytes(4, "little") + body))
    assert "1,200万画素以下" in sentence


def test_too_many_bytes_are_refused_unread(monkeypatch):
    monkeypatch.setattr(inspection, "BYTES_MAX", 2_000_000)
    sentence = refusal(BytesIO(bytes(2_345_678)))
    assert "2.3MB" in sentence
    assert "2MB以下" in sentence


def test_empty_file_is_refused_as_empty():
    assert "空のファイル" in refusal(BytesIO())


def zip_file():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n\xff\xd8\xff", "PDFファイル"),
        (zip_file(), "ZIPファイル"),
        (b"MZ\x90\0\x03", "プログラム"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVGの図形"),
        ("北海道の写真です。".encode() * 200, "文字だけのファイル"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "動画"),
        (b"\0\x01\x02\x03\xfe\xff" * 30, "写真として読み取れません"),
    ],
)
def test_what_is_no_photo_is_named_and_refused(data, told):
    sentence = refusal(BytesIO(data), "資料.jpg")
    assert told in sentence
    assert "「資料.jpg」" in sentence
    assert "JPEG、PNG、WebP、HEIC" in sentence


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "AVIF"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "RAW"),
        (b"II*\0\x10\0\0\0CR\x02\0", "RAW"),
    ],
)
def test_image_formats_not_read_are_named_with_the_way_out(data, told):
    sentence = refusal(BytesIO(data))
    assert told in sentence
    assert "JPEG形式で書き出して" in sentence


@pytest.mark.parametrize("image_format", ["GIF", "TIFF", "BMP"])
def test_image_files_not_read_are_named_with_the_way_out(image_format):
    sentence = refusal(encode(picture(), image_format))
    assert image_format in sentence
    assert "JPEG形式で書き出して" in sentence


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_animation_is_refused(image_format):
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("red", "blue")]
    file = encode(frames[0], image_format, save_all=True, append_images=frames[1:], duration=100)
    assert "アニメーション" in refusal(file)


@pytest.mark.parametrize("size", [(1, 1), (319, 400), (400, 160), (20_000, 10)])
def test_photo_too_small_for_any_frame_is_refused(size):
    sentence = refusal(encode(Image.new("RGB", size), "PNG"))
    assert f"{size[0]}×{size[1]}" in sentence
    assert "320ピクセル以上" in sentence


def test_smallest_photo_is_let_in():
    assert inspect(encode(Image.new("RGB", (320, 320))), name="a").width == 320


def test_zip_behind_a_photo_is_let_in_and_left_behind():
    file = BytesIO(encode(picture()).getvalue() + zip_file())
    assert inspect(file, name="a").format is Format.JPEG
    assert b"PK\x03\x04" not in render(file, ratio=frame_ratio(Frame.SQUARE, (1, 1))).data


@settings(max_examples=60, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
@given(
    image_format=st.sampled_from(FORMATS),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
)
def test_damaged_photo_is_refused_or_can_be_rendered(image_format, changes):
    data = bytearray(encode(picture((340, 340)), image_format, exif=exif(position=True).tobytes()).getvalue())
    for place, value in changes:
        data[int(place * len(data))] = value
    file = BytesIO(bytes(data))
    try:
        found = inspect(file, name="a")
    except PhotoRefused:
        return
    for frame in Frame:
        render(file, ratio=frame_ratio(frame, (found.width, found.height)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_0001.HEIC", "IMG_0001.HEIC"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\taro\\写真.jpg", "写真.jpg"),
        ("a\x00b\n\u202egpj.exe", "abgpj.exe"),
        ("か\u3099ぞう.jpg", "がぞう.jpg"),
        ("  \t ", "名前のないファイル"),
        ("", "名前のないファイル"),
    ],
)
def test_name_is_made_fit_for_a_sentence(name, shown):
    assert display_name(name) == shown


def test_long_name_keeps_its_beginning_and_its_end():
    shown = display_name("令和8年度" + "長" * 300 + "最終版.jpeg")
    assert len(shown) == NAME_SHOWN_MAX
    assert shown.startswith("令和8年度長")
    assert shown.endswith("最終版.jpeg")


# --- Metadata: what cannot be read is unknown, and costs nobody the photo ------------------------------------------

NOWHERE = {
    "before the file": (9, -1),
    "before the file, as another kind": (4, 0xFFFFFFFF),
    "beyond the file": (4, 1_000_000),
    "into itself": (4, 8),
    "a text": (2, 26),
    "a kind that there is not": (99, 26),
}


@pytest.mark.parametrize("image_format", FORMATS)
def test_position_that_points_nowhere_is_no_position_and_no_fault(image_format):
    missed = []
    for name, (kind, at) in NOWHERE.items():
        file = encode(picture(), image_format, exif=b"Exif\0\0" + tiff_with_position_at(kind, at))
        found = inspect(file, name="a")
        if found.has_position or found.width != 600:
            missed.append(name)
    misses.none(missed)


TAKEN = {
    "as cameras write it": ("2021:10:02 09:30:00", "2021-10-02"),
    "as some programs do": ("2021-10-02T09:30:00", "2021-10-02"),
    "a clock that was never set": ("1970:01:01 00:00:00", None),
    "zeros": ("0000:00:00 00:00:00", None),
    "a day that there is not": ("2021:02:30 09:30:00", None),
    "ahead of time": ("2199:01:01 00:00:00", None),
    "blanks": ("    :  :     :  :  ", None),
    "no day at all": ("yesterday, in the afternoon", None),
}


@pytest.mark.parametrize("image_format", FORMATS)
def test_the_day_is_known_where_the_file_tells_one_that_there_is(image_format):
    missed = []
    for name, (told, day) in TAKEN.items():
        tags = exif()
        tags.get_ifd(0x8769)[0x9003] = told
        found = inspect(encode(picture(), image_format, exif=tags.tobytes()), name="a").taken_on
        if found != (datetime.date.fromisoformat(day) if day else None):
            missed.append(f"{name}: {found}")
    misses.none(missed)


SAID = {
    "nothing": ({}, False),
    "a satellite's name alone": ({29: "2026:07:15"}, False),
    "zeros over zeros": ({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}, False),
    "a latitude alone": ({1: "N", 2: (43.0, 3.0, 51.0)}, False),
    "Sapporo": ({1: "N", 2: (43.0, 3.0, 51.0), 3: "E", 4: (141.0, 20.0, 49.0)}, True),
    "minutes alone missing": (
        {
            1: "N",
            2: (43.0, IFDRational(0, 0), IFDRational(0, 0)),
            3: "E",
            4: (141.0, 20.0, IFDRational(0, 0)),
        },
        True,
    ),
    "degrees over zero": (
        {1: "N", 2: (IFDRational(43, 0), 3.0, 51.0), 3: "E", 4: (IFDRational(141, 0), 20.0, 49.0)},
        False,
    ),
    "on the equator": ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (141.0, 20.0, 49.0)}, True),
}


def test_only_a_block_that_says_where_is_a_position():
    missed = []
    for name, (block, is_position) in SAID.items():
        tags = exif()
        tags.get_ifd(0x8825).update(block)
        if inspect(encode(picture(), exif=tags), name="a").has_position != is_position:
            missed.append(name)
    told = encode(picture(), exif=exif(position=True)).getvalue()
    pointed = told.replace(b"\x88\x25\0\x04", b"\x88\x25\0\x0d").replace(b"\x25\x88\x04\0", b"\x25\x88\x0d\0")
    assert pointed != told
    if not inspect(BytesIO(pointed), name="a").has_position:  # by a pointer of the kind for directories
        missed.append("directory")
    for text in (b'exif:GPSLatitude=""', b"<exif:GPSLatitude></exif:GPSLatitude>", b"GPSLatitudeRef='N'"):
        if inspect(encode(picture(), xmp=text), name="a").has_position:
            missed.append(text)
    misses.none(missed)


def test_metadata_without_end_costs_neither_time_nor_the_photo():
    """Sixty thousand entries that each name the same megabytes."""
    count = 5_000
    entry = (0x9286).to_bytes(2, "little") + (7).to_bytes(2, "little")
    entry += (60_000).to_bytes(4, "little") + (8).to_bytes(4, "little")
    tiff = b"II*\0\x08\0\0\0" + count.to_bytes(2, "little") + count * entry
    assert inspect(encode(picture(), exif=b"Exif\0\0" + tiff[:65_000]), name="a").width == 600


# --- PNG: only what makes the picture counts -----------------------------------------------------------------------


def png_with(*chunks, behind=False):
    data = encode(picture(), "PNG").getvalue()
    place = data.index(b"IDAT") - 4 if not behind else data.index(b"IEND") - 4
    return BytesIO(data[:place] + b"".join(chunks) + data[place:])


def broken(chunk):
    return chunk[:-1] + bytes([chunk[-1] ^ 1])


def packed(data):
    return zlib.compress(data, 9)


BESIDE = {
    "two megabytes of text": png_chunk(b"tEXt", b"Comment\0" + b"a" * 2_000_000),
    "a text that unpacks to a hundred megabytes": png_chunk(b"zTXt", b"C\0\0" + packed(bytes(100_000_000))),
    "the same in another chunk": png_chunk(b"iTXt", b"C\0\1\0\0\0" + packed(bytes(100_000_000))),
    "a profile that unpacks to a hundred megabytes": png_chunk(
        b"iCCP", b"C\0\0" + packed(bytes(100_000_000))
    ),
    "a profile that does not unpack": png_chunk(b"iCCP", b"C\0\0no"),
    "a time of the wrong length": png_chunk(b"tIME", b"no"),
    "a sum that is wrong": broken(png_chunk(b"tEXt", b"Comment\0good")),
    "a density of the wrong length": png_chunk(b"pHYs", b"no"),
    "an EXIF of nonsense": png_chunk(b"eXIf", b"no"),
    "many texts": b"".join(png_chunk(b"tEXt", b"C\0" + bytes([n % 255 + 1]) * 900_000) for n in range(30)),
}


def test_what_stands_beside_the_picture_of_a_png_does_not_break_it():
    missed = []
    for name, chunk in BESIDE.items():
        for behind in (False, True):
            try:
                file = png_with(chunk, behind=behind)
                found = inspect(file, name="a")
                render(file, ratio=frame_ratio(Frame.SQUARE, (1, 1)))
            except PhotoRefused as refused:
                missed.append(f"{name}: {refused}")
            else:
                if (found.width, found.height) != (600, 400):
                    missed.append(name)
    misses.none(missed)


def test_damage_in_what_makes_the_picture_of_a_png_is_seen():
    data = encode(picture(), "PNG").getvalue()
    for kind in (b"IHDR", b"IDAT"):
        at = data.index(kind) + 6
        spoiled = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        assert "壊れている" in refusal(BytesIO(spoiled)) or "画素数" in refusal(BytesIO(spoiled))


# --- Damage that decodes -------------------------------------------------------------------------------------------


def camera(quality=90, **options):
    noise = Image.effect_noise((1200, 900), 60)
    shades = [Image.blend(noise, Image.linear_gradient("L").resize((1200, 900)), 0.7)] * 3
    return encode(Image.merge("RGB", shades), quality=quality, **options).getvalue()


def test_photo_with_a_piece_missing_from_its_middle_is_taken_in_and_marked():
    random, missed = Random(1), []
    for name, options in (("plain", {}), ("with restarts", {"restart_marker_rows": 2})):
        data = camera(**options)
        if inspect(BytesIO(data), name="a").is_damaged:
            missed.append(f"{name}, whole")
        for _ in range(5):
            at = random.randrange(len(data) // 3, len(data) * 2 // 3)
            for spoiled in (data[:at] + data[at + 20_000 :], data[:at] + bytes(4_000) + data[at + 4_000 :]):
                if not inspect(BytesIO(spoiled), name="a").is_damaged:
                    missed.append(f"{name}, at {at}")
    misses.none(missed)


def test_whole_photo_full_of_grain_is_not_marked_wherever_it_can_be_begun_anew():
    """The last block of each of many runs: none is taken for what stands there without it."""
    missed = []
    for quality in (85, 95):
        for options in (
            {"restart_marker_rows": 1},
            {"restart_marker_rows": 2},
            {"restart_marker_blocks": 20},
        ):
            if inspect(BytesIO(camera(quality=quality, **options)), name="a").is_damaged:
                missed.append((quality, options))
    misses.none(missed)


def test_fill_bytes_between_the_segments_are_left_out_and_nothing_else():
    """Any number of them may stand before a marker; those within a segment belong to it."""
    photo, missed = camera(exif=b"Exif\0\0" + 500 * b"\xff", restart_marker_rows=2), []
    for name, place in (("before the first", 2), ("before the scan", photo.index(b"\xff\xda"))):
        filled = photo[:place] + 100_000 * b"\xff" + photo[place:]
        if jpeg.without_fill(filled) != photo or inspect(BytesIO(filled), name="a").is_damaged:
            missed.append(name)
    misses.none(missed)


def test_photo_that_ends_long_before_its_last_row_is_marked():
    """Its head promises more rows than there are: what is missing is shown in grey."""
    missed = []
    for name, options in (("plain", {}), ("with restarts", {"restart_marker_rows": 2})):
        data = camera(**options)
        at = data.index(b"\xff\xc0") + 5
        for rows in (920, 1800, 9000):
            if not inspect(
                BytesIO(data[:at] + rows.to_bytes(2, "big") + data[at + 2 :]), name="a"
            ).is_damaged:
                missed.append((name, rows))
    misses.none(missed)


@pytest.mark.parametrize("image_format", FORMATS)
def test_whole_photo_of_any_kind_is_not_marked(image_format):
    for image in (picture(), Image.new("RGB", (600, 400), (128, 128, 128)), Image.new("L", (601, 399), 128)):
        assert not inspect(encode(image, image_format), name="a").is_damaged


def test_whole_photo_of_any_jpeg_kind_is_not_marked():
    missed = []
    for options in (
        {"progressive": True}, {"subsampling": 0}, {"subsampling": "4:2:2"}, {"restart_marker_blocks": 3},
        {"optimize": True}, {"quality": 100},
    ):  # fmt: skip
        for image in (picture((613, 401)), Image.effect_noise((613, 401), 90), picture().convert("CMYK")):
            if inspect(encode(image, **options), name="a").is_damaged:
                missed.append((options, image.mode))
    misses.none(missed)


# --- What it is ----------------------------------------------------------------------------------------------------


def test_picture_of_an_unknown_brand_is_not_called_a_film():
    heic = encode(picture(), "HEIF").getvalue()
    size = int.from_bytes(heic[:4], "big")
    unknown = heic[:8] + b"zzzz" * ((size - 8) // 4) + heic[size:]
    assert "動画" not in refusal(BytesIO(unknown))
    assert "JPEG形式で書き出して" in refusal(BytesIO(unknown))
    assert "動画" not in refusal(BytesIO(b"\0\0\0\x18ftypzzzz\0\0\0\0zzzzyyyy" + bytes(900)))
    for brand in (b"isom", b"mp42", b"qt  ", b"3gp5", b"M4V ", b"XAVC"):
        assert "動画" in refusal(BytesIO(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + bytes(900)))


def test_large_webp_is_refused_with_what_can_be_taken():
    file = encode(Image.new("RGBA", (5_000, 4_000)), "WEBP", lossless=True, quality=0, method=0)
    assert "1,200万画素以下" in refusal(file)
