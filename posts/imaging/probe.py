"""A photo of nothing, to try with whether photos can be fetched."""

import io

from PIL import Image


def probe_photo() -> bytes:
    """A JPEG of the smallest width that Instagram keeps."""
    file = io.BytesIO()
    Image.new("RGB", (320, 320), "white").save(file, "JPEG")
    return file.getvalue()
