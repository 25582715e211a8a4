"""Publishing over HTTP to the sandbox: posts a second of one worker without delays, and how soon Instagram is called.

All are processes as `manage.py up` starts them. For the time and the queries of one post after another, the worker's own
code runs in this process instead, with the sandbox and the site that it fetches the photographs from as processes.
"""

import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import time_machine
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.databases import address_of
from bench.figures import Figure, at_least, at_most, heading
from bench.processes import answers, environment, free_ports, running, wait_for
from bench.queries import counted
from cafe_instagram import supervisor
from outbox.jobs import JobState
from posts.models import PublishJob
from posts.publishing import actions, errand
from security.models import Role, User
from tests import factories
from tests.sandbox.running import Sandbox, running_sandbox

POSTS, WARM_UP = 40, 3
AT_ONCE = 80  # so many that the moment until they are begun says little
PRESSES, DUE = 8, 3
AHEAD, WHILE_ALL_ARE_WRITTEN = timedelta(seconds=2), timedelta(seconds=20)
WANTED_PER_SECOND, AFTER_PRESS_S, AFTER_DUE_S = 15, 1, 2
WEB = "gunicorn --worker-class gthread --threads 8 --no-control-socket --log-level error cafe_instagram.wsgi"


def run() -> list[Figure]:
    people = factories.person(Role.PREFECTURE_POSTER), factories.person(Role.SECTION_CHIEF)
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder)) as sandbox:
        sandbox.set(processing_seconds=0, quota_total=10_000)
        settings.INSTAGRAM_GRAPH_URL, settings.PUBLIC_URL = sandbox.base_url, f"http://127.0.0.1:{port}"
        environ = _environment(port, sandbox)
        with running([[*WEB.split(), "--bind", f"127.0.0.1:{port}"]], environ):
            wait_for(lambda: answers(port), "the site answers")
            seconds, queries = _one_worker(people)
        programs = [program.arguments for program in supervisor.programs(environ | {"DEMO": ""})]
        with running(programs, environ):
            wait_for(lambda: answers(port), "the site answers")
            presses, dues = _first_calls(people, sandbox)
            at_once = _due_at_once(people)
    current_app.control.purge()
    return [
        heading("publishing"),
        at_least(f"{AT_ONCE} posts due at once, one worker, no delays", at_once, WANTED_PER_SECOND, "/s"),
        Figure("  one after another", f"{1 / median(seconds):.1f} /s"),
        Figure("  queries of a post", str(queries)),
        at_most("first call after press, slowest", max(presses), AFTER_PRESS_S, "s"),
        Figure("  median", f"{median(presses):.2f} s"),
        at_most("first call after due, slowest", max(dues), AFTER_DUE_S, "s"),
    ]


def _environment(port: int, sandbox: Sandbox) -> dict[str, str]:
    given = {name: os.environ[name] for name in ("REDIS_URL",) if name in os.environ}
    return environment(
        DATABASE_URL=address_of(connection),
        DATA_DIR=str(settings.DATA_DIR),
        DEMO="1",
        PORT=str(port),
        PUBLIC_URL=settings.PUBLIC_URL,
        INSTAGRAM_GRAPH_URL=sandbox.base_url,
        **given,
    )


def _one_worker(people: tuple[User, User]) -> tuple[list[float], int]:
    """Seconds of each post, and the queries of one."""
    jobs = [_pressed(people, f"その{number}") for number in range(WARM_UP + POSTS)]
    times = []
    for job in jobs:
        with counted() as queries:
            began = time.perf_counter()
            errand.run(job.pk)
            times.append(time.perf_counter() - began)
    undone = PublishJob.objects.exclude(state=JobState.DONE)
    assert not undone.exists(), undone[0].problem
    return times[WARM_UP:], len(queries)


def _first_calls(people: tuple[User, User], sandbox: Sandbox) -> tuple[list[float], list[float]]:
    """Seconds from the press, and from the post's time, to the first call that hands over its photograph."""
    _done(_pressed(people, "まずは一件"))  # every process has what it needs
    presses, dues = [], []
    for number in range(PRESSES):
        post = factories.approved(*people, caption=f"押した {number}")
        asked = time.time()
        _done(actions.publish_now(by=people[0], post=post))
        presses.append(_handed_over(sandbox, asked) - asked)
    for number in range(DUE):
        job = _scheduled(people, f"予約 {number}", timezone.now() + AHEAD)
        _done(job)
        dues.append(_handed_over(sandbox, job.due_at.timestamp()) - job.due_at.timestamp())
    return presses, dues


def _due_at_once(people: tuple[User, User]) -> float:
    """Posts a second of the worker as `manage.py up` starts it, from their time to the last one's end."""
    at = timezone.now() + WHILE_ALL_ARE_WRITTEN
    jobs = [_scheduled(people, f"同時 {number}", at) for number in range(AT_ONCE)]
    assert timezone.now() < at, "the posts were not written in time"
    for job in jobs:
        _done(job)
    last = PublishJob.objects.filter(pk__in=[job.pk for job in jobs]).latest("finished_at").finished_at
    assert last is not None
    return AT_ONCE / (last - at).total_seconds()


def _pressed(people: tuple[User, User], caption: str) -> PublishJob:
    author, chief = people
    return actions.publish_now(by=author, post=factories.approved(author, chief, caption=caption))


def _scheduled(people: tuple[User, User], caption: str, at: datetime) -> PublishJob:
    """Due in a moment: the product takes no time that is so near, so it is written and approved an hour ago."""
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        post = factories.approved(*people, caption=caption, publish_at=at)
    return PublishJob.objects.get(post=post)


def _done(job: PublishJob) -> None:
    mine = PublishJob.objects.filter(pk=job.pk, state=JobState.DONE)
    wait_for(mine.exists, f"job {job.pk} is done")


def _handed_over(sandbox: Sandbox, since: float) -> float:
    """When the first photograph since then was handed over, by the machine's clock."""
    calls: list[dict[str, Any]] = sandbox.calls()
    return min(
        call["at"]
        for call in calls
        if call["at"] >= since and call["method"] == "POST" and call["path"].endswith("/media")
    )
