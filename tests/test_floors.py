"""What import-linter cannot see: a page is named by a string, and a floor may name those of its own and of the floors below."""

import re
from pathlib import Path

from tests.permissions.addresses import every_address
from tests.test_house_rules import sources

ROOT = Path(__file__).parents[1]
FLOORS = ["instagram", "outbox", "security", "approvals", "posts", "comments", "cafe_instagram"]
# Whose templates stand in a folder of another name.
FLOOR_OF_TEMPLATES = {
    "account": "security",
    "mfa": "security",
    "components": "security",
    **dict.fromkeys(["cases", "policy", "links", "public"], "comments"),
}


def floor_of_file(path):
    top, second = path.relative_to(ROOT).parts[:2]
    found = FLOOR_OF_TEMPLATES.get(second, second) if top == "templates" else top
    return FLOORS.index(found) if found in FLOORS else len(FLOORS)


def test_no_floor_names_a_page_of_a_floor_above():
    """Not even by a string: what is above is told below by a registry, a mark or an argument."""
    floors = {
        one.name: FLOORS.index(one.view.__module__.split(".")[0])
        for one in every_address()
        if ":" in one.name and one.view.__module__.split(".")[0] in FLOORS
    }
    assert {"posts:list", "policy:public", "security:trail"} <= set(floors)
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*sources(), *sorted((ROOT / "templates").rglob("*.*"))]
        for name in re.findall(r"[\"'](\w+:\w+)[\"']", path.read_text())
        if floors.get(name, 0) > floor_of_file(path)
    ]
    assert upwards == []
