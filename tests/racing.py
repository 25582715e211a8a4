"""Real processes that are let loose at the same moment on the test's own database (marker `postgres`)."""

import multiprocessing
from typing import Any

from django.conf import settings
from django.db import connection

from tests import racer
from tests.patience import PATIENCE_S

# Settings that a test changes and that its processes must agree on.
SHARED = ("MEDIA_ROOT", "INSTAGRAM_GRAPH_URL", "PUBLIC_URL")


def race(deed: str, *arguments: tuple[Any, ...]) -> list[Any]:
    """Call `deed` ("module:function") in one process per tuple of arguments; what each gave back, in no order.

    The function is named, not given, because its module may only be imported once Django is set up there: in one
    process that waits in the background, of which each runner is a fresh copy (to import everything anew for each
    takes seconds).
    """
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.racer"])
    start, results = server.Barrier(len(arguments)), server.Queue()
    database = connection.settings_dict["NAME"]
    here = {name: str(getattr(settings, name)) for name in SHARED}
    runners = [
        server.Process(target=racer.run, args=(deed, given, start, results, database, here), daemon=True)
        for given in arguments
    ]
    for runner in runners:
        runner.start()
    answers = [results.get(timeout=PATIENCE_S) for _ in runners]
    failures = [answer for answer in answers if isinstance(answer, racer.Failure)]
    for runner in runners:
        runner.join(PATIENCE_S)
    assert not failures, failures[0].trace
    return answers
