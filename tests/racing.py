"""Real processes that are let loose at the same moment on the test's own database (marker `postgres`)."""

import multiprocessing
import os
import traceback
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from django.conf import settings
from django.db import connection

PATIENCE_S = 60
# Settings that a test changes and that its processes must agree on.
SHARED = ("MEDIA_ROOT", "INSTAGRAM_GRAPH_URL", "PUBLIC_URL")


@dataclass(frozen=True)
class Failure:
    """A process ended in an exception."""

    trace: str


def race(deed: str, *arguments: tuple[Any, ...]) -> list[Any]:
    """Call `deed` ("module:function") in one process per tuple of arguments; what each gave back, in no order.

    The function is named, not given, because its module may only be imported once Django is set up there.
    """
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(len(arguments)), spawn.Queue()
    database = connection.settings_dict["NAME"]
    here = {name: str(getattr(settings, name)) for name in SHARED}
    runners = [
        spawn.Process(target=_run, args=(deed, given, start, results, database, here), daemon=True)
        for given in arguments
    ]
    for runner in runners:
        runner.start()
    answers = [results.get(timeout=PATIENCE_S) for _ in runners]
    failures = [answer for answer in answers if isinstance(answer, Failure)]
    for runner in runners:
        runner.join(PATIENCE_S)
    assert not failures, failures[0].trace
    return answers


def _run(
    deed: str,
    given: tuple[Any, ...],
    start: Barrier,
    results: Queue,
    database: str,
    there: dict[str, str],
) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES["default"]["NAME"] = database
    for name, value in there.items():
        setattr(settings, name, value)
    import django  # noqa: PLC0415 - after its settings are named

    django.setup()
    from importlib import import_module  # noqa: PLC0415 - only in the child

    module, _, name = deed.partition(":")
    function = getattr(import_module(module), name)
    connection.ensure_connection()
    start.wait(PATIENCE_S)
    try:
        results.put(function(*given))
    except Exception:  # noqa: BLE001 - whatever it is, the test shall see it
        results.put(Failure(traceback.format_exc()))
    finally:
        connection.close()
