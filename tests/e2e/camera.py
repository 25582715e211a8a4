"""Photo files as cameras and tablets write them: turned, with a position, in HEIC, too wide for Instagram."""

import pillow_heif
from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825
TURNED_RIGHT = 6


def scene(size):
    """Two halves, so that turning and cropping can be seen."""
    picture = Image.new("RGB", size, "lightskyblue")
    picture.paste("seagreen", (0, size[1] // 2, size[0], size[1]))
    return picture


def exif():
    tags = Image.Exif()
    tags[ORIENTATION] = TURNED_RIGHT
    tags.get_ifd(GPS).update({1: "N", 2: (43.0, 3.0, 51.0), 3: "E", 4: (141.0, 20.0, 49.0)})
    return tags


def photo_files(folder):
    """One file of each kind in the folder; their paths."""
    pillow_heif.register_heif_opener()
    turned, tablet, wide = folder / "IMG_0001.JPG", folder / "IMG_0002.HEIC", folder / "パノラマ.jpg"
    scene((2400, 1800)).save(turned, "JPEG", exif=exif())
    scene((1512, 2016)).save(tablet, "HEIF")
    scene((2304, 988)).save(wide, "JPEG", exif=exif())
    return [turned, tablet, wide]
