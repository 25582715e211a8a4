"""The clock of the week, and all that runs under it: site, sandbox, sweeps, people."""

import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import time_machine
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.utils import timezone
from werkzeug.serving import WSGIRequestHandler, make_server

from bench.week.plan import BEGINS, Act, Office
from bench.week.told import Told
from demo import people as demo_people
from outbox import heartbeat, wake_ups
from outbox.models import Heartbeat
from sandbox.app import create_app
from security.account.actions import token
from tests.sandbox.running import Sandbox

OPEN, SHUT = time(8, 0), time(18, 0)
NIGHT_STEP = timedelta(minutes=30)
# The sweeps that are asked most often, and how often they are asked again within a step.
OFTEN_S, ROUNDS_MAX = (1, 5), 6


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class Week:
    def __init__(
        self, folder: Path, web: int, sandbox: int, *, plan: type[Office], step_minutes: int, days: int
    ) -> None:
        self.folder, self.web, self.port, self.plan = folder, web, sandbox, plan
        self.step, self.ends = timedelta(minutes=step_minutes), BEGINS + timedelta(days=days)
        self.failures: list[str] = []
        self._stood_still = False
        self._woken: list[tuple[str, tuple[object, ...]]] = []

    def play(self) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        settings.PUBLIC_URL = f"http://127.0.0.1:{self.web}"
        mail.outbox = []
        # This process's own clock is put forward as well: the system would doubt one that moves alone.
        heartbeat._ran = heartbeat.Ran(lambda: timezone.now().timestamp())
        current_app.loader.import_default_modules()
        with time_machine.travel(BEGINS, tick=False) as clock, self._running():
            call_command("migrate", verbosity=0)
            with transaction.atomic():
                people = demo_people.load()
                token.adopt()
            sandbox = Sandbox(None, f"http://127.0.0.1:{self.port}")
            sandbox.set(processing_seconds=0, obey_robots=False)
            settings.INSTAGRAM_GRAPH_URL = sandbox.base_url
            self.told = Told(people)
            self.office = self.plan(people, sandbox)
            acts = self.office.plan()
            with wake_ups.by_hand(lambda task, arguments: self._woken.append((task, arguments))):
                for moment in self._moments(acts):
                    clock.move_to(moment)
                    self._step(moment, acts)

    def _moments(self, acts: list[Act]) -> Iterator[datetime]:
        """Every step, and every act's own time."""
        wanted = {act.at for act in acts if act.at < self.ends}
        moment = BEGINS
        while moment < self.ends:
            wanted.add(moment)
            moment += self.step if OPEN <= timezone.localtime(moment).time() < SHUT else NIGHT_STEP
        return iter(sorted(wanted))

    def _step(self, moment: datetime, acts: list[Act]) -> None:
        while acts and acts[0].at <= moment:
            self._act(acts.pop(0))
            self._stood_still |= self.office.stands_still
        if self.office.stands_still:
            return
        if not self._stood_still:
            _beat_until(moment)
        self._stood_still = False
        in_doubt = heartbeat.beat(called=True).is_in_doubt
        self._look(sorted({one.every_s for one in wake_ups.sweeps.values()}), in_doubt)
        for _ in range(ROUNDS_MAX):  # what that has set off
            if not self._look(OFTEN_S, in_doubt):
                break
        for message in mail.outbox:
            self.told.take(message.message(), moment)
        mail.outbox.clear()

    def _look(self, every_s: Sequence[int], in_doubt: bool) -> bool:
        """Whether there was anything to do."""
        for one in every_s:
            wake_ups.look(one, in_doubt=in_doubt)
        woken, self._woken[:] = list(dict.fromkeys(self._woken)), []
        for task, arguments in woken:
            self._try(task, lambda task=task, arguments=arguments: current_app.tasks[task](*arguments))
        return bool(woken)

    def _act(self, act: Act) -> None:
        self._try(f"{timezone.localtime(act.at):%m-%d %H:%M} {act.what}", act.do)

    def _try(self, what: str, do: Any) -> None:
        try:
            do()
        except Exception:  # noqa: BLE001 - told at the end, and the week goes on
            told = traceback.format_exc()
            if told.splitlines()[-1] not in "\n".join(self.failures):
                self.failures.append(f"{what}: {told}")

    @contextmanager
    def _running(self) -> Iterator[None]:
        """The site that photographs are fetched from, and the sandbox, under this process's clock."""
        with ExitStack() as stack:
            for app, port in (
                (get_wsgi_application(), self.web),
                (create_app(self.folder / "sandbox", allowed_hosts=["127.0.0.1"]), self.port),
            ):
                server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
                Thread(target=server.serve_forever, daemon=True).start()
                stack.callback(server.shutdown)
            yield


def _beat_until(moment: datetime) -> None:
    """The clock went on within the step as well: nobody looks there, but nothing has stood still."""
    just_before = moment - timedelta(seconds=5)
    Heartbeat.objects.filter(at__lt=just_before).update(at=just_before, called_at=just_before)
