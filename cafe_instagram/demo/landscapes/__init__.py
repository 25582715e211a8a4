"""Landscapes of Hokkaido through the year, drawn on the spot: the demo's photos, free of anybody's rights."""

from cafe_instagram.demo.landscapes import autumn, spring, summer, winter
from cafe_instagram.demo.landscapes.register import Landscape

LANDSCAPES: tuple[Landscape, ...] = (
    spring.tulips,
    spring.yotei,
    spring.pasture,
    summer.lavender,
    summer.biei,
    summer.sunflowers,
    summer.boats,
    autumn.larches,
    autumn.canal,
    autumn.starry_silo,
    winter.drift_ice,
    winter.birches,
    winter.cranes,
    winter.coffee,
)
