"""What a landscape of the demo is, and how a painter becomes one."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from cafe_instagram.demo.brush import Canvas

PORTRAIT, SQUARE, WIDE = (1600, 2000), (1600, 1600), (1920, 1080)

Painter = Callable[[Canvas], None]


@dataclass(frozen=True)
class Landscape:
    """A picture that can be drawn in any size; its own is the one it was composed for."""

    name: str
    title: str
    alt: str
    size: tuple[int, int]
    paint: Painter

    def draw(self, size: tuple[int, int] | None = None) -> Image.Image:
        canvas = Canvas(size or self.size, seed=self.name)
        self.paint(canvas)
        return canvas.finish()


def landscape(title: str, alt: str, size: tuple[int, int]) -> Callable[[Painter], Landscape]:
    """Makes a painter a landscape, named after its function."""
    return lambda paint: Landscape(paint.__name__, title, alt, size, paint)
