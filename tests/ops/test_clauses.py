"""The table of clauses, as `make clauses` prints it."""

import subprocess
import sys

from tests.clauses import CLAUSES, Marks, table


def clauses(*paths):
    return subprocess.run([sys.executable, "-m", "tests.clauses", *paths], capture_output=True, text=True)


def test_every_mark_names_a_clause_of_the_guideline(request):
    marks = Marks()
    marks.pytest_collection_finish(request.session)
    assert marks.unknown() == set(), dict(marks.tests)
    assert all(f"{clause} {title}" in table(marks) for clause, title in CLAUSES.items())


def test_unknown_clause_is_told_with_its_test(tmp_path):
    (tmp_path / "test_slip.py").write_text(
        "import pytest\n\n@pytest.mark.clause('第９')\ndef test_slip():\n    pass\n"
    )
    printed = clauses(str(tmp_path))
    assert printed.returncode == 1
    *_, complaint = printed.stdout.splitlines()
    assert complaint.startswith("Unknown clause '第９': ")
    assert complaint.endswith("test_slip.py::test_slip")


def test_clause_without_test_is_shown(tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    assert "第７ 定めのない事項\n    (no test)" in clauses(str(tmp_path)).stdout
