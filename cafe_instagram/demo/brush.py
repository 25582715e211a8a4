"""A small paint box on Pillow: washes, layers, light and weather for the demo's landscapes.

Positions are fractions of the picture's width and height; lengths (radius, line width, scale of a figure) are
fractions of its shorter side, so that round things stay round in any format.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from math import pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Hill = Callable[[float], float]
Plant = tuple[int, float, float, float]

FINER = 2  # shapes are drawn this many times larger, then reduced: smooth edges
HILL_STEPS = 240
GRAIN = 7  # levels, like the tooth of paper


class Pen:
    """Draws the shapes of one layer."""

    def __init__(self, canvas: "Canvas") -> None:
        self._random = canvas.random
        self._width, self._height = canvas.width * FINER, canvas.height * FINER
        self._unit = canvas.unit * FINER
        self.mask = Image.new("L", (self._width, self._height))
        self._draw = ImageDraw.Draw(self.mask)

    def polygon(self, points: Iterable[Point]) -> None:
        self._draw.polygon([self._place(point) for point in points], fill=255)

    def land(self, hill: Hill, drop: float = 0.0) -> None:
        """Everything below the line of the hills, or below a line that much lower."""
        ridge = [(step / HILL_STEPS, hill(step / HILL_STEPS) + drop) for step in range(HILL_STEPS + 1)]
        self.polygon([*ridge, (1, 1.01), (0, 1.01)])

    def band(self, top: float, bottom: float) -> None:
        self.polygon([(0, top), (1, top), (1, bottom), (0, bottom)])

    def disc(self, x: float, y: float, radius: float, flat: float = 1.0) -> None:
        """A disc, or with `flat` an ellipse of that height to its width."""
        (cx, cy), rx = self._place((x, y)), radius * self._unit
        self._draw.ellipse((cx - rx, cy - rx * flat, cx + rx, cy + rx * flat), fill=255)

    def line(self, points: Iterable[Point], width: float) -> None:
        pixels = max(1, round(width * self._unit))
        self._draw.line([self._place(point) for point in points], fill=255, width=pixels, joint="curve")

    def figure(self, x: float, y: float, scale: float, points: Iterable[Point]) -> None:
        """A polygon in its own coordinates: origin at x, y, unit `scale`, y upwards; negative mirrors."""
        self._draw.polygon(self._own(x, y, scale, points), fill=255)

    def stroke(self, x: float, y: float, scale: float, points: Iterable[Point], width: float) -> None:
        """A line in a figure's own coordinates, its width too."""
        pixels = max(1, round(width * abs(scale) * self._unit))
        self._draw.line(self._own(x, y, scale, points), fill=255, width=pixels, joint="curve")

    def spruce(self, x: float, foot: float, height: float) -> None:
        """A conifer: tiers of boughs, narrower to the top."""
        tiers = 9
        right = []
        for tier in range(tiers):
            level = 1 - tier / tiers
            reach = 0.04 + 0.19 * (1 - level) + self._random.uniform(-0.012, 0.02)
            right += [(reach, level - 0.11), (reach * 0.45, level - 0.1)]
        left = [(-px, py) for px, py in reversed(right)]
        self.figure(x, foot, height, [(0, 1.02), *right, (0.03, 0), (-0.03, 0), *left])

    def foliage(self, x: float, y: float, radius: float, count: int, leaf: float, tall: float = 1.0) -> None:
        """A crown of many round tufts within an ellipse `tall` times as high as wide."""
        for _ in range(count):
            angle, reach = self._random.uniform(0, 2 * pi), self._random.random() ** 0.5
            dx = reach * radius * sin(angle) * self._unit / self._width
            dy = reach * radius * tall * sin(angle + pi / 2) * self._unit / self._height
            self.disc(x + dx, y + dy, leaf * self._random.uniform(0.6, 1.3))

    def blob(self, x: float, y: float, scale: float, points: list[Point]) -> None:
        """A figure with its corners rounded off."""
        self.figure(x, y, scale, _rounded(_rounded(_rounded(points))))

    def curve(self, x: float, y: float, scale: float, points: list[Point], width: float) -> None:
        """A stroke without corners."""
        bend = _rounded(_rounded(_rounded(points, closed=False), closed=False), closed=False)
        self.stroke(x, y, scale, [points[0], *bend, points[-1]], width)
        radius = width * abs(scale) * self._unit / 2
        for cx, cy in self._own(x, y, scale, bend):
            # Pillow leaves cracks between the short pieces of a broad line.
            self._draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=255)

    def _place(self, point: Point) -> Point:
        return point[0] * self._width, point[1] * self._height

    def _own(self, x: float, y: float, scale: float, points: Iterable[Point]) -> list[Point]:
        (ox, oy), unit = self._place((x, y)), scale * self._unit
        return [(ox + px * unit, oy - py * abs(unit)) for px, py in points]


class Canvas:
    """A picture in the making; the same size and seed always give the same picture."""

    def __init__(self, size: tuple[int, int], seed: str) -> None:
        self.width, self.height = size
        self.unit = min(size)
        self.random = Random(seed)  # noqa: S311 - for pictures, not for secrets
        self.image = Image.new("RGB", size)

    def wash(self, *colours: str) -> None:
        """Fills the picture with colours running into each other from top to bottom."""
        self.image.paste(_gradient(self.image.size, colours))

    @contextmanager
    def layer(self, *colours: str, opacity: float = 1.0, blur: float = 0.0, mottle: int = 0) -> Iterator[Pen]:
        """One coat of paint, running downwards through its colours, uneven by up to `mottle` levels."""
        pen = Pen(self)
        yield pen
        bounds = self._bounds(pen.mask, margin=3 * blur)
        if bounds is None:
            return
        left, top, right, bottom = bounds
        mask = pen.mask.reduce(FINER, box=(left * FINER, top * FINER, right * FINER, bottom * FINER))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.unit))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        paint = _gradient(mask.size, colours)
        if mottle:
            paint = self._uneven(paint, mottle)
        self.image.paste(paint, (left, top), mask)

    def hills(self, base: float, swing: float, waves: float, rough: float = 0.0) -> Hill:
        """A line of hills around the height `base`: a few long waves and, with `rough`, short ones."""
        parts = [
            (self.random.uniform(0, 2 * pi), waves * 1.9**octave, swing * 0.5**octave) for octave in range(3)
        ]
        parts += [
            (self.random.uniform(0, 2 * pi), waves * 9 * 1.7**octave, rough * 0.6**octave)
            for octave in range(4)
        ]
        return lambda x: base + sum(size * sin(shift + pace * pi * x) for shift, pace, size in parts)

    def glow(self, x: float, y: float, radius: float, colour: str, opacity: float = 1.0) -> None:
        """Light that fades away from a point."""
        side = round(2 * radius * self.unit)
        fading = [round(opacity * 255 * max(0.0, 1 - level / 181) ** 2) for level in range(256)]
        mask = Image.radial_gradient("L").point(fading).resize((side, side), Image.Resampling.BICUBIC)
        corner = (round(x * self.width - side / 2), round(y * self.height - side / 2))
        self.image.paste(Image.new("RGB", mask.size, colour), corner, mask)

    def clouds(self, top: float, bottom: float, colour: str, opacity: float, stretch: float = 3.0) -> None:
        """Soft banks of cloud between two heights, drawn out sideways."""
        height = round((bottom - top) * self.height)
        size = (self.width, height)
        cell = self.unit * 0.14
        cover = ImageChops.add(
            self._noise(size, cell, stretch), self._noise(size, cell / 3, stretch), scale=2
        )
        cover = cover.point([min(255, max(0, (level - 118) * 5)) for level in range(256)])
        fade = Image.new("L", (1, 5))
        fade.putdata([0, 190, 255, 150, 0])
        cover = ImageChops.multiply(cover, fade.resize(size, Image.Resampling.BICUBIC))
        mask = cover.point([round(level * opacity) for level in range(256)])
        self.image.paste(Image.new("RGB", size, colour), (0, round(top * self.height)), mask)

    def mist(self, y: float, depth: float, colour: str, opacity: float) -> None:
        """A bank of mist, densest at the height y."""
        height = round(2 * depth * self.height)
        fade = Image.new("L", (1, 7))
        fade.putdata([round(opacity * level) for level in (0, 40, 160, 255, 160, 40, 0)])
        mask = fade.resize((1, height), Image.Resampling.BICUBIC).resize((self.width, height))
        self.image.paste(Image.new("RGB", mask.size, colour), (0, round((y - depth) * self.height)), mask)

    def reflect(self, shore: float, colour: str, opacity: float) -> None:
        """Still water below the shore: what stands above, upside down, tinted."""
        line = round(shore * self.height)
        depth = self.height - line
        mirrored = self.image.crop((0, max(0, line - depth), self.width, line)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        mirrored = mirrored.resize((self.width, depth)).filter(ImageFilter.BoxBlur((3, 9)))
        self.image.paste(Image.blend(mirrored, Image.new("RGB", mirrored.size, colour), opacity), (0, line))

    def planted(
        self, horizon: float, vanishing: float, rows: int, spread: float, stride: float = 1.055
    ) -> Iterator[Plant]:
        """Plants in rows that meet at the horizon, from the farthest to the nearest.

        Yields the row's number, x, y and the nearness: 0 at the horizon, 1 at the lower edge.
        """
        near = 0.02
        while near < 1.15:
            for row in range(rows):
                x = vanishing + (row - rows / 2 + 0.5) * spread / rows * near
                if -0.1 < x < 1.1:
                    yield row, x, horizon + (1 - horizon) * near, near
            near *= stride

    def finish(self) -> Image.Image:
        """The picture, with the grain of paper."""
        grain = Image.frombytes("L", self.image.size, self.random.randbytes(self.width * self.height))
        grain = grain.point([128 - GRAIN + level * 2 * GRAIN // 255 for level in range(256)])
        return ImageChops.add(self.image, Image.merge("RGB", (grain,) * 3), offset=-128)

    def _bounds(self, mask: Image.Image, margin: float) -> tuple[int, int, int, int] | None:
        """The part of the picture that a layer touches, with room for its blur."""
        drawn = mask.getbbox()
        if drawn is None:
            return None
        room = round(margin * self.unit)
        left, top, right, bottom = (edge // FINER for edge in drawn)
        return (
            max(0, left - room),
            max(0, top - room),
            min(self.width, right + 1 + room),
            min(self.height, bottom + 1 + room),
        )

    def _noise(self, size: tuple[int, int], cell: float, stretch: float) -> Image.Image:
        columns, lines = round(size[0] / cell / stretch) + 3, round(size[1] / cell) + 3
        field = Image.frombytes("L", (columns, lines), self.random.randbytes(columns * lines))
        return field.resize(size, Image.Resampling.BICUBIC, box=(1, 1, columns - 1, lines - 1))

    def _uneven(self, paint: Image.Image, levels: int) -> Image.Image:
        noise = ImageChops.add(
            self._noise(paint.size, self.unit * 0.012, 5),
            self._noise(paint.size, self.unit * 0.05, 4),
            scale=2,
        )
        noise = noise.point([128 - levels + level * 2 * levels // 255 for level in range(256)])
        return ImageChops.add(paint, Image.merge("RGB", (noise,) * 3), offset=-128)


def _rounded(points: list[Point], closed: bool = True) -> list[Point]:
    """Every corner cut at a quarter of its sides (Chaikin)."""
    cut = []
    for (ax, ay), (bx, by) in pairwise([*points, points[0]] if closed else points):
        cut += [
            (ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25),
            (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75),
        ]
    return cut


def _gradient(size: tuple[int, int], colours: tuple[str, ...]) -> Image.Image:
    if len(colours) == 1:
        return Image.new("RGB", size, colours[0])
    column = Image.new("RGB", (1, len(colours)))
    for line, colour in enumerate(colours):
        column.paste(colour, (0, line, 1, line + 1))
    # From the middle of the first colour to that of the last: no flat edges.
    box = (0, 0.5, 1, len(colours) - 0.5)
    return column.resize((1, size[1]), Image.Resampling.BILINEAR, box=box).resize(size)
