"""Each noun declares its events, and each is whole: told in words, offered in the search, recorded by something (第５第２項)."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from approvals import events
from security.trail import kinds, registry
from security.trail.recording import record
from security.trail.registry import Kind, event
from tests import misses

pytestmark = pytest.mark.clause("第５第２項")

ROOT = Path(__file__).parents[3]
FLOORS = ("security", "approvals", "posts", "comments", "cafe_instagram")
SETUP = "import django, json; django.setup(); from security.trail import registry; print(json.dumps([e.tag for e in registry.events()]))"


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def declarations() -> dict[str, set[str]]:
    """The names of the events that each module declares."""
    return {
        ".".join(path.with_suffix("").parts): {
            ast.unparse(node.targets[0])
            for node in module.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "event"
        }
        for path, module in sources()
        if path.name == "events.py"
    }


def uses(module: ast.Module, declared: dict[str, set[str]]) -> set[str]:
    """The events that a module names, as `module.NAME`: by `from posts.links import events` or one by one."""
    modules, found = {}, set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if f"{node.module}.{name.name}" in declared:
                    modules[name.asname or name.name] = f"{node.module}.{name.name}"
                elif name.name in declared.get(node.module or "", ()):
                    found.add(f"{node.module}.{name.name}")
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add(f"{modules[node.value.id]}.{node.attr}")
    return found


def test_every_noun_s_events_are_known_from_the_start():
    """Also in a task or a command, where no page has been asked for."""
    listed = subprocess.run(
        [sys.executable, "-c", SETUP], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    declared = sum(len(names) for names in declarations().values())
    assert len(json.loads(listed.splitlines()[-1])) == declared > 100


def test_every_event_is_recorded_by_something():
    declared = declarations()
    used = set().union(*(uses(module, declared) for path, module in sources() if path.name != "events.py"))
    assert {f"{module}.{name}" for module, names in declared.items() for name in names} - used == set()


def test_events_are_made_by_declaring_them_alone():
    made = [
        f"{path}:{node.lineno}"
        for path, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "Event"
        and str(path) != "security/trail/registry.py"
    ]
    assert made == []


def test_two_events_cannot_share_a_tag():
    with pytest.raises(ValueError, match=r"item\.approve"):
        event(events.ITEMS, events.APPROVED.tag, "承認した", "{who}が承認しました。")


@pytest.mark.django_db
def test_what_an_event_does_not_declare_cannot_be_recorded():
    with pytest.raises(TypeError, match="weather"):
        record(events.APPROVED, by=None, weather="晴れ")


def test_every_event_can_be_chosen_once_by_its_kind_and_by_itself():
    offered = [one.kind for one in registry.events()]
    grouped = [tag for kind in dict.fromkeys(offered) for tag in kinds.tags_of(kind.key)]
    assert grouped == [one.tag for one in registry.events()]
    assert all(kinds.tags_of(one.tag) == (one.tag,) for one in registry.events())


def test_kinds_are_told_apart_by_key_label_and_place():
    offered = set(one.kind for one in registry.events())
    for what in ("key", "label", "place"):
        assert len({getattr(kind, what) for kind in offered}) == len(offered)


def test_first_of_a_kind_stand_before_the_others():
    """Whatever noun declares them, and however late it is loaded."""
    people = kinds.tags_of("people")
    assert people[:3] == ("person.invite", "person.invitation_used", "policy.acknowledge")
    assert "person.add" in people[3:]
    assert kinds.tags_of("reading")[:2] == ("record.read_evidence", "record.export")


def test_every_event_has_a_label_and_reads_well_with_and_without_an_object():
    missed = []
    for one in registry.events():
        for what in ("雪の朝", ""):
            told = one.told(who="佐藤 花子", what=what)
            if not told.endswith("。") or any(gap in told for gap in ("「」", "()", "{")):
                missed.append((one.tag, what, told))
        if not (one.label and one.tag and isinstance(one.kind, Kind)):
            missed.append((one.tag, one.label, one.kind))
    misses.none(missed)


def test_every_detail_has_a_label_and_one_meaning():
    words = {word for one in registry.events() for word in one.details}
    assert len({word.key for word in words}) == len(words)
    assert all(word.label for word in words)


def test_marks_are_known_to_the_history():
    known = (ROOT / "templates/components/timeline.html").read_text()
    assert {one.mark for one in registry.events() if one.mark not in known} == set()
