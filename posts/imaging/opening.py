"""From bytes to pixels: the decoders, guarded, and the photo turned upright."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

from posts.imaging.framing import Size
from posts.imaging.kinds import Format

PIXELS_MAX = 60_000_000  # the largest sensors in common use; decoded, 240 MB

# Named one by one, so that a file is never given to another decoder than the one for its content, and so that
# an MPO (a JPEG with further pictures behind the first) is read as the JPEG it begins with.
_DECODERS: dict[Format, type[ImageFile.ImageFile]] = {
    Format.JPEG: JpegImageFile,
    Format.PNG: PngImageFile,
    Format.WEBP: WebPImageFile,
    Format.HEIF: HeifImageFile,
}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = {5, 6, 7, 8}


class Unreadable(Exception):
    """The decoder gave up: the file is truncated or broken."""


class TooManyPixels(Exception):
    """The file's header promises more than `PIXELS_MAX`; nothing was decoded."""


@contextmanager
def decoding() -> Iterator[None]:
    """Turns what the decoders raise for broken files into `Unreadable`."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise TooManyPixels(str(error)) from error
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise Unreadable(str(error)) from error


def open_photo(file: IO[bytes], photo_format: Format) -> ImageFile.ImageFile:
    """Opens a photo without decoding it. Raises `Unreadable` or `TooManyPixels`."""
    file.seek(0)
    with decoding():
        image = _DECODERS[photo_format](file)
    if image.width * image.height > PIXELS_MAX:
        raise TooManyPixels(f"{image.width} x {image.height}")
    return image


def exif_of(image: Image.Image) -> Image.Exif:
    """The photo's EXIF, empty where it is broken: a fault there must not cost the photo."""
    try:
        return image.getexif()
    except (OSError, SyntaxError, ValueError, EOFError):
        return Image.Exif()


def orientation(image: ImageFile.ImageFile) -> int:
    """How the pixels lie, 1 to 8 as in EXIF. Load a PNG before: its EXIF may follow its pixels."""
    # pillow-heif has turned a HEIC by its own `irot` and `imir`, and set the EXIF that repeats them to 1.
    value = exif_of(image).get(ExifTags.Base.Orientation)
    return value if value in _TURNS else 1


def upright_size(size: tuple[int, int], turned: int) -> Size:
    width, height = size
    return Size(height, width) if turned in _SIDEWAYS else Size(width, height)


def upright(image: Image.Image, turned: int) -> Image.Image:
    return image.transpose(_TURNS[turned]) if turned in _TURNS else image
