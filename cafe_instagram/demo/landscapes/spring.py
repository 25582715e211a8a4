"""Spring and early summer: tulips, potato flowers, cows on the pasture."""

from math import cos, pi, sin

from cafe_instagram.demo.brush import Canvas, Plant, Point
from cafe_instagram.demo.landscapes.register import SQUARE, WIDE, landscape

_TULIPS = (
    ("#cf2f3a", "#e8565a"), ("#f0bb28", "#fbd85f"), ("#ea82a8", "#f7adc6"), ("#f4eee2", "#ffffff"),
    ("#e0602a", "#f28a4c"), ("#8c4593", "#aa66b0"),
)  # fmt: skip
_CUP = [
    (-0.34, 0.95), (-0.26, 0.68), (-0.1, 0.58), (0.1, 0.58), (0.26, 0.68), (0.34, 0.95), (0.3, 1.28),
    (0.17, 1.14), (0, 1.34), (-0.17, 1.14), (-0.3, 1.28),
]  # fmt: skip
_PETAL = [(-0.16, 0.9), (-0.08, 0.68), (0.08, 0.68), (0.16, 0.9), (0.1, 1.12), (0, 1.28), (-0.1, 1.12)]


@landscape(
    "春のチューリップ畑", "赤、黄、桃色、白のチューリップが列になって咲き、奥に風車が立っている。", SQUARE
)
def tulips(canvas: Canvas) -> None:
    canvas.wash("#7fb9e0", "#b6d9ec", "#e8f1ee", "#f7efe0")
    canvas.clouds(0.04, 0.36, "#ffffff", 0.9)
    with canvas.layer("#9db8c9", "#bdd0d4") as pen:
        pen.land(canvas.hills(0.37, 0.02, 3, 0.003))
    with canvas.layer("#6f9a6c", "#8fb67a", mottle=8) as pen:
        line = canvas.hills(0.41, 0.006, 5, 0.004)
        pen.land(line)
        for _ in range(50):
            x = canvas.random.random()
            pen.foliage(x, line(x), 0.02, 9, 0.01)
    _windmill(canvas, 0.74, 0.43, 0.2)
    with canvas.layer("#a9c77c", "#5d8f47", "#3f7536", mottle=10) as pen:
        pen.band(0.425, 1)
    plants = list(canvas.planted(0.425, 0.42, 88, 9.0))
    for start in range(0, len(plants), 400):
        _tulip_band(canvas, plants[start : start + 400])


def _tulip_band(canvas: Canvas, band: list[Plant]) -> None:
    flowers = []
    for row, x, y, near in band:
        dx, dy = canvas.random.uniform(-0.014, 0.014) * near, canvas.random.uniform(-0.014, 0.014) * near
        flowers.append((row // 4 % len(_TULIPS), x + dx, y + dy, 0.066 * near))
    with canvas.layer("#2f6a35", "#4a8a3f") as pen:
        for _, x, y, size in flowers:
            pen.figure(x, y, size, [(-0.3, -0.2), (-0.55, 0.8), (0, 0.1), (0.5, 0.7), (0.3, -0.2)])
    for number, (petals, light) in enumerate(_TULIPS):
        for colour, cup in ((petals, _CUP), (light, _PETAL)):
            with canvas.layer(colour) as pen:
                for kind, x, y, size in flowers:
                    if kind == number:
                        pen.figure(x, y, size, cup)


def _windmill(canvas: Canvas, x: float, foot: float, height: float) -> None:
    with canvas.layer("#f5efe2", "#d9cdb8") as pen:
        pen.figure(x, foot, height, [(-0.2, 0), (-0.13, 0.75), (0.13, 0.75), (0.2, 0)])
    with canvas.layer("#8a4b38") as pen:
        pen.figure(x, foot, height, [(-0.16, 0.74), (-0.1, 0.92), (0, 0.98), (0.1, 0.92), (0.16, 0.74)])
        pen.figure(x, foot, height, [(-0.05, 0), (-0.05, 0.16), (0.05, 0.16), (0.05, 0)])
    with canvas.layer("#5d4636") as pen:
        for quarter in range(4):
            angle = pi / 2 * quarter + 0.5
            tip = (0.62 * cos(angle), 0.8 + 0.62 * sin(angle))
            pen.stroke(x, foot, height, [(0, 0.8), tip], 0.025)
            side = (0.1 * cos(angle + pi / 2), 0.1 * sin(angle + pi / 2))
            inner = (0.14 * cos(angle), 0.8 + 0.14 * sin(angle))
            sail = [
                inner,
                tip,
                (tip[0] + side[0], tip[1] + side[1]),
                (inner[0] + side[0], inner[1] + side[1]),
            ]
            pen.stroke(x, foot, height, [*sail, inner], 0.015)


@landscape(
    "羊蹄山とじゃがいも畑", "雪の残る羊蹄山のふもとに、じゃがいもの白い花が咲く畑が広がっている。", SQUARE
)
def yotei(canvas: Canvas) -> None:
    canvas.wash("#5fa3d3", "#94c5e3", "#cfe5ec", "#f3ecdc")
    canvas.clouds(0.03, 0.3, "#ffffff", 0.75, stretch=5)
    slope = [
        (-0.15, 0.64), (0.05, 0.575), (0.2, 0.48), (0.32, 0.345), (0.4, 0.235), (0.445, 0.195),
        (0.475, 0.205), (0.51, 0.19), (0.55, 0.2), (0.59, 0.235), (0.67, 0.34), (0.8, 0.475),
        (0.96, 0.57), (1.15, 0.63),
    ]  # fmt: skip
    with canvas.layer("#5d7fa3", "#6e93ab", "#8fb0ad", "#a8c3ae", mottle=9) as pen:
        pen.polygon([*slope, (1.15, 0.7), (-0.15, 0.7)])
    with canvas.layer("#3f6088", opacity=0.35, blur=0.012) as pen:
        pen.polygon([(0.53, 0.195), *slope[8:], (1.15, 0.66), (0.72, 0.64), (0.6, 0.42), (0.55, 0.28)])
    with canvas.layer("#ffffff", "#eef4fa") as pen:
        pen.polygon([*slope[4:10], *_snow_fingers(canvas)])
    canvas.mist(0.56, 0.09, "#eaf2ee", 0.8)
    canvas.clouds(0.36, 0.5, "#ffffff", 0.8, stretch=6)
    for base, colours in ((0.585, ("#6b9a72", "#86b07c")), (0.61, ("#4b8057", "#6f9f62"))):
        line = canvas.hills(base, 0.006, 4, 0.004)
        with canvas.layer(*colours, mottle=8) as pen:
            pen.land(line)
            for _ in range(60):
                x = canvas.random.random()
                pen.foliage(x, line(x), 0.016, 7, 0.008, 1.3)
    with canvas.layer("#b8cc86", "#8a7a55", "#6d5a3f", mottle=10) as pen:
        pen.band(0.63, 1)
    plants = list(canvas.planted(0.63, 0.5, 30, 7.0))
    for colour, lift, leaf in (("#33652f", 0.0, 0.034), ("#4d8a3d", 0.008, 0.028), ("#74ad52", 0.016, 0.018)):
        with canvas.layer("#9bbf74", colour, mottle=8) as pen:
            for _, x, y, near in plants:
                for _ in range(3):
                    dx = canvas.random.uniform(-0.03, 0.03) * near
                    pen.disc(x + dx, y - lift * near, leaf * near * canvas.random.uniform(0.6, 1.1), 0.75)
    for colour, share in (("#ffffff", 0.4), ("#e3d3f0", 0.25)):
        with canvas.layer(colour) as pen:
            for _, x, y, near in plants:
                if canvas.random.random() < share:
                    dx, dy = (
                        canvas.random.uniform(-0.03, 0.03) * near,
                        canvas.random.uniform(0.015, 0.04) * near,
                    )
                    for _ in range(4):
                        pen.disc(x + dx, y - dy, 0.0065 * near)
                        dx += canvas.random.uniform(-0.012, 0.012) * near


def _snow_fingers(canvas: Canvas) -> list[Point]:
    """The lower edge of the summit's snow, from right to left: long in the gullies, short on the ribs."""
    points = []
    for step in range(35):
        x = 0.655 - 0.31 * step / 34
        height = 0.22 + 0.55 * max(0.0, abs(x - 0.5) - 0.02)
        points.append((x, height + (0.09 if step % 2 else 0.035) * canvas.random.uniform(0.3, 1.2)))
    return points


@landscape(
    "牧場の午後",
    "青空の下、緑の丘の牧場で白黒の牛が草を食べている。奥に赤い屋根の牛舎とサイロが見える。",
    WIDE,
)
def pasture(canvas: Canvas) -> None:
    canvas.wash("#69aede", "#a9d3ec", "#e6f1ee", "#f3f0df")
    canvas.clouds(0.02, 0.42, "#ffffff", 0.95, stretch=2.5)
    with canvas.layer("#8fb3c6", "#b4cfcb") as pen:
        pen.land(canvas.hills(0.45, 0.03, 2.5, 0.003))
    with canvas.layer("#8cbf72", "#a8cf80", mottle=8) as pen:
        pen.land(canvas.hills(0.52, 0.025, 2))
    _barn(canvas, 0.76, 0.565, 0.16)
    with canvas.layer("#4f8f52", "#3e7c49") as pen:
        for x in (0.58, 0.61, 0.645, 0.9, 0.94):
            pen.foliage(x, 0.52, 0.035, 34, 0.016, 1.5)
    near = canvas.hills(0.585, 0.02, 1.6)
    with canvas.layer("#9ccb6b", "#7ab554", "#5b9a45", "#46833c", mottle=12) as pen:
        pen.land(near)
    cows = (
        (0.47, 0.66, 0.06),
        (0.6, 0.685, -0.07),
        (0.36, 0.7, -0.085),
        (0.85, 0.76, 0.115),
        (0.18, 0.83, 0.17),
    )
    for x, foot, scale in (*cows, (0.58, 0.9, -0.2)):
        _cow(canvas, x, foot, scale)
    with canvas.layer("#8d7355", "#6d5741") as pen:
        for post in range(9):
            pen.line([(post / 8, 0.87 + 0.012 * sin(post)), (post / 8, 1.01)], 0.014)
        for rail in (0.895, 0.95):
            pen.line([(0, rail), (0.5, rail + 0.008), (1, rail)], 0.008)
    with canvas.layer("#5da046", "#3d7a34") as pen:
        for _ in range(520):
            x, tip = canvas.random.random(), canvas.random.uniform(0.02, 0.06)
            lean = canvas.random.uniform(-0.006, 0.006)
            pen.polygon([(x - 0.0015, 1.01), (x + lean, 1 - tip), (x + 0.0015, 1.01)])


def _barn(canvas: Canvas, x: float, foot: float, height: float) -> None:
    with canvas.layer("#e8e4da", "#c9c5bb") as pen:
        pen.figure(x, foot, height, [(0.95, 0), (0.95, 1.25), (1.3, 1.25), (1.3, 0)])
        pen.figure(x, foot, height, [(-0.8, 0), (-0.8, 0.45), (0.8, 0.45), (0.8, 0)])
    with canvas.layer("#c0473a", "#a33a30") as pen:
        pen.blob(x, foot, height, [(0.93, 1.2), (0.95, 1.5), (1.3, 1.5), (1.32, 1.2)])
        pen.figure(
            x, foot, height, [(-0.88, 0.42), (-0.66, 0.82), (-0.4, 1), (0.4, 1), (0.66, 0.82), (0.88, 0.42)]
        )
    with canvas.layer("#6b5347") as pen:
        pen.figure(x, foot, height, [(-0.16, 0), (-0.16, 0.34), (0.16, 0.34), (0.16, 0)])
        for side in (-0.55, 0.45):
            pen.figure(
                x, foot, height, [(side, 0.16), (side, 0.32), (side + 0.14, 0.32), (side + 0.14, 0.16)]
            )


def _cow(canvas: Canvas, x: float, foot: float, scale: float) -> None:
    with canvas.layer("#2d5a2c", opacity=0.4, blur=0.004) as pen:
        pen.disc(x, foot, abs(scale) * 0.85, 0.16)
    with canvas.layer("#fffdf8", "#f4efe6", "#d9d3c8") as pen:
        for leg in (-0.62, -0.48, 0.38, 0.52):
            pen.figure(x, foot, scale, [(leg, 0.6), (leg + 0.02, 0), (leg + 0.12, 0), (leg + 0.15, 0.6)])
        trunk = [(-0.76, 0.5), (-0.78, 0.98), (-0.3, 1.0), (0.4, 1.0), (0.76, 0.98), (0.74, 0.5), (0.1, 0.4)]
        pen.blob(x, foot, scale, trunk)
        pen.blob(x, foot, scale, [(0.5, 0.96), (0.86, 0.86), (1.08, 0.42), (0.92, 0.36), (0.6, 0.55)])
        pen.blob(x, foot, scale, [(0.86, 0.5), (1.14, 0.52), (1.2, 0.12), (1.02, 0.1)])
    with canvas.layer("#2b2b30") as pen:
        pen.blob(x, foot, scale, [(-0.74, 0.72), (-0.74, 1.0), (-0.36, 1.0), (-0.34, 0.72), (-0.56, 0.6)])
        pen.blob(x, foot, scale, [(-0.1, 0.98), (0.36, 0.99), (0.4, 0.7), (0.16, 0.56), (-0.06, 0.74)])
        pen.blob(x, foot, scale, [(0.6, 0.94), (0.84, 0.84), (0.98, 0.5), (0.84, 0.5), (0.66, 0.66)])
        pen.blob(x, foot, scale, [(0.86, 0.42), (0.94, 0.56), (1.06, 0.52), (0.96, 0.2)])
        pen.blob(x, foot, scale, [(0.78, 0.56), (0.74, 0.68), (0.94, 0.58)])
        pen.curve(x, foot, scale, [(-0.74, 0.92), (-0.84, 0.7), (-0.82, 0.4)], 0.03)
    with canvas.layer("#e7b9ac") as pen:
        pen.blob(x, foot, scale, [(1.03, 0.2), (1.19, 0.2), (1.2, 0.06), (1.05, 0.06)])
