"""One random schedule: people work, things die, Instagram lies; then it is left alone until nothing waits any more."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from bench.figures import Figure, at_least, heading
from bench.soak import judge
from bench.soak.judge import Verdict
from bench.soak.machine import BEATS, WORKERS, Machine, jobs, put_back
from bench.soak.office import QUESTION, Office
from comments.models import Comment
from outbox.claims import LEASE
from outbox.jobs import OPEN, JobState
from posts.models import PublishJob
from posts.publishing.errand import CONTAINER_LIFE
from sandbox.faults import FAULTS

# Of ten deeds, about: what people do is the most.
DEEDS = {
    "publish": 60,
    "ask": 12,
    "reply": 12,
    "fault": 24,
    "kill": 8,
    "kill_beat": 2,
    "queue": 3,
    "cut": 3,
    "off": 2,
    "clock": 2,
    "lag": 1,
    "connect": 8,
}
# Where Instagram goes wrong, and how often in proportion; the product makes no other calls.
POINTS = {
    "publish:applied": 8,
    "publish:ready": 5,
    "publish": 3,
    "create": 4,
    "create:fetch": 2,
    "status": 5,
    "media": 4,
    "limit": 2,
    "post": 1,
    "account": 1,
    "reply:applied": 6,
    "reply": 3,
    "replies": 3,
    "comment": 3,
    "comments": 2,
    "webhook:order": 1,
    "webhook:replay": 1,
    "webhook:signature": 1,
    "webhook:twice": 1,
}
# What ends a connection needs a person; seldom enough that the others are not all waiting for one.
ENDING = ("F13", "restricted")
OFF_S = (1, 20, 130, 130, 200)
STEPS_S = (1, 30, 3600, 25 * 3600)
LAG_S = (0, 5, 45)
WAITING_MOST = 15
RESTORED_AT = 0.5  # of all posts
OVERTAKEN = 2
IDLE_S, BUSY_S, SETTLE_S = 1.0, 20.0, 900.0
WANTED_PERCENT, COUNTED_FROM = 99, 200


def soak(*, posts: int, seed: int, minutes: float) -> list[Figure]:
    began = time.monotonic()
    machine = Machine()
    try:
        run = Schedule(Random(seed), machine)
        run.work(posts, until=began + 60 * minutes)
        run.settle()
        verdicts = (
            judge.posts(run.office.made, machine.sandbox, overtaken=run.overtaken, expired=run.expired),
            judge.replies(run.office.made, machine.sandbox),
        )
        reasons = Counter(
            one.problem[:60] for model in jobs() for one in model.objects.filter(state=JobState.UNCONFIRMED)
        )
        asked = Comment.objects.filter(text__startswith=QUESTION).count()
        struck = Counter(call["fault"] for call in machine.sandbox.calls() if call["fault"])
    finally:
        machine.stop()
    return [
        heading("soak", f"seed {seed}, {connection.vendor}"),
        *_figures("posts", verdicts[0], wanted=posts, counts_people=posts >= COUNTED_FROM),
        *_figures("replies", verdicts[1], counts_people=False),
        Figure("questions come in", f"{asked} of {run.office.asked}"),
        Figure("faults struck", str(struck.total())),
        *(Figure(f"  {name}", str(struck[name])) for name in sorted(struck)),
        *(Figure(name, str(count)) for name, count in sorted(machine.done.items())),
        Figure("people connected again", str(run.office.connected)),
        *(Figure(f"  asked of a person: {why}", str(count)) for why, count in reasons.most_common()),
        Figure("the whole soak", f"{(time.monotonic() - began) / 60:.1f} min"),
    ]


def _figures(name: str, verdict: Verdict, wanted: int | None = None, *, counts_people: bool) -> list[Figure]:
    """Whether a person is needed seldom enough is a question only for many, and not for replies: one whose answer was
    lost is never sent again, so that each that did not arrive is for a person."""
    settled = at_least("  settled without a person", verdict.without_a_person, WANTED_PERCENT, "%")
    states = ", ".join(f"{label} {count}" for label, count in verdict.states.most_common())
    approved = Figure(f"{name} approved", str(verdict.approved))
    if wanted is not None:
        approved = Figure(approved.name, approved.measured, f"{wanted}", verdict.approved >= wanted)
    return [
        approved,
        Figure("  live", str(verdict.live)),
        *(
            Figure(f"  {what}", str(len(those)), "0", not those, "; ".join(those))
            for what, those in (
                ("twice", verdict.twice),
                ("lost", verdict.lost),
                ("told untruly", verdict.untrue),
                ("live and not approved", verdict.unapproved),
            )
        ),
        Figure("  in state", states),
        Figure("  forgotten by the restored copy", str(verdict.forgotten)),
        Figure("  要確認 through the restored copy", str(verdict.overtaken)),
        Figure("  要確認 after a day at Instagram", str(verdict.expired)),
        settled if counts_people else replace(settled, wanted="", is_reached=None),
    ]


class Schedule:
    def __init__(self, random: Random, machine: Machine) -> None:
        self.random, self.machine, self.sandbox = random, machine, machine.sandbox
        machine.ready()
        self.sandbox.set(
            processing_seconds=0.2,
            quota_total=1_000_000,
            containers_total=1_000_000,
            # The worst that could be, so that a second request is a second post and not a refusal that hides it.
            second_publish_accepted=True,
        )
        self.office = Office(random, self.sandbox)
        self.overtaken: set[str] = set()
        self.expired: set[str] = set()

    def work(self, posts: int, *, until: float) -> None:
        restore_at = max(int(posts * RESTORED_AT), 1)
        names, weights = list(DEEDS), list(DEEDS.values())
        while len(self.office.made.posts) < posts and time.monotonic() < until:
            (deed,) = self.random.choices(names, weights)
            self._robustly(getattr(self, deed))
            self.machine.revive()
            if len(self.office.made.posts) >= restore_at and not self.machine.done["restored"]:
                self.restore()
                self._say()

    def settle(self) -> None:
        """Nothing happens but time, and what is armed: until nothing waits, or nothing moves for too long."""
        self.sandbox.set(stale_status_seconds=0)
        self._wait(most=0)

    def _wait(self, *, most: int) -> None:
        """Until no more than so many wait. Where nothing moves, time passes."""
        end = time.monotonic() + SETTLE_S
        while time.monotonic() < end and _waiting() > most:
            self.machine.revive()
            self._robustly(self.office.connect_again)
            if not _moves(BUSY_S if _claimable() else IDLE_S):
                self._robustly(self._pass_time)

    def _pass_time(self) -> None:
        """To the next moment at which something is due; what nobody works on any more is free after its lease."""
        if _is_worked_on():
            self.machine.leap(LEASE.total_seconds() + 1)
            return
        rows = (model.objects.filter(state__in=OPEN).values_list("due_at", flat=True) for model in jobs())
        next_at = min((at for due in rows for at in due), default=timezone.now())
        seconds = max((next_at - timezone.now()).total_seconds(), 0) + 0.5
        put_back(seconds)
        self.sandbox.advance(seconds)

    # What people do

    def publish(self) -> None:
        """No quicker than what is worked off: an office does not press a hundred times in a minute."""
        self._wait(most=WAITING_MOST)
        self.office.publish()
        if len(self.office.made.posts) % 50 == 0:
            self._say()

    def ask(self) -> None:
        self.office.ask()

    def reply(self) -> None:
        self.office.reply()

    def connect(self) -> None:
        self.office.connect_again()

    # What happens

    def fault(self) -> None:
        (point,) = self.random.choices(list(POINTS), list(POINTS.values()))
        name = self.random.choice([name for name, fault in FAULTS.items() if point in fault.points])
        if name.startswith(ENDING) and self.random.random() < 0.7:
            return
        self.sandbox.arm(name, times=self.random.choice((1, 1, 2, 3)), call=point)

    def kill(self) -> None:
        """While somebody works, which takes a moment after the last time."""
        _until(lambda: _is_worked_on() or not _waiting(), BUSY_S)
        time.sleep(self.random.uniform(0, 0.2))
        self.machine.kill(self.random.choice(WORKERS))

    def kill_beat(self) -> None:
        self.machine.kill(self.random.choice(BEATS))

    def queue(self) -> None:
        self.machine.empty_queue()

    def cut(self) -> None:
        self.machine.cut_connections()

    def off(self) -> None:
        self.machine.leap(self.random.choice(OFF_S))

    def clock(self) -> None:
        step = self.random.choice(STEPS_S)
        in_doubt = _in_doubt()
        self.sandbox.advance(step)
        if timedelta(seconds=step) > CONTAINER_LIFE:
            self.expired |= in_doubt | _in_doubt()
        self.machine.done["Instagram's clock put forward"] += 1

    def lag(self) -> None:
        self.sandbox.set(stale_status_seconds=self.random.choice(LAG_S))

    def restore(self) -> None:
        """A copy is put back that knows two posts as approved that are live by now, and two not at all."""
        self.settle()
        self.machine.kill(*WORKERS)
        early = [self.office.publish() for _ in range(OVERTAKEN)]
        self.machine.keep()
        self.machine.ready()
        late = [self.office.publish() for _ in range(OVERTAKEN)]
        _until(lambda: self._are_live([*early, *late]), 30)
        self.machine.restore()
        self.overtaken |= {words for words in early if self._are_live([words])}
        self.machine.ready()

    def _are_live(self, words: Sequence[str]) -> bool:
        return set(words) <= {one["caption"] for one in self.sandbox.state()["media"]}

    def _robustly(self, deed: Callable[[], object]) -> None:
        """The database may be busy, or this connection among those that were cut: people press again."""
        try:
            deed()
        except DatabaseError as error:
            print(f"{deed.__name__}: {error}", file=sys.stderr)
            connection.close()

    def _say(self) -> None:
        print(f"{len(self.office.made.posts)} posts, {_waiting()} wait", file=sys.stderr)


def _in_doubt() -> set[str]:
    """The words of the posts that have been asked for, and nobody knows yet what came of it."""
    asked = PublishJob.objects.filter(state__in=OPEN, sent_at__isnull=False).select_related("submission")
    return {job.content.caption for job in asked}


def _waiting() -> int:
    return sum(model.objects.filter(state__in=OPEN).count() for model in jobs())


def _is_worked_on() -> bool:
    return any(model.objects.filter(state=JobState.RUNNING).exists() for model in jobs())


def _claimable() -> bool:
    """Whether there is something that a worker could take now: it may just be starting."""
    now = timezone.now()
    return any(
        model.objects.filter(Q(state=JobState.QUEUED, due_at__lte=now) | Q(lease_until__lt=now)).exists()
        for model in jobs()
    )


def _moves(patience_s: float) -> bool:
    """Whether anything is done within this time."""
    before = _picture()
    return _until(lambda: _picture() != before, patience_s)


def _picture() -> list[object]:
    names = ("pk", "state", "attempts", "due_at", "lease_until")
    return [list(model.objects.filter(state__in=OPEN).order_by("pk").values_list(*names)) for model in jobs()]


def _until(condition: Callable[[], object], patience_s: float) -> bool:
    end = time.monotonic() + patience_s
    while not (reached := bool(condition())) and time.monotonic() < end:
        time.sleep(0.1)
    return reached
