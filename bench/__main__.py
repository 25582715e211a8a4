"""`python -m bench [name ...]`: all benches, or the named ones, against PostgreSQL (DATABASE_URL) on this machine."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module

NAMES = ("comments", "webhooks", "comment_list")


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(NAMES)
    if unknown:
        sys.exit(f"no such bench: {', '.join(sorted(unknown))} (known: {', '.join(NAMES)})")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL must name a PostgreSQL database whose user may create databases")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        figures = list(_measure(wanted or list(NAMES)))
    from bench.figures import table  # noqa: PLC0415 - after the environment is set

    print(table(figures))
    return 0 if all(one.is_reached is not False for one in figures) else 1


def _measure(names: list[str]) -> Iterator[object]:
    """In a database of their own that is dropped afterwards."""
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from django.db import connection  # noqa: PLC0415 - after the environment is set

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        for name in names:
            run: Callable[[], list[object]] = import_module(f"bench.{name}").run
            print(f"{name} ...", file=sys.stderr)
            yield from run()
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
