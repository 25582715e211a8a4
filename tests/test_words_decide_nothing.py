"""What the product does never hangs on a Japanese sentence: sentences are for people, and are put better some day.

Columns and codes say it instead. Read from the source: a comparison, a search or a query with Japanese words in it,
written there or as a constant of a module.
"""

import ast
import re

from tests.test_house_rules import ROOT, sources

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
SEARCHES = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "count", "partition"}
QUERIES = {"filter", "exclude", "get", "Q", "When", "get_or_create", "update_or_create"}
# Words that were chosen in a form and are given their code here, words made here for the screen and cut to fit, and what
# somebody has written, of which a hint tells him alone.
CODED_OR_SHOWN = {
    "posts/drafting/rules/completeness.py: text.startswith(NEEDLESS)",
    "comments/cases/rules/measures.py: ground == OWN_GROUND",
    "comments/replies/views/reply.py: Decision(step=step).get_step_display().removesuffix('の承認')",
    "cafe_instagram/home/templatetags/office.py: _year(date(year, 4, 1)).partition('年')",
}


def is_words(node):
    """A string with Japanese in it, or several."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_words(one) for one in node.elts)
    if isinstance(node, ast.JoinedStr):
        return any(is_words(one) for one in node.values)
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(JAPANESE.search(node.value))
    )


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def constants(tree):
    """The names that a module gives to such words."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and is_words(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def imported(tree):
    """What each name means that a module brings in."""
    return {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }


def comparing(tree):
    """Each place that compares, searches or asks the database, with what it does so by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield node, [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            yield node, [node.value]
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SEARCHES:
                yield node, node.args
            elif name in QUERIES:
                yield node, [keyword.value for keyword in node.keywords]


def decisions_by_words(trees):
    known = {f"{module}.{name}" for module, tree in trees.items() for name in constants(tree)}
    for module, tree in trees.items():
        names = imported(tree) | {name: f"{module}.{name}" for name in constants(tree)}

        def means_words(node, names=names):
            first, dot, rest = ast.unparse(node).partition(".")
            return is_words(node) or f"{names.get(first, first)}{dot}{rest}" in known

        yield from ((module, node) for node, by in comparing(tree) if any(map(means_words, by)))


def test_nothing_is_decided_by_japanese_words():
    paths = {module_of(path): path for path in sources()}
    trees = {module: ast.parse(path.read_text()) for module, path in paths.items()}
    found = {
        f"{paths[module].relative_to(ROOT)}: {ast.unparse(node)}"
        for module, node in decisions_by_words(trees)
    }
    assert found == CODED_OR_SHOWN


def test_the_scan_sees_words_wherever_they_stand():
    said = ast.parse('SENT = "送りました。"\nSIDES = ("非表示", "削除")\nCODE = "sent"')
    asking = """
from said import SENT, CODE
import said as unknown
from over import said
one.text == "送りました。"
one.text.startswith(f"送{what}")
rows.filter(steps__sentence=SENT)
rows.filter(Q(problem=said.SENT))
word in said.SIDES
one.text == CODE
rows.filter(state="sent")
"""
    trees = {"said": said, "over.said": said, "asking": ast.parse(asking)}
    assert sorted(node.lineno for _, node in decisions_by_words(trees)) == [5, 6, 7, 8, 9]
