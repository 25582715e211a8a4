"""Autumn: larches in yellow, a canal at dusk, the stars over a farm."""

from cafe_instagram.demo.brush import Canvas
from cafe_instagram.demo.landscapes.register import PORTRAIT, landscape


@landscape("カラマツの黄葉と湖", "黄色に染まったカラマツの森が、朝霧の湖に映っている。", PORTRAIT)
def larches(canvas: Canvas) -> None:
    canvas.wash("#8fb4cc", "#c9dbe0", "#f3e7cf", "#f3e7cf")
    canvas.clouds(0.02, 0.26, "#ffffff", 0.6, stretch=5)
    with canvas.layer("#7f98ad", "#b3bfc0") as pen:
        pen.land(canvas.hills(0.29, 0.03, 2, 0.004))
    woods = (
        (0.4, 0.12, ("#d8b878", "#ead9b4")), (0.46, 0.17, ("#d39a3d", "#e5c07a")),
        (0.52, 0.22, ("#e0a02c", "#b9772a")), (0.575, 0.27, ("#f0bb3c", "#a8641f")),
    )  # fmt: skip
    for depth, (base, height, colours) in enumerate(woods):
        ridge = canvas.hills(base, 0.02 - 0.004 * depth, 3)
        for shade in (colours, (colours[1], colours[0])):
            with canvas.layer(*shade, mottle=8) as pen:
                for _ in range(26):
                    x = canvas.random.uniform(-0.05, 1.05)
                    pen.spruce(x, ridge(x) + 0.05, height * canvas.random.uniform(0.7, 1.1))
                pen.land(ridge, drop=0.03)
        canvas.mist(base + 0.06, 0.07, "#fbf0d8", 0.5)
    with canvas.layer("#2f5a48", "#24483c") as pen:
        for x in (0.06, 0.13, 0.82, 0.9, 0.97):
            pen.spruce(x, 0.64, canvas.random.uniform(0.2, 0.34))
    with canvas.layer("#8a5a22", "#5f4422", mottle=10) as pen:
        pen.land(lambda x: 0.632 + 0.004 * abs(x - 0.5))
    canvas.reflect(0.645, "#56728a", 0.34)
    with canvas.layer("#f6ecd6", opacity=0.35) as pen:
        for _ in range(70):
            near = canvas.random.random() ** 1.4
            pen.disc(canvas.random.random(), 0.65 + 0.34 * near, 0.03 + 0.12 * near, 0.014)
    canvas.mist(0.65, 0.045, "#fff6e2", 0.7)
    with canvas.layer("#f0bb3c", "#d98f24") as pen:
        for _ in range(60):
            pen.disc(canvas.random.random(), canvas.random.uniform(0.72, 1), 0.004, 0.5)


@landscape("夕暮れの運河", "石造りの倉庫が並ぶ運河に、ガス灯のあかりと夕焼けが映っている。", PORTRAIT)
def canal(canvas: Canvas) -> None:
    canvas.wash("#1f2d55", "#4a4f86", "#b5718a", "#f2a671", "#f7c68a")
    canvas.clouds(0.03, 0.36, "#e79a86", 0.55, stretch=5)
    canvas.glow(0.2, 0.5, 0.7, "#ffcf8f", 0.8)
    with canvas.layer("#3b3f68", "#5c5478") as pen:
        pen.land(canvas.hills(0.44, 0.03, 2, 0.003))
    windows = []
    for x, width, top, colour in (
        (0.0, 0.2, 0.47, "#5a4a55"), (0.2, 0.2, 0.44, "#6b5352"), (0.4, 0.24, 0.4, "#5d4a4d"),
        (0.64, 0.38, 0.34, "#54424a"),
    ):  # fmt: skip
        windows += _warehouse(canvas, x, width, top, colour)
    with canvas.layer("#ffd27a", "#ffb85a") as pen:
        for x, y, width in windows:
            pen.polygon([(x, y), (x + width, y), (x + width, y + 0.028), (x, y + 0.028)])
    for x, y, width in windows:
        canvas.glow(x + width / 2, y + 0.014, 0.05, "#ffb85a", 0.35)
    with canvas.layer("#4a434f", "#332f40", mottle=12) as pen:
        pen.band(0.585, 0.625)
    canvas.reflect(0.625, "#27305a", 0.38)
    with canvas.layer("#ffd9a0", opacity=0.22) as pen:
        for _ in range(150):
            near = canvas.random.random()
            pen.disc(canvas.random.random(), 0.63 + 0.36 * near, 0.01 + 0.05 * near, 0.04)
    with canvas.layer("#6a6372", "#3a3547", "#24212f", mottle=14) as pen:
        pen.polygon([(0.42, 1.01), (1.01, 0.7), (1.01, 1.01)])
    with canvas.layer("#8b8290") as pen:
        pen.polygon([(0.42, 1.01), (1.01, 0.7), (1.01, 0.712), (0.45, 1.01)])
    for x, foot, height in ((0.965, 0.75, 0.3), (0.84, 0.84, 0.43), (0.66, 0.96, 0.62)):
        _gas_lamp(canvas, x, foot, height)


def _warehouse(
    canvas: Canvas, x: float, width: float, top: float, colour: str
) -> list[tuple[float, float, float]]:
    """Draws a gabled stone warehouse on the quay and returns its lit windows: left, top and width."""
    eaves = top + 0.05
    with canvas.layer(colour, "#3f3642", mottle=14) as pen:
        pen.polygon([(x, 0.6), (x, eaves), (x + width / 2, top), (x + width, eaves), (x + width, 0.6)])
    with canvas.layer("#2c2738") as pen:
        slope = [(x - 0.008, eaves + 0.004), (x + width / 2, top - 0.004), (x + width + 0.008, eaves + 0.004)]
        pen.line(slope, 0.014)
    columns = round(width / 0.065)
    pitch = width / columns
    spots = [
        (x + pitch * (column + 0.3), eaves + 0.022 + 0.058 * line, pitch * 0.4)
        for column in range(columns)
        for line in range(int((0.58 - eaves) / 0.058))
    ]
    with canvas.layer("#2b2634") as pen:
        for left, up, wide in spots:
            pen.polygon([(left, up), (left + wide, up), (left + wide, up + 0.028), (left, up + 0.028)])
    return [spot for spot in spots if canvas.random.random() < 0.5]


def _gas_lamp(canvas: Canvas, x: float, foot: float, height: float) -> None:
    head = foot - height * 0.76
    canvas.glow(x, head, height * 0.62, "#ffc56e", 0.75)
    with canvas.layer("#1c1a26") as pen:
        pen.stroke(x, foot, height, [(0, 0), (0, 0.9)], 0.022)
        pen.figure(x, foot, height, [(-0.04, 0), (-0.025, 0.12), (0.025, 0.12), (0.04, 0)])
        pen.figure(x, foot, height, [(-0.07, 1.0), (0, 1.07), (0.07, 1.0), (0.05, 0.88), (-0.05, 0.88)])
    with canvas.layer("#fff0c4", "#ffcf7d") as pen:
        pen.figure(x, foot, height, [(-0.055, 0.995), (0.055, 0.995), (0.04, 0.895), (-0.04, 0.895)])
    with canvas.layer("#1c1a26") as pen:
        pen.stroke(x, foot, height, [(0, 0.89), (0, 1.0)], 0.008)


@landscape(
    "サイロと星空", "天の川がかかる満天の星の下に、牧場のサイロと、あかりのともる家が見える。", PORTRAIT
)
def starry_silo(canvas: Canvas) -> None:
    canvas.wash("#0b1230", "#142350", "#274a78", "#5f7f98", "#5f7f98")
    _milky_way(canvas)
    _stars(canvas)
    canvas.glow(0.3, 0.8, 0.75, "#f0c890", 0.4)
    with canvas.layer("#1f3450", "#2a405a") as pen:
        pen.land(canvas.hills(0.755, 0.012, 2.5, 0.003))
    with canvas.layer("#16263c", "#1b2c3f") as pen:
        line = canvas.hills(0.79, 0.008, 4)
        pen.land(line)
        for _ in range(22):
            pen.spruce(x := canvas.random.uniform(0, 0.34), line(x) + 0.01, canvas.random.uniform(0.05, 0.11))
    with canvas.layer("#101b2c", "#0c1420", "#0a101a", mottle=5) as pen:
        pen.land(canvas.hills(0.84, 0.008, 1.4))
    _farmstead(canvas, 0.66, 0.855, 0.26)


def _milky_way(canvas: Canvas) -> None:
    for step in range(26):
        along = step / 25
        x, y = 0.05 + 0.9 * along, 0.68 - 0.72 * along
        drift = canvas.random.uniform(-0.03, 0.03)
        canvas.glow(x + drift, y, canvas.random.uniform(0.12, 0.24), "#b9c6ea", 0.13)
        canvas.glow(x - drift, y, canvas.random.uniform(0.05, 0.1), "#f2dcd8", 0.14)


def _stars(canvas: Canvas) -> None:
    for count, size, colour, opacity in (
        (1500, 0.0008, "#dfe8ff", 0.75), (320, 0.0014, "#ffffff", 0.95), (46, 0.0023, "#fff3d8", 1.0)
    ):  # fmt: skip
        with canvas.layer(colour, opacity=opacity) as pen:
            for number in range(count):
                x, y = canvas.random.random(), 0.8 * canvas.random.random()
                if number % 2:
                    # Half of the stars gather along the Milky Way.
                    y = 0.72 - 0.8 * x + canvas.random.gauss(0, 0.06)
                if y < 0.8:
                    pen.disc(x, y, size * canvas.random.uniform(0.6, 1.3))
    for x, y in ((0.16, 0.14), (0.79, 0.32), (0.46, 0.08)):
        canvas.glow(x, y, 0.025, "#eaf0ff", 0.8)


def _farmstead(canvas: Canvas, x: float, foot: float, height: float) -> None:
    with canvas.layer("#2a3b52", "#162233") as pen:
        pen.figure(x, foot, height, [(0.42, 0), (0.42, 0.98), (0.74, 0.98), (0.74, 0)])
        pen.blob(x, foot, height, [(0.4, 0.94), (0.44, 1.22), (0.72, 1.22), (0.76, 0.94)])
    with canvas.layer("#3b5068", opacity=0.7) as pen:
        for ring in range(6):
            pen.stroke(x, foot, height, [(0.42, 0.14 + 0.16 * ring), (0.74, 0.14 + 0.16 * ring)], 0.008)
    with canvas.layer("#172538", "#0f1a29") as pen:
        pen.figure(x, foot, height, [(-0.5, 0), (-0.5, 0.4), (0.34, 0.4), (0.34, 0)])
        roof = [(-0.56, 0.38), (-0.42, 0.66), (-0.22, 0.8), (0.08, 0.8), (0.26, 0.66), (0.4, 0.38)]
        pen.figure(x, foot, height, roof)
    with canvas.layer("#ffd98c", "#ffb95c") as pen:
        for left in (-0.38, -0.06, 0.14):
            pen.figure(
                x, foot, height, [(left, 0.14), (left, 0.29), (left + 0.11, 0.29), (left + 0.11, 0.14)]
            )
    for left in (-0.33, -0.01, 0.19):
        canvas.glow(x + left * height, foot - 0.2 * height, 0.13, "#ffb95c", 0.4)
