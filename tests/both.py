"""Which tests run on both databases, and which tests begin first.

`make test` runs everything on SQLite. `.ci/run` runs everything on PostgreSQL, Redis and Chromium, and on SQLite only
what can end differently there: the tests with the mark `both`, which is given here by file or folder, or in a file to
a single test. test_house_rules.py holds that whatever speaks to the database by itself is among them.
"""

from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
ON_BOTH = {
    # What else is under e2e/ starts the same embedded system in either run.
    "the embedded system as its users work with it, and its broker of files": (
        "e2e/test_comments.py",
        "e2e/test_main_job.py",
        "ops/test_broker.py",
        "ops/test_starting.py",
    ),
    "triggers, and what only somebody with the database's own keys can do": (
        "security/trail/test_audit.py",
        "security/trail/test_tampering.py",
        "security/trail/test_trail_head.py",
        "comments/cases/test_kept_close.py",
        "comments/cases/test_opening.py",
        "comments/cases/test_measures.py",
    ),
    "constraints, their names, and what a refused statement leaves behind": (
        "approvals/test_state_machine.py",
        "approvals/test_decisions.py",
        "approvals/test_dossiers.py",
        "approvals/test_stop.py",
        "comments/replies/test_proposing.py",
        "comments/policy/test_versions.py",
        "security/signing_in/test_acknowledgements.py",
        "security/appointing/test_appointments.py",
        "security/confirming/test_standing.py",
        "security/confirming/test_waiting.py",
        "security/signing_in/test_invitations.py",
        "security/letters/test_letters.py",
        "security/notices/test_telling.py",
        "security/account/test_password_tasks.py",
        "security/signing_in/test_second_factor.py",
    ),
    "a database that is away, full or set up otherwise than it should be": (
        "ops/test_doctor.py",
        "ops/test_logs.py",
    ),
    "searching, sorting, dates and JSON in SQL": (
        "comments/handling/test_list.py",
        "home/test_kept_facts.py",
        "home/test_lists.py",
        "security/people/test_in_force.py",
        "security/office/test_paging.py",
        "comments/links/test_links_page.py",
        "comments/cases/test_pages.py",
        "security/trail/test_trail_page.py",
        "security/trail/test_trail_export.py",
        "security/account/test_reminders.py",
        "posts/views/test_evidence_reads.py",
    ),
    "rows locked, transactions and errands": (
        "posts/test_drafting.py",
        "posts/publishing/test_once.py",
        "posts/publishing/test_never_twice.py",
        "posts/publishing/test_going_out.py",
        "security/account/upkeep/test_instagram_check.py",
        "comments/replies/test_sending.py",
        "comments/inbox/sync/test_pieces.py",
        "comments/inbox/webhooks/test_working_off.py",
        "security/account/test_key_rotation.py",
    ),
}


NAMED = {ROOT / name for names in ON_BOTH.values() for name in names}


@cache
def on_both(path: Path) -> bool:
    return not NAMED.isdisjoint((path, *path.parents))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if on_both(item.path):
            item.add_marker(pytest.mark.both)


class LongestFirst:
    """Deals the long tests out, so that no process is left alone with them at the end.

    Those of the whole system mostly wait: half of the processes begin with them, while the others keep the cores busy.
    """

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        waiting = [item for item in items if item.get_closest_marker("e2e")]
        awake = [item for item in items if not item.get_closest_marker("e2e")]
        long = [item for item in awake if item.get_closest_marker("long")]
        short = [item for item in awake if not item.get_closest_marker("long")]
        waiting.sort(key=lambda item: item.get_closest_marker("long") is None)
        patient = processes // 2
        firsts = (
            [*_dealt(waiting, patient), *_dealt(long, processes - patient)] if patient else [waiting + long]
        )
        # xdist gives each process an equal run of neighbours to begin with (--dist worksteal).
        share = len(items) // processes
        dealt: list[pytest.Item] = []
        for first in firsts:
            count = max(0, share - len(first)) if first is not firsts[-1] else len(short)
            dealt += [*first, *short[:count]]
            short = short[count:]
        items[:] = dealt


def _dealt(items: list[pytest.Item], hands: int) -> list[list[pytest.Item]]:
    return [items[hand::hands] for hand in range(hands)]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LongestFirst(), "longest-first")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if chosen := config.option.markexpr or config.option.keyword:
        terminalreporter.section("NOT TESTED HERE", sep="!", yellow=True)
        terminalreporter.line(f"only what was chosen was run: {chosen}")
