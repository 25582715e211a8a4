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


# Who may read stored files: the store, its one door, and the rendering of a draft's photos.
READERS = {"posts/imaging/store.py", "posts/drafting/files.py", "posts/drafting/actions/photos.py"}


@pytest.mark.clause("第４第１項(1)")
def test_stored_photos_and_papers_are_read_through_one_door():
    """Anything else would let out what nobody has proven."""
    around = [
        place(path, node)
        for path in sources()
        if str(path.relative_to(ROOT)) not in READERS
        for node in method_calls(path)
        if node.func.attr == "read_verified"
        or ast.unparse(node.func.value) in ("store.renditions()", "store.originals()")
        and node.func.attr != "put"
    ]
    assert around == []


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


STATIC = ROOT / "cafe_instagram/static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
LAYERS = {"django", "tokens", "base", "layout", "components", "pages", "print"}


def bare(sheet):
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: str(one.relative_to(STATIC)))
def test_every_rule_of_a_stylesheet_is_closed(sheet):
    """One lost brace nests all that follows into the rule before, where it means nothing."""
    text = bare(sheet)
    assert text.count("{") == text.count("}")


def test_stylesheets_and_scripts_can_be_read_at_a_sitting():
    lines = {str(path.relative_to(STATIC)): len(path.read_text().splitlines()) for path in SHEETS + SCRIPTS}
    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_every_stylesheet_is_linked():
    linked = set()
    for template in (ROOT / "templates").rglob("*.html"):
        linked |= set(re.findall(r'{% static "(css/[^"]+)" %}', template.read_text()))
    assert linked == {str(sheet.relative_to(STATIC)) for sheet in SHEETS}


def test_every_style_lies_in_a_known_layer():
    """But for the admin site's: they correct sheets of Django's that lie in none."""
    missed = []
    for sheet in SHEETS:
        if sheet.parent.name == "admin":
            continue
        outside = re.sub(r"^@layer (\w+) {.*?^}", "", bare(sheet), flags=re.DOTALL | re.MULTILINE)
        outside = re.sub(r"^@layer [\w, ]+;|^@page {.*?^}", "", outside, flags=re.DOTALL | re.MULTILINE)
        layers = set(re.findall(r"^@layer (\w+) {", bare(sheet), flags=re.MULTILINE))
        if outside.strip() or not layers <= LAYERS:
            missed.append(f"{sheet.relative_to(STATIC)}: {outside.split()[:3]} {layers - LAYERS or ''}")
    misses.none(missed)


def test_every_style_is_used():
    """What Django names by itself is its own: its forms here, its admin site in the sheets for that."""
    by_django = {"errorlist", "nonfield"}
    pages = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    code = "\n".join(path.read_text() for path in [*sources(), *SCRIPTS])
    words = set(re.findall(r"[\w-]+", pages)) | set(re.findall(r"[\w-]+", code))
    built = set(re.findall(r"([\w-]+--){{", pages))
    missed = [
        f"{sheet.relative_to(STATIC)}: .{name}"
        for sheet in SHEETS
        if sheet.parent.name != "admin"
        for name in sorted(set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"{[^{}]*}", "{}", bare(sheet)))))
        if name not in words | by_django and name.split("--")[0] + "--" not in built
    ]
    misses.none(missed)


# iPadOS 15 (docs/decisions.md): a range in a media query needs 16.4, a look behind in a regular expression too.
NEEDS_A_NEWER_BROWSER = {
    ".css": re.compile(r"@media[^{]*[<>][^{]*{"),
    ".js": re.compile(r"\(\?<[=!]|matchMedia\([^)]*[<>]"),
}


def test_old_tablets_understand_every_stylesheet_and_script():
    missed = [
        f"{path.relative_to(STATIC)}: {found[0]}"
        for path in SHEETS + SCRIPTS
        if (found := NEEDS_A_NEWER_BROWSER[path.suffix].search(path.read_text()))
    ]
    misses.none(missed)


def is_atomic(function):
    marks = [ast.unparse(mark) for mark in function.decorator_list]
    inside = [ast.unparse(one) for one in ast.walk(function) if isinstance(one, ast.withitem)]
    return "transaction.atomic" in marks or any("transaction.atomic" in one for one in inside)


def test_an_act_is_one_transaction():
    """SQLite does not mind a lock outside one, and Django's tests run within one: only the source shows it.

    Whatever records an event or locks a row is atomic by itself, or says in whose transaction it runs.
    """
    outside = []
    for path in sources():
        if "actions" not in path.parts and path.stem != "actions":
            continue
        tree = ast.parse(path.read_text())
        within = "runs in its transaction" in (ast.get_docstring(tree) or "")
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_") or within:
                continue
            calls = {
                ast.unparse(one.func).rpartition(".")[2]
                for one in ast.walk(function)
                if isinstance(one, ast.Call)
            }
            said = re.search(r"transaction|[Cc]alled with", ast.get_docstring(function) or "")
            if (
                calls & {"record", "locked", "locked_row", "select_for_update"}
                and not is_atomic(function)
                and not said
            ):
                outside.append(f"{path.relative_to(ROOT)}: {function.name}")
    assert outside == []
