"""Winter: drift ice, birches, cranes, a warm cup by the window."""

from math import cos, pi, sin
from typing import NamedTuple

from cafe_instagram.demo.brush import Canvas, Pen, Point
from cafe_instagram.demo.landscapes.register import PORTRAIT, SQUARE, WIDE, landscape


@landscape(
    "流氷の夜明け", "青い夜明けの海を、白い流氷が水平線まで埋めている。遠くに雪の山並みが見える。", WIDE
)
def drift_ice(canvas: Canvas) -> None:
    canvas.wash("#17315c", "#4d86b0", "#f0bfa2", "#f6d7ae", "#f6d7ae")
    canvas.glow(0.66, 0.45, 0.7, "#ffe2b0", 0.9)
    canvas.clouds(0.05, 0.36, "#f0b8a8", 0.35, stretch=8)
    with canvas.layer("#7f9dbd", "#c9cfd9") as pen:
        pen.land(canvas.hills(0.41, 0.022, 3, 0.005))
    with canvas.layer("#f7d5b4", "#6f93b4", "#24507c", "#0f2d52") as pen:
        pen.band(0.455, 1)
    canvas.glow(0.66, 0.47, 0.34, "#ffd9a0", 0.6)
    for y, width in _floes(canvas):
        x = canvas.random.uniform(-0.1, 1.1)
        top = _floe(canvas, x, y, width)
        thick = width * 0.09
        with canvas.layer("#6fa3c4", "#3f7aa5") as pen:
            pen.polygon([(px, py + thick) for px, py in top])
        with canvas.layer("#ffe9d6", "#f2f6fa", "#d7e6f2", mottle=5) as pen:
            pen.polygon(top)
    canvas.mist(0.455, 0.05, "#fde3c8", 0.6)


def _floes(canvas: Canvas) -> list[tuple[float, float]]:
    depths = sorted(canvas.random.random() ** 2.6 for _ in range(96))
    return [(0.462 + 0.56 * depth, 0.012 + 0.17 * depth) for depth in depths]


def _floe(canvas: Canvas, x: float, y: float, width: float) -> list[Point]:
    corners = 11
    points = []
    for corner in range(corners):
        angle = 2 * pi * corner / corners
        reach = width * canvas.random.uniform(0.75, 1.15)
        points.append((x + reach * cos(angle), y + reach * 0.38 * sin(angle)))
    return points


@landscape("雪の白樺林", "雪の積もった白樺の林に、淡い朝の光が差し、小雪が舞っている。", PORTRAIT)
def birches(canvas: Canvas) -> None:
    canvas.wash("#b9cbe0", "#dbe4ee", "#f9e6da", "#fbeee2")
    canvas.glow(0.3, 0.46, 0.75, "#fff4dc", 1)
    for depth, colours in enumerate((("#c4d0de", "#d8dfe8"), ("#a9b9cc", "#cdd7e2"), ("#8fa2ba", "#bccada"))):
        with canvas.layer(*colours, blur=0.002, opacity=0.8) as pen:
            for _ in range(34):
                pen.spruce(canvas.random.random(), 0.66 + 0.02 * depth, canvas.random.uniform(0.2, 0.42))
        canvas.mist(0.66 + 0.02 * depth, 0.09, "#f7efe9", 0.55)
    ground = canvas.hills(0.69, 0.012, 2)
    with canvas.layer("#eef2f8", "#fbfbfd", "#e3ebf5", "#ccdaeb", mottle=4) as pen:
        pen.land(ground)
    for near, trunks in ((0.2, 8), (0.45, 6), (1.0, 4)):
        _birch_row(
            canvas, [_trunk(canvas, place / trunks, 1 / trunks, near) for place in range(trunks)], near
        )
    _snowfall(canvas, 420)


class _Trunk(NamedTuple):
    x: float
    foot: float
    lean: float
    width: float

    def left(self, y: float) -> float:
        return self.x + self.lean * (1 - y / self.foot)


def _trunk(canvas: Canvas, start: float, room: float, near: float) -> _Trunk:
    x = start + room * canvas.random.uniform(0.15, 0.8)
    foot = 0.68 + 0.24 * near * canvas.random.uniform(0.8, 1)
    return _Trunk(x, foot, canvas.random.uniform(-0.03, 0.03), 0.012 + 0.036 * near)


def _birch_row(canvas: Canvas, row: list[_Trunk], near: float) -> None:
    bark, shade = ("#e9e6e4", "#c9d0da") if near < 0.4 else ("#fbf8f3", "#c5cbd6")
    with canvas.layer("#9db2cf", opacity=0.45, blur=0.004) as pen:
        for x, foot, _, width in row:
            end = foot + 0.16 * near
            pen.polygon([(x, foot), (x + width, foot), (x + 0.5, end), (x + 0.44, end)])
    with canvas.layer(bark) as pen:
        for trunk in row:
            _side(pen, trunk, 0, 1)
            _boughs(canvas, pen, trunk)
    with canvas.layer(shade, opacity=0.75, blur=0.003) as pen:
        for trunk in row:
            _side(pen, trunk, 0.66, 1)
    with canvas.layer("#3b3c44", opacity=0.35 + 0.5 * near) as pen:
        for trunk in row:
            for _ in range(round(26 + 20 * near)):
                y, reach = (
                    canvas.random.uniform(0, trunk.foot),
                    trunk.width * canvas.random.uniform(0.06, 0.2),
                )
                x = trunk.left(y) + canvas.random.uniform(0, trunk.width * 0.5) + reach
                pen.disc(x, y, reach, canvas.random.uniform(0.16, 0.4))
    with canvas.layer("#f6f8fc", blur=0.002) as pen:
        for x, foot, _, width in row:
            pen.disc(x + width / 2, foot + 0.004, width * 1.1, 0.28)


def _side(pen: Pen, trunk: _Trunk, start: float, end: float) -> None:
    """The trunk from `start` to `end` of its width, a little slimmer at the top."""
    x, foot, lean, width = trunk
    top = x + lean, width * 0.6
    head = [(top[0] + top[1] * start, -0.02), (top[0] + top[1] * end, -0.02)]
    pen.polygon([*head, (x + width * end, foot), (x + width * start, foot)])


def _boughs(canvas: Canvas, pen: Pen, trunk: _Trunk) -> None:
    for _ in range(4):
        y = canvas.random.uniform(0.02, 0.34)
        side = canvas.random.choice((-1, 1))
        start = trunk.left(y) + trunk.width / 2
        reach = canvas.random.uniform(0.06, 0.16)
        bend = (start + side * reach * 0.5, y - reach * 0.45)
        pen.line([(start, y), bend, (start + side * reach, y - reach * 1.3)], trunk.width * 0.13)


def _snowfall(canvas: Canvas, flakes: int) -> None:
    for size, opacity, blur in ((0.0016, 0.8, 0.0), (0.003, 0.75, 0.001), (0.006, 0.45, 0.003)):
        with canvas.layer("#ffffff", opacity=opacity, blur=blur) as pen:
            for _ in range(flakes):
                pen.disc(
                    canvas.random.random(), canvas.random.random(), size * canvas.random.uniform(0.6, 1.3)
                )
        flakes //= 3


@landscape("雪原のタンチョウ", "朝もやの雪原に、頭の赤いタンチョウが三羽立っている。", SQUARE)
def cranes(canvas: Canvas) -> None:
    canvas.wash("#e7c9b8", "#f4ddc9", "#f9eadb", "#eef0f4")
    canvas.glow(0.72, 0.27, 0.5, "#fff6e0", 1)
    with canvas.layer("#fffaf0") as pen:
        pen.disc(0.72, 0.27, 0.055)
    for depth, colour in enumerate(("#d8c7c4", "#c3b7bd", "#a9a5b3")):
        ridge = canvas.hills(0.5 + 0.035 * depth, 0.008, 4, 0.004)
        with canvas.layer(colour, "#f1e6e0") as pen:
            for _ in range(46):
                x = canvas.random.random()
                pen.spruce(x, ridge(x) + 0.03, canvas.random.uniform(0.04, 0.09))
            pen.land(ridge)
        canvas.mist(0.57 + 0.035 * depth, 0.07, "#fbf0e6", 0.75)
    with canvas.layer("#fdf6ef", "#f7f8fb", "#dfe7f2", "#c9d6e8", mottle=4) as pen:
        pen.land(canvas.hills(0.645, 0.008, 2))
    for x, foot, scale in ((0.3, 0.84, 0.36), (0.56, 0.81, -0.31), (0.8, 0.86, 0.27)):
        _crane(canvas, x, foot, scale)
    with canvas.layer("#b59a72", "#8d7350") as pen:
        for _ in range(130):
            x = canvas.random.choice((0.05, 0.12, 0.93)) + canvas.random.gauss(0, 0.035)
            tip = canvas.random.uniform(0.06, 0.17)
            pen.line([(x, 1.01), (x + tip * 0.1, 1 - tip * 0.6), (x + tip * 0.3, 1 - tip)], 0.0018)
    _snowfall(canvas, 120)


def _crane(canvas: Canvas, x: float, foot: float, scale: float) -> None:
    with canvas.layer("#9fb2cd", opacity=0.55, blur=0.004) as pen:
        pen.disc(x, foot + 0.004, abs(scale) * 0.34, 0.1)
    with canvas.layer("#3a3d45") as pen:
        pen.stroke(x, foot, scale, [(-0.04, 0.5), (-0.02, 0.26), (-0.04, 0.0), (0.05, -0.01)], 0.016)
        pen.stroke(x, foot, scale, [(0.04, 0.5), (0.08, 0.26), (0.06, 0.02), (0.15, 0.01)], 0.016)
    body = [
        (0.2, 0.66), (0.16, 0.57), (0.07, 0.5), (-0.06, 0.46), (-0.22, 0.44), (-0.36, 0.4), (-0.3, 0.5),
        (-0.2, 0.6), (-0.06, 0.67), (0.08, 0.7),
    ]  # fmt: skip
    with canvas.layer("#ffffff", "#f2f4f8", "#ccd6e4") as pen:
        pen.blob(x, foot, scale, body)
        pen.curve(x, foot, scale, [(0.13, 0.66), (0.21, 0.76), (0.2, 0.9), (0.22, 0.99), (0.26, 1.02)], 0.05)
    with canvas.layer("#23252c") as pen:
        pen.curve(x, foot, scale, [(0.17, 0.68), (0.215, 0.77), (0.2, 0.89), (0.21, 0.96)], 0.056)
        tail = [(-0.14, 0.54), (-0.2, 0.42), (-0.36, 0.28), (-0.42, 0.31), (-0.4, 0.4), (-0.28, 0.52)]
        pen.blob(x, foot, scale, tail)
        pen.figure(x, foot, scale, [(0.27, 1.04), (0.42, 0.99), (0.27, 1.0)])
    with canvas.layer("#fdfdfd") as pen:
        pen.curve(x, foot, scale, [(0.205, 0.96), (0.225, 1.0), (0.26, 1.02)], 0.06)
    with canvas.layer("#c8322e") as pen:
        pen.blob(x, foot, scale, [(0.19, 1.02), (0.2, 1.075), (0.28, 1.08), (0.31, 1.035)])


@landscape(
    "雪の窓辺とコーヒー",
    "雪の森が見える窓辺の木のテーブルに、湯気の立つコーヒーと焼き菓子が置かれている。",
    SQUARE,
)
def coffee(canvas: Canvas) -> None:
    canvas.wash("#b7cadf", "#d3dfea", "#eef1f4", "#f6ece2")
    for depth, colours in enumerate((("#b3c3d3", "#d5dee7"), ("#8ea5bb", "#c3d0dc"), ("#647f98", "#b4c4d2"))):
        with canvas.layer(*colours, blur=0.004) as pen:
            for _ in range(16):
                pen.spruce(canvas.random.random(), 0.62, canvas.random.uniform(0.2, 0.32) + 0.05 * depth)
        canvas.mist(0.6, 0.12, "#f2f4f7", 0.6)
    with canvas.layer("#f4f7fb", "#dde7f1", blur=0.003) as pen:
        pen.land(canvas.hills(0.58, 0.012, 2))
    _snowfall(canvas, 200)
    _window(canvas)
    with canvas.layer("#c58d5b", "#a8713f", "#8a5930", mottle=16) as pen:
        pen.band(0.715, 1)
    with canvas.layer("#6f4522", opacity=0.25) as pen:
        for _ in range(26):
            y, x = canvas.random.uniform(0.73, 1), canvas.random.uniform(-0.2, 0.9)
            pen.line([(x, y), (x + 0.2, y + 0.003), (x + canvas.random.uniform(0.3, 0.7), y)], 0.0016)
    canvas.glow(0.2, 0.72, 0.75, "#ffe6bf", 0.5)
    _cup(canvas, 0.43, 0.885, 0.3)
    _biscuits(canvas, 0.78, 0.9)


def _window(canvas: Canvas) -> None:
    with canvas.layer("#8d5f3d", "#70482c", mottle=10) as pen:
        for x in (-0.02, 0.47, 0.96):
            pen.polygon([(x, 0), (x + 0.06, 0), (x + 0.06, 0.72), (x, 0.72)])
        for y in (-0.02, 0.3):
            pen.band(y, y + 0.045)
        pen.band(0.66, 0.72)
    with canvas.layer("#5c3a22", opacity=0.7) as pen:
        for x in (0.04, 0.53):
            pen.polygon([(x, 0), (x + 0.008, 0), (x + 0.008, 0.66), (x, 0.66)])
        pen.band(0.345, 0.351)
        pen.band(0.712, 0.724)
    with canvas.layer("#ffffff", "#eef4fa", blur=0.001) as pen:
        for left, right in ((0.04, 0.47), (0.53, 0.96)):
            heap = [
                (left + (right - left) * step / 12, 0.645 - 0.012 * sin(step * 1.3)) for step in range(13)
            ]
            pen.polygon([(left, 0.662), *heap, (right, 0.662)])


def _cup(canvas: Canvas, x: float, foot: float, scale: float) -> None:
    with canvas.layer("#5f3a1c", opacity=0.5, blur=0.012) as pen:
        pen.disc(x + 0.03, foot + 0.01, scale * 0.72, 0.24)
    with canvas.layer("#ffffff", "#e9e3da") as pen:
        pen.disc(x, foot - 0.008, scale * 0.66, 0.22)
    with canvas.layer("#cfc6ba", opacity=0.8) as pen:
        pen.disc(x, foot - 0.012, scale * 0.4, 0.2)
    with canvas.layer("#2f5d86", "#274d72") as pen:
        handle = [(0.43 + 0.17 * cos(turn / 6), 0.36 + 0.18 * sin(turn / 6)) for turn in range(-17, 18)]
        pen.stroke(x, foot, scale, handle, 0.075)
        side = [(-0.405, 0.59), (-0.4, 0.26), (-0.27, -0.06)]
        pen.blob(x, foot, scale, [side[0], *side, *[(-px, py) for px, py in reversed(side)], (0.405, 0.59)])
    with canvas.layer("#5d8fb8", opacity=0.6, blur=0.006) as pen:
        pen.polygon(
            [
                (x - 0.1, foot - 0.16),
                (x - 0.075, foot - 0.16),
                (x - 0.06, foot - 0.02),
                (x - 0.075, foot - 0.02),
            ]
        )
    rim = foot - scale * 0.6
    for colour, radius in (("#3d6f9a", 0.405), ("#f3ede4", 0.385), ("#4a2a16", 0.355)):
        with canvas.layer(colour) as pen:
            pen.disc(x, rim, scale * radius, 0.27)
    with canvas.layer("#c99765", opacity=0.8, blur=0.002) as pen:
        pen.disc(x - 0.015, rim + 0.004, scale * 0.2, 0.2)
    for shift, opacity in ((-0.05, 0.5), (0.02, 0.6), (0.06, 0.4)):
        with canvas.layer("#ffffff", opacity=opacity, blur=0.011) as pen:
            steam = [
                (x + shift + 0.028 * sin(step * 0.55 + shift * 40), rim - 0.016 * step) for step in range(15)
            ]
            pen.line(steam, 0.018)


def _biscuits(canvas: Canvas, x: float, y: float) -> None:
    with canvas.layer("#5f3a1c", opacity=0.45, blur=0.008) as pen:
        pen.disc(x + 0.015, y + 0.012, 0.165, 0.3)
    for colour, radius, lift in (("#f3ece1", 0.16, 0.0), ("#ded4c6", 0.12, 0.002)):
        with canvas.layer(colour) as pen:
            pen.disc(x, y - lift, radius, 0.3)
    for dx, dy in ((-0.05, 0.0), (0.055, -0.004), (0.0, -0.03)):
        for colour, radius, lift in (
            ("#a86a32", 0.052, 0.0),
            ("#d99f58", 0.05, 0.01),
            ("#c2823f", 0.03, 0.011),
        ):
            with canvas.layer(colour) as pen:
                pen.disc(x + dx, y + dy - lift, radius, 0.42)
