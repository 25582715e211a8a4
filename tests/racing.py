"""Real processes that are let loose at the same moment on the test's own database (marker `postgres`)."""

import multiprocessing
import traceback
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from django.conf import settings
from django.db import connection

PATIENCE_S = 60


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
    place = (connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), settings.INSTAGRAM_GRAPH_URL)
    runners = [
        spawn.Process(target=_run, args=(deed, given, start, results, place), daemon=True)
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
    deed: str, given: tuple[Any, ...], start: Barrier, results: Queue, place: tuple[str, str, str]
) -> None:
    database, media_root, graph_url = place
    import os  # noqa: PLC0415 - the child's imports wait for its settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "cafe_instagram.settings"
    settings.DATABASES["default"]["NAME"] = database
    settings.MEDIA_ROOT = media_root
    settings.INSTAGRAM_GRAPH_URL = graph_url
    import django  # noqa: PLC0415

    django.setup()
    from importlib import import_module  # noqa: PLC0415

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
