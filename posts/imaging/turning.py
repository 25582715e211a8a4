"""How the pixels in a file lie, 1 to 8 as in EXIF: undone for showing, and turned further by hand."""

from fractions import Fraction

from PIL import Image

from posts.imaging.framing import Size

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
_ACROSS_FLIPPED, _DOWN_FLIPPED = {2, 3, 7, 8}, {3, 4, 6, 7}
# Each one's follower is it turned once more to the right.
_TO_THE_RIGHT = {1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}

Window = tuple[Fraction, Fraction, Fraction, Fraction]


def turned_right(held: int, degrees: int) -> int:
    """The orientation of a photo turned clockwise by hand, by whole quarters."""
    for _ in range(degrees // 90 % 4):
        held = _TO_THE_RIGHT[held]
    return held


def upright_size(size: Size, held: int) -> Size:
    return Size(size.height, size.width) if held in _SIDEWAYS else size


def upright(image: Image.Image, held: int) -> Image.Image:
    return image.transpose(_TURNS[held]) if held in _TURNS else image


def window_as_stored(box: tuple[int, int, int, int], size: Size, held: int) -> Window:
    """A window of the upright photo (left, top, width, height), as shares of width and height of what is in the file:
    left, top, right, bottom."""
    left, top, width, height = box
    across = (Fraction(left, size.width), Fraction(left + width, size.width))
    down = (Fraction(top, size.height), Fraction(top + height, size.height))
    if held in _SIDEWAYS:
        across, down = down, across
    if held in _ACROSS_FLIPPED:
        across = (1 - across[1], 1 - across[0])
    if held in _DOWN_FLIPPED:
        down = (1 - down[1], 1 - down[0])
    return (across[0], down[0], across[1], down[1])
