"""What a process of a race does (racing.py). Imported once, by the process of which all runners are copies."""

import os
import traceback
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.patience import PATIENCE_S

if not apps.ready:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    import_module("tests.factories")  # and with it nearly all of the product


@dataclass(frozen=True)
class Failure:
    """A process ended in an exception."""

    trace: str


def run(
    deed: str,
    given: tuple[Any, ...],
    start: Barrier,
    results: Queue,
    database: str,
    there: dict[str, str],
) -> None:
    settings.DATABASES["default"]["NAME"] = database
    connection.settings_dict["NAME"] = database
    for name, value in there.items():
        setattr(settings, name, value)
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
