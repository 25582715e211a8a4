"""Which test proves which clause of the guideline: `python -m tests.clauses` (`make clauses`) prints the table."""

import io
import sys
from collections import defaultdict
from contextlib import redirect_stdout

import pytest

CLAUSES = {
    "第１": "目的",
    "第２": "運営者",
    "第３第１項": "公表・公開を前提とする情報",
    "第３第１項(1)": "移住・定住、関係人口、魅力、イベント等の情報",
    "第３第１項(1)ただし書": "不適切と認められるものを除く",
    "第３第１項(2)": "その他課長が適当と認めた情報",
    "第３第２項": "北海道ソーシャルメディア利用ガイドラインへの留意",
    "第４第１項(1)": "課長の事前承認、職場のタブレット等からの投稿",
    "第４第１項(2)": "画像の関連と権利関係(地域政策課)",
    "第４第１項(3)": "リンク先の条件(地域政策課)",
    "第４第１項(3)ア": "リンク: 投稿内容との関係(地域政策課)",
    "第４第１項(3)イ": "リンク: 公序良俗(地域政策課)",
    "第４第１項(3)ウ": "リンク: 相手方の了解(地域政策課)",
    "第４第２項": "運営者投稿者を定める",
    "第４第３項(1)": "業務処理責任者への報告と承認",
    "第４第３項(2)": "画像の関連と権利関係(運営者)",
    "第４第３項(3)": "リンク先の条件(運営者)",
    "第４第３項(3)ア": "リンク: 投稿内容との関係(運営者)",
    "第４第３項(3)イ": "リンク: 公序良俗(運営者)",
    "第４第３項(3)ウ": "リンク: 相手方の了解(運営者)",
    "第５第１項": "パスワードの管理と変更",
    "第５第２項": "道のセキュリティポリシー",
    "第６第１項": "運用ポリシーの掲示",
    "第６第２項": "コメントへの返信とその承認",
    "第６第３項": "誹謗中傷等への対応",
    "第６第４項": "トラブルへの対応",
    "第７": "定めのない事項",
    "附則": "施行日",
}


class Marks:
    """A plugin of pytest that notes the clauses of what has been collected."""

    def __init__(self) -> None:
        self.tests: defaultdict[str, list[str]] = defaultdict(list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for mark in item.iter_markers("clause"):
                for clause in mark.args:
                    self.tests[clause].append(item.nodeid.partition("[")[0])

    def unknown(self) -> set[str]:
        return set(self.tests) - set(CLAUSES)


def table(marks: Marks) -> str:
    lines = []
    for clause, title in CLAUSES.items():
        tests = sorted(set(marks.tests[clause]))
        lines.append(f"{clause} {title}")
        lines += [f"    {test}" for test in tests] or ["    (no test)"]
    return "\n".join(lines)


def main(paths: list[str]) -> int:
    marks, words = Marks(), io.StringIO()
    with redirect_stdout(words):
        code = pytest.main(["--collect-only", "-q", *paths], plugins=[marks])
    if code:
        sys.stdout.write(words.getvalue())
        return int(code)
    proven = sum(bool(marks.tests[clause]) for clause in CLAUSES)
    sys.stdout.write(f"{table(marks)}\n\n{proven} of {len(CLAUSES)} clauses have a test.\n")
    for clause in sorted(marks.unknown()):
        sys.stdout.write(f"Unknown clause {clause!r}: {', '.join(marks.tests[clause])}\n")
    return 1 if marks.unknown() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
