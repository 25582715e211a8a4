"""`python -m bench.week --to FOLDER [--troubled | --rare] [--minutes 10] [--days 7]`: play a week and tell who was told what.

The demo's six people work through their week in a database of its own, with the sandbox as Instagram: the product, the
sandbox and the site that it fetches photographs from run in this one process, under one clock, which is put forward step
by step. Every letter is written into the folder, by person. Printed is how many letters and notices each had on each day, and
what came twice. Ends with 1 if an act of the plan could not be done.

Whatever a noun declares appears by itself: nothing here names a kind of notice.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench.processes import free_ports


def main() -> int:
    given = _arguments()
    web, sandbox = free_ports(2)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        os.environ |= {
            "DATA_DIR": folder,
            "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "cafe_instagram.settings",
            "PORT": str(web),
            "SANDBOX_PORT": str(sandbox),
            "PYTHONWARNINGS": "ignore",
        }
        import django  # noqa: PLC0415 - after the environment is set

        django.setup()
        from bench.week.plan import Office  # noqa: PLC0415 - after setup
        from bench.week.playing import Week  # noqa: PLC0415 - after setup
        from bench.week.rarities import Rare  # noqa: PLC0415 - after setup
        from bench.week.troubles import Troubled  # noqa: PLC0415 - after setup

        plan = Troubled if given.troubled else Rare if given.rare else Office
        week = Week(Path(folder), web, sandbox, plan=plan, step_minutes=given.minutes, days=given.days)
        week.play()
        print(week.told.table())
        week.told.write(given.to)
    print(*week.failures, sep="\n", file=sys.stderr)
    return 1 if week.failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.week")
    parser.add_argument("--to", type=Path, required=True, help="the folder for the letters")
    parser.add_argument("--troubled", action="store_true", help="the week in which things go wrong")
    parser.add_argument("--rare", action="store_true", help="the week of what seldom happens")
    parser.add_argument("--minutes", type=int, default=10, help="of one step in the office's hours")
    parser.add_argument("--days", type=int, default=7, help="of the week, from its Wednesday on")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
