"""Photos as cameras, phones and mischief make them."""

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image

# So that Pillow can write HEIC, with the turn of an iPhone (`irot`) beside the EXIF that repeats it.
pillow_heif.register_heif_opener()

# Upper left, upper right, lower left, lower right.
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 160, 60), (40, 60, 200), (230, 210, 60)

P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
D50 = (0.9642, 1.0, 0.8249)

# The transposition that undoes each EXIF orientation's own.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(size=(600, 400)):
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def stored_turned(image, orientation):
    transpose = STORED_AS[orientation]
    return image if transpose is None else image.transpose(transpose)


def encode(image, image_format="JPEG", **options):
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    buffer.seek(0)
    return buffer


def exif(*, orientation=1, position=False):
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "SECRETCAMERA"
    if position:
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(
            {1: "N", 2: (43.0, 3.0, 51.0), 3: "E", 4: (141.0, 20.0, 49.0), 29: "2026:07:15"}
        )
    return tags


def tiff_with_position_at(kind, at):
    """EXIF of one entry, the pointer to the block of the position: of this kind, and to there."""
    entry = struct.pack("<HHI", 0x8825, kind, 1) + struct.pack("<q", at)[:4]
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)


def profile(space, columns):
    """A minimal ICC profile, version 2, gamma 2.2: `space` is b"RGB " with three columns or b"GRAY"."""

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(2.2 * 256), 0)
    tags = [(b"wtpt", xyz(D50))]
    if space == b"GRAY":
        tags.append((b"kTRC", curve))
    for channel, column in zip(b"rgb", columns, strict=False):
        tags += [(bytes([channel]) + b"XYZ", xyz(column)), (bytes([channel]) + b"TRC", curve)]
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags:
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", offset + len(body), b"\0\0\0\0", 0x02100000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", *(round(v * 65536) for v in D50))
    return head.ljust(128, b"\0") + table + body


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_promising(width, height):
    """A PNG of a few bytes whose header promises a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = png_chunk(b"IDAT", zlib.compress(bytes(1000)))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + data + png_chunk(b"IEND", b""))


def png16(size, channels, levels):
    """A PNG with 16 bits per channel, all pixels alike; channels 1 grey, 3 RGB, 4 RGBA."""
    width, height = size
    colour_type = {1: 0, 3: 2, 4: 6}[channels]
    row = b"\0" + struct.pack(f">{channels}H", *levels) * width
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    data = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(row * height))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + data + png_chunk(b"IEND", b""))


ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip


def png16_interlaced(size):
    """A PNG with 16 bits per channel and alpha, in the seven passes of its kind, all pixels alike."""
    width, height = size
    packed = zlib.compressobj(1)
    data = b""
    for left, top, across, down in ADAM7:
        row = b"\0" + struct.pack(">4H", 0x8000, 0x4000, 0xC000, 0xFFFF) * -(-(width - left) // across)
        data += b"".join(packed.compress(row) for _ in range(-(-(height - top) // down)))
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 1)
    body = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data + packed.flush())
    return BytesIO(b"\x89PNG\r\n\x1a\n" + body + png_chunk(b"IEND", b""))


def jpeg_segments(data):
    """The markers before the first scan and what follows each, read by hand."""
    assert data[:2] == b"\xff\xd8"
    at, segments = 2, []
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        segments.append((data[at + 1], data[at + 4 : at + 2 + length]))
        at += 2 + length
    return segments
