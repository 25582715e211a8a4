"""Colours as the camera meant them, in sRGB, which is what Instagram shows."""

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")

# ITU-T H.273, as a HEIC's `nclx` box names them: primaries and the curve of an image without a profile.
_SRGB_PRIMARIES = {1, 2}  # BT.709, and not said
# Linear, and the plain powers of old television. All others are shown as sRGB's curve shows them, as every viewer does
# with BT.709's; those for HDR (16, 18) have no answer without a tone mapping, and keep their primaries at least.
_POWERS = {4: 2.2, 5: 2.8, 8: 1.0}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_D50 = (0.9642, 1.0, 0.8249)

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]


def resizable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged: no palette, no bilevel, no 16 bits."""
    if image.mode == "I;16":
        # Pillow's own conversion cuts off at 255 instead of scaling.
        return image.point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "LA" else image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def flattened(image: Image.Image) -> Image.Image:
    """The image on white, where it has an alpha channel."""
    if image.mode not in ("LA", "RGBA"):
        return image
    ground = Image.new(image.mode.removesuffix("A"), image.size, "white")
    ground.paste(image.convert(ground.mode), mask=image.getchannel("A"))
    return ground


def to_srgb(image: Image.Image, icc: bytes | None, nclx: Mapping[str, Any] | None = None) -> Image.Image:
    """The image (L, RGB or CMYK) in RGB for sRGB, through its file's profile, else by the colours that it names."""
    icc = icc or _named_profile(nclx)
    if icc is None:
        return image.convert("RGB")
    try:
        return _through(ImageCms.ImageCmsProfile(BytesIO(icc)), image)
    except (OSError, ImageCms.PyCMSError):
        # A profile that is broken or of other colours is as good as none; every viewer treats it so.
        return image.convert("RGB")


def _through(profile: ImageCms.ImageCmsProfile, image: Image.Image) -> Image.Image:
    """Raises PyCMSError where the profile is one for other colours than the image's."""
    if image.mode == "L" and profile.profile.xcolor_space.strip() == "RGB":
        image = image.convert("RGB")
    transform = ImageCms.buildTransform(
        profile,
        _SRGB,
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return transform.apply(image)


def _named_profile(nclx: Mapping[str, Any] | None) -> bytes | None:
    """A profile made of an `nclx` box; None where it says sRGB, nothing, or what no colours can be made of."""
    if nclx is None:
        return None
    curve = _POWERS.get(nclx["transfer_characteristics"])
    if nclx["color_primaries"] in _SRGB_PRIMARIES and curve is None:
        return None
    points = [
        (float(nclx[f"color_primary_{name}_x"]), float(nclx[f"color_primary_{name}_y"]))
        for name in ("red", "green", "blue", "white")
    ]
    if any(y <= 0 for _, y in points):
        return None
    *primaries, white = [(x / y, 1.0, (1 - x - y) / y) for x, y in points]
    columns = _scaled_to(white, primaries)
    if columns is None:
        return None
    return _icc([_adapted(column, white) for column in columns], (curve,) if curve else _SRGB_CURVE)


def _scaled_to(white: Vector, primaries: list[Vector]) -> list[Vector] | None:
    """The primaries at the strengths that make the white together; None for three on one line."""
    r, g, b = primaries
    whole = _determinant(r, g, b)
    if abs(whole) < 1e-6:
        return None
    strengths = (
        _determinant(white, g, b) / whole,
        _determinant(r, white, b) / whole,
        _determinant(r, g, white) / whole,
    )
    return [_times(strength, one) for strength, one in zip(strengths, primaries, strict=True)]


# Bradford, as the ICC's specification adapts whites to D50 (annex E), and its inverse.
_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_BACK: Matrix = (
    (0.9869929, -0.1470543, 0.1599627),
    (0.4323053, 0.5183603, 0.0492912),
    (-0.0085287, 0.0400428, 0.9684867),
)


def _adapted(colour: Vector, white: Vector) -> Vector:
    here, there = _through_matrix(_BRADFORD, white), _through_matrix(_BRADFORD, _D50)
    cones = _through_matrix(_BRADFORD, colour)
    r, g, b = (cone * to / of for cone, of, to in zip(cones, here, there, strict=True))
    return _through_matrix(_BACK, (r, g, b))


def _through_matrix(matrix: Matrix, vector: Vector) -> Vector:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return (x, y, z)


def _determinant(a: Vector, b: Vector, c: Vector) -> float:
    return (
        a[0] * (b[1] * c[2] - b[2] * c[1])
        - b[0] * (a[1] * c[2] - a[2] * c[1])
        + c[0] * (a[1] * b[2] - a[2] * b[1])
    )


def _times(factor: float, vector: Vector) -> Vector:
    return (factor * vector[0], factor * vector[1], factor * vector[2])


def _icc(columns: list[Vector], curve: tuple[float, ...]) -> bytes:
    """A display profile of the ICC's version 4: three columns and one curve, as powers and their parts (10.18)."""
    kind = 3 if len(curve) > 1 else 0
    shape = b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(map(_fixed, curve))
    tags = [(b"wtpt", _xyz(_D50))]
    for channel, column in zip((b"r", b"g", b"b"), columns, strict=True):
        tags += [(channel + b"XYZ", _xyz(column)), (channel + b"TRC", shape)]
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"\0\0\0\0", 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, _D50))
    return head.ljust(128, b"\0") + table + body


def _xyz(vector: Vector) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, vector))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
