"""High summer: lavender, sunflowers, the hills of Biei, boats going out at sunrise."""

from itertools import groupby
from math import cos, pi, sin

from cafe_instagram.demo.brush import Canvas, Pen, Plant
from cafe_instagram.demo.landscapes.register import PORTRAIT, SQUARE, WIDE, landscape


@landscape(
    "富良野のラベンダー畑", "紫のラベンダーが列になって丘まで続き、奥に十勝岳連峰と白い雲が見える。", PORTRAIT
)
def lavender(canvas: Canvas) -> None:
    canvas.wash("#5f9fd6", "#9cc8e8", "#dcebf0", "#f8ecd9")
    canvas.clouds(0.05, 0.32, "#ffffff", 0.95)
    for base, swing, colours in (
        (0.36, 0.022, ("#7f93bd", "#a9b6d0")),
        (0.4, 0.014, ("#6f8fa6", "#9cb6b4")),
        (0.425, 0.01, ("#5f8f6a", "#8cb57c")),
    ):
        with canvas.layer(*colours, mottle=6) as pen:
            pen.land(canvas.hills(base, swing, 3, swing / 8))
    with canvas.layer("#3f7048", "#5a8c55") as pen:
        line = canvas.hills(0.452, 0.006, 4)
        for _ in range(60):
            x = canvas.random.random()
            pen.foliage(x, line(x), 0.02, 10, 0.009)
        for x in (0.62, 0.655, 0.69, 0.725):
            pen.foliage(x, 0.415, 0.011, 70, 0.006, 4.4)
    _farmhouse(canvas, 0.8, 0.462, 0.055)
    with canvas.layer("#93b86a", "#7fa65a", "#5e8a47", "#4d7a3e", mottle=10) as pen:
        pen.band(0.458, 1)
    plants = list(canvas.planted(0.458, 0.4, 26, 6.6))
    for colour, lift, leaf in (
        ("#3f5f3a", -0.004, 0.075), ("#51408a", 0.012, 0.07), ("#6f55ad", 0.03, 0.06),
        ("#8d74c8", 0.046, 0.045),
    ):  # fmt: skip
        with canvas.layer("#8a7fc0", colour, mottle=10) as pen:
            for _, x, y, near in plants:
                for _ in range(4):
                    dx = canvas.random.uniform(-0.065, 0.065) * near
                    pen.disc(x + dx, y - lift * near, leaf * 0.5 * near * canvas.random.uniform(0.6, 1), 0.8)
    for colour, share in (("#6a4fae", 10), ("#9a82d6", 9), ("#c3b1ec", 6)):
        with canvas.layer(colour) as pen:
            for _, x, y, near in plants:
                if near > 0.12:
                    _spikes(canvas, pen, x, y, near, share)
    canvas.glow(0.1, 0.0, 0.9, "#fff3cf", 0.5)


def _spikes(canvas: Canvas, pen: Pen, x: float, y: float, near: float, count: int) -> None:
    for _ in range(count):
        dx = canvas.random.uniform(-0.085, 0.085) * near
        dy = canvas.random.uniform(-0.01, 0.075) * near
        pen.disc(x + dx, y - dy, 0.0048 * near, 2.6)


def _farmhouse(canvas: Canvas, x: float, foot: float, height: float) -> None:
    with canvas.layer("#f6f1e6", "#ddd5c5") as pen:
        pen.figure(x, foot, height, [(-0.8, 0), (-0.8, 0.55), (0.8, 0.55), (0.8, 0)])
    with canvas.layer("#b9473c") as pen:
        pen.figure(x, foot, height, [(-0.92, 0.5), (-0.6, 1.05), (0.6, 1.05), (0.92, 0.5)])
    with canvas.layer("#5f6b76") as pen:
        for side in (-0.55, -0.1, 0.35):
            pen.figure(x, foot, height, [(side, 0.16), (side, 0.4), (side + 0.2, 0.4), (side + 0.2, 0.16)])


@landscape("ひまわり畑", "夏の青空と入道雲の下、一面にひまわりが咲いている。", SQUARE)
def sunflowers(canvas: Canvas) -> None:
    canvas.wash("#3f8fd2", "#79b8e6", "#bfe0f0", "#e9f3ee")
    canvas.clouds(0.06, 0.48, "#ffffff", 1, stretch=1.6)
    with canvas.layer("#7da6a0", "#9dbf95") as pen:
        pen.land(canvas.hills(0.455, 0.015, 3, 0.003))
    with canvas.layer("#c9b13a", "#7f9a37", "#3f6f2c", "#2c5423", mottle=10) as pen:
        pen.land(canvas.hills(0.485, 0.006, 2))
    plants = [plant for plant in canvas.planted(0.47, 0.5, 34, 7.2, stride=1.1) if plant[3] > 0.03]
    for _, band in groupby(plants, key=lambda plant: max(0.2, plant[3])):
        # Each line of plants hides the one behind; far away they are dots and nobody sees it.
        _sunflower_band(canvas, list(band))


def _sunflower_band(canvas: Canvas, band: list[Plant]) -> None:
    heads = []
    for _, x, y, near in band:
        shift, lift = canvas.random.uniform(-0.05, 0.05) * near, canvas.random.uniform(0.02, 0.1) * near
        heads.append((x + shift, y - lift, 0.062 * near * canvas.random.uniform(0.8, 1.15)))
    with canvas.layer("#4b8a35", "#2f6426") as pen:
        for x, y, size in heads:
            pen.line([(x, y), (x, y + size * 5)], size * 0.16)
            for side in (-1, 1):
                drop = canvas.random.uniform(1.2, 2.2)
                leaf = [
                    (0, -drop),
                    (side * 0.9, -drop + 0.5),
                    (side * 1.5, -drop - 0.2),
                    (side * 0.7, -drop - 0.6),
                ]
                pen.blob(x, y, size, leaf)
    petals = (("#e9a516", 0.0, 1.05), ("#fbcb2c", 0.5, 0.95))
    for colour, turn, reach in petals:
        with canvas.layer(colour) as pen:
            for x, y, size in heads:
                _petals(pen, x, y, size * reach, turn)
    for colour, reach in (("#4f2d13", 0.48), ("#7a4a1e", 0.32)):
        with canvas.layer(colour) as pen:
            for x, y, size in heads:
                pen.disc(x, y, size * reach)


def _petals(pen: Pen, x: float, y: float, size: float, turn: float) -> None:
    for petal in range(15):
        angle = 2 * pi * (petal + turn) / 15
        points = [(0.3, -0.1), (0.75, -0.15), (1.05, 0), (0.75, 0.15), (0.3, 0.1)]
        turned = [(px * cos(angle) - py * sin(angle), px * sin(angle) + py * cos(angle)) for px, py in points]
        pen.figure(x, y, size, turned)


@landscape("美瑛の丘と一本のポプラ", "色とりどりの畑が波のように続く丘に、一本のポプラが立っている。", WIDE)
def biei(canvas: Canvas) -> None:
    canvas.wash("#6fb0dc", "#a8d2e9", "#eef0e2", "#fbe9cc")
    canvas.clouds(0.03, 0.44, "#ffffff", 0.9, stretch=3)
    canvas.glow(0.85, 0.3, 0.7, "#fff0c8", 0.7)
    fields = (
        (0.44, 0.014, ("#9fb7c4", "#bccbc8")), (0.48, 0.02, ("#8db08e", "#a9c493")),
        (0.53, 0.03, ("#d9c777", "#c4b163")), (0.6, 0.04, ("#86b361", "#6c9e50")),
    )  # fmt: skip
    for base, swing, colours in fields:
        line = canvas.hills(base, swing, 1.6)
        with canvas.layer(*colours, mottle=7) as pen:
            pen.land(line)
        with canvas.layer("#3f6f4a", opacity=0.85) as pen:
            for _ in range(9):
                x = canvas.random.random()
                pen.foliage(x, line(x) - 0.004, 0.014, 9, 0.008)
        canvas.mist(base + 0.05, 0.05, "#f4f0dc", 0.25)
    with canvas.layer("#e3cf7f", "#d3b85f", "#b89a4a", mottle=9) as pen:
        pen.land(_crest)
    with canvas.layer("#5c8e45", "#47793b", opacity=0.9, mottle=7) as pen:
        for stripe in range(9):
            near, width = 0.08 + stripe * 0.14, 0.035
            foot = [(near * 2.2 - 0.75, 1.01), ((near + width) * 2.2 - 0.75, 1.01)]
            tops = [near * 0.75 + width + 0.09, near * 0.75 + 0.09]
            pen.polygon([*foot, *[(top, _crest(top) + 0.004) for top in tops]])
    with canvas.layer("#5a4a2c", opacity=0.35, blur=0.005) as pen:
        pen.polygon([(0.63, 0.6), (0.637, 0.6), (0.46, 0.74), (0.4, 0.735)])
    _poplar(canvas, 0.635, 0.6)
    with canvas.layer("#8a6db8", "#6c52a0", "#4b7a3c", mottle=10) as pen:
        pen.land(canvas.hills(0.9, 0.03, 1.3))


def _crest(x: float) -> float:
    return 0.655 - 0.075 * sin(pi * (x * 1.15 - 0.05))


def _poplar(canvas: Canvas, x: float, foot: float) -> None:
    with canvas.layer("#5b4630") as pen:
        pen.line([(x, foot), (x, foot - 0.12)], 0.012)
    for colour, shift, count in (("#2f5d33", 0.002, 420), ("#467a3d", -0.004, 260), ("#6a9d4d", -0.01, 120)):
        with canvas.layer(colour) as pen:
            for level in range(12):
                width = 0.052 * sin(pi * (0.12 + 0.83 * level / 12)) ** 0.8
                pen.foliage(x + shift, foot - 0.06 - 0.03 * level, width, count // 12, 0.011, 0.9)


@landscape("日の出と漁船", "朝日が昇る海へ、三隻の漁船が出ていく。空にカモメが飛んでいる。", WIDE)
def boats(canvas: Canvas) -> None:
    canvas.wash("#35466f", "#8d6f8e", "#f0a07a", "#fbd08c", "#fbd08c")
    canvas.clouds(0.04, 0.5, "#f7b08c", 0.6, stretch=6)
    canvas.glow(0.56, 0.5, 0.85, "#ffe3a6", 1)
    with canvas.layer("#fff3cf") as pen:
        pen.disc(0.56, 0.5, 0.085)
    with canvas.layer("#7d6a8c", "#b98e93") as pen:
        pen.land(lambda x: 0.56 - 0.1 * max(0.0, 1 - x * 2.6) ** 1.5 - 0.004 * sin(40 * x))
    with canvas.layer("#f6bd85", "#c98a86", "#6b6590", "#34426b", "#232f54") as pen:
        pen.band(0.555, 1)
    for colour, opacity, count, width in (("#fff0c0", 0.85, 190, 0.05), ("#2b3860", 0.5, 260, 0.6)):
        with canvas.layer(colour, opacity=opacity) as pen:
            for _ in range(count):
                near = canvas.random.random() ** 1.5
                x = 0.56 + canvas.random.gauss(0, width * (0.35 + near))
                pen.disc(x, 0.562 + 0.44 * near, 0.012 + 0.05 * near * canvas.random.random(), 0.07)
    for x, foot, scale in ((0.34, 0.6, 0.07), (0.73, 0.655, -0.12), (0.22, 0.79, 0.25)):
        _boat(canvas, x, foot, scale)
    with canvas.layer("#2e3350", opacity=0.85) as pen:
        for x, y, size in ((0.42, 0.24, 0.03), (0.47, 0.2, 0.022), (0.66, 0.29, 0.026), (0.71, 0.16, 0.018)):
            pen.curve(x, y, size, [(-1, 0.2), (-0.5, 0.55), (0, 0), (0.5, 0.55), (1, 0.2)], 0.13)


def _boat(canvas: Canvas, x: float, foot: float, scale: float) -> None:
    with canvas.layer("#141c38", opacity=0.5, blur=0.005) as pen:
        pen.disc(x, foot + 0.06 * abs(scale), abs(scale) * 1.05, 0.12)
    with canvas.layer("#2c3558", "#1a2140") as pen:
        pen.figure(
            x, foot, scale, [(-0.95, 0.42), (-0.85, 0), (0.7, 0), (1.15, 0.56), (0.6, 0.4), (-0.3, 0.34)]
        )
        pen.figure(x, foot, scale, [(-0.6, 0.34), (-0.6, 0.85), (-0.05, 0.85), (0.02, 0.34)])
        for mast, top in ((-0.32, 1.5), (0.62, 1.2)):
            pen.stroke(x, foot, scale, [(mast, 0.35), (mast, top)], 0.03)
        pen.stroke(x, foot, scale, [(-0.9, 0.42), (-0.32, 1.45), (0.62, 1.15), (1.12, 0.55)], 0.012)
    with canvas.layer("#ffdf9a") as pen:
        for lamp in range(6):
            along = -0.16 + 0.13 * lamp
            rope = 1.45 - 0.32 * (along + 0.32)
            pen.curve(
                x, foot, scale, [(along, rope - 0.02), (along, rope - 0.05), (along, rope - 0.08)], 0.05
            )
        pen.figure(x, foot, scale, [(-0.5, 0.58), (-0.5, 0.76), (-0.16, 0.76), (-0.14, 0.58)])
    with canvas.layer("#c96f5d") as pen:
        pen.figure(x, foot, scale, [(-0.88, 0.1), (-0.85, 0), (0.7, 0), (0.78, 0.1)])
