"""Rules of the house that no type checker knows, read from the source itself."""

import ast
import re
from pathlib import Path

import pytest

from tests import both, misses

ROOT = Path(__file__).parents[1]
APPS = ["instagram", "outbox", "security", "approvals", "posts", "comments", "cafe_instagram", "demo"]
THIN = ["views", "forms", "admin", "tasks", "admin_site", "desk"]
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "sandbox" not in path.parts:
                yield path


def thin_modules():
    """Also where one is split by what it is about: admin_cases."""
    return [
        path
        for path in sources()
        if set(path.stem.split("_")) & set(THIN)
        or path.stem in THIN
        or "views" in path.parts
        or "forms" in path.parts
    ]


def method_calls(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def place(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:80]}"


@pytest.mark.clause("第４第１項(1)")
def test_no_state_of_an_item_is_written_around_the_machine():
    """`.update(state=...)` is for jobs alone; a post's state moves by its transitions. Items live above the ground floor."""
    around = [
        place(path, node)
        for path in sources()
        if path.relative_to(ROOT).parts[0] != "security"
        for node in method_calls(path)
        if node.func.attr == "update"
        for keyword in node.keywords
        if keyword.arg == "state" and not ast.unparse(keyword.value).startswith("JobState.")
    ]
    assert around == []


@pytest.mark.clause("第４第１項(1)")
def test_no_item_is_made_in_a_state_other_than_draft():
    made = [
        place(path, node)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in ("Post", "Post.objects.create", "Reply", "Reply.objects.create", "Policy", "Policy.objects.create")
        for keyword in node.keywords
        if keyword.arg == "state"
    ]
    assert made == []


def test_views_forms_admin_and_tasks_write_nothing_themselves():
    writing = [
        place(path, node)
        for path in thin_modules()
        for node in method_calls(path)
        if node.func.attr in WRITES
    ]
    assert writing == []


def test_thin_modules_are_really_looked_at():
    assert {"editor.py", "forms.py", "admin.py", "tasks.py"} <= {path.name for path in thin_modules()}


def test_nothing_swallows_every_exception():
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert bare == []


def test_no_module_grows_beyond_what_one_can_read():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


# What a test speaks of that depends on the database's own words or ways.
OF_A_DATABASE = re.compile(
    r"IntegrityError|OperationalError|DatabaseError|connection\.(?:vendor|cursor)|MigrationExecutor"
)


def test_whatever_speaks_to_the_database_itself_is_tested_on_both():
    missed = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        spoken_of = sorted(set(OF_A_DATABASE.findall(text)))
        marked = any(f"pytest.mark.{mark}" in text for mark in ("both", "postgres"))
        if spoken_of and not marked and not both.on_both(path) and path != Path(__file__):
            missed.append(f"{path.relative_to(ROOT)}: {', '.join(spoken_of)}")
    misses.none(missed)


def test_every_place_that_is_tested_on_both_is_there():
    named = [name for names in both.ON_BOTH.values() for name in names]
    assert [name for name in named if not (both.ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "cafe_instagram/static/css").glob("*.css")), ids=lambda one: one.name
)
def test_every_rule_of_a_stylesheet_is_closed(sheet):
    """One lost brace nests all that follows into the rule before, where it means nothing."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert text.count("{") == text.count("}")
