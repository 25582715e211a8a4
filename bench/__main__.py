"""`python -m bench [name ...]`: all parts, or the named ones, against PostgreSQL (DATABASE_URL) on this machine."""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module

NAMES = ("pages", "cycle", "publishing", "photos", "comments", "webhooks", "idle")


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(NAMES)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))} (known: {', '.join(NAMES)})")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL must name a PostgreSQL database whose user may create databases")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        figures = list(_measure(wanted or list(NAMES)))
    from bench.figures import Figure, table  # noqa: PLC0415 - after the environment is set

    figures.append(
        Figure("load of the machine at the end, 1 min", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    )
    figures.append(Figure("the whole bench", f"{(time.perf_counter() - began) / 60:.1f} min"))
    print(table(figures))
    return 0 if all(one.is_reached is not False for one in figures) else 1


def _measure(names: list[str]) -> Iterator[object]:
    """Each part in a database of its own, which is dropped afterwards. One that breaks off does not take the others
    along.
    """
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from bench.databases import copied, migrated  # noqa: PLC0415 - after setup
    from bench.figures import Figure, heading  # noqa: PLC0415 - see above

    with migrated() as template:
        for name in names:
            print(f"{name} ...", file=sys.stderr)
            try:
                run: Callable[[], list[object]] = import_module(f"bench.{name}").run
                with copied(template, name):
                    yield from run()
            except Exception as error:  # noqa: BLE001 - told in the table, and whole on the screen
                traceback.print_exc()
                yield heading(name)
                yield Figure("broken off", type(error).__name__, is_reached=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
