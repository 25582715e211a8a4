"""Whatever comes in whatever order: no reply stands there twice, none is lost, none is there unapproved.

Each seed is one schedule of faults, killed workers, readings, edits, deletions, stops and people who look carelessly.
REPLY_SCHEDULES says how many (a few by default, so that the suite stays quick), REPLY_FIRST_SEED where they begin.
"""

import os
import random
from collections import Counter
from types import SimpleNamespace

import pytest

from approvals import actions as approval_actions
from approvals.models import State
from approvals.sending import actions as outgoing
from comments.inbox.actions import arriving
from comments.models import Comment, Reply, ReplyJob
from comments.replies.actions import sending, settling
from comments.replies.sending import errand
from instagram.client import Client
from outbox import claims
from outbox.jobs import JobState
from security.office.answers import Refused
from tests.comments import factories
from tests.sandbox.running import TOKEN
from tests.sweeping import swept_jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]

SCHEDULES = int(os.environ.get("REPLY_SCHEDULES", "12"))
FIRST_SEED = int(os.environ.get("REPLY_FIRST_SEED", "0"))
KILLED_AT = [
    (Client, "comment"),
    (Client, "replies"),
    (Client, "reply"),
    (outgoing, "announce"),
    (outgoing, "finish"),
    (claims, "postpone"),
    (outgoing, "lose_track"),
]
FAULTS = [
    ("F8", None),
    ("F9", None),
    ("F17-applied", "reply:applied"),
    ("F17", "reply"),
    ("F17", "comment"),
    ("F17", "replies"),
    ("F6", "comment"),
    ("F10", None),
    ("F11", "replies"),
    ("F12", "reply"),
    ("F12", "comment"),
]


class Killed(BaseException):
    """The worker's process is gone."""


class Schedule:
    def __init__(self, seed, world):
        self.random = random.Random(seed)
        self.world = world
        self.log = []

    def run(self):
        comment = self.world.asked(f"問い{self.random.random()}")
        text = f"答え{self.random.random()}"
        reply = factories.reply_approved(self.world.staff, self.world.chief, to=comment, text=text)
        self.comment, self.reply, self.text = comment, reply, text
        self.is_deleted = False
        # How often it had been asked for when its ground was taken away: from then on never again.
        self.asked_until: int | None = None
        for _ in range(self.random.randint(2, 9)):
            self.step()
        self.to_the_end()
        for _ in range(2):  # a person settles what the system could not, carelessly at times
            if Reply.objects.get(pk=reply.pk).state == State.UNCONFIRMED:
                self.look()
                self.to_the_end()
        return self.verdict()

    def step(self):
        deeds = ["fault"] * 3 + ["work"] * 5 + ["killed"] * 4 + ["sweep", "wait", "read", "edit", "delete"]
        deed = self.random.choice([*deeds, "stop", "revoke"])
        self.log.append(deed)
        getattr(self, f"do_{deed}")()

    def do_fault(self):
        name, call = self.random.choice(FAULTS)
        self.log.append(name)
        self.world.sandbox.arm(name, times=self.random.randint(1, 3), call=call)

    def do_work(self):
        for job in ReplyJob.objects.filter(reply=self.reply):
            errand.run(job.pk)

    def do_killed(self):
        """The process dies at one of the moments between two of its deeds."""
        left = [self.random.randint(1, 6)]
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in KILLED_AT:
                patch.setattr(owner, name, self._deadly(getattr(owner, name), left))
            try:
                self.do_work()
            except Killed:
                self.log.append("†")

    @staticmethod
    def _deadly(real, left):
        def run(*args, **kwargs):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            made = real(*args, **kwargs)
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return made

        return run

    def do_sweep(self):
        swept_jobs(ReplyJob)

    def do_wait(self):
        self.world.clock.shift(seconds=self.random.choice([1, 5, 60, 150, 700]))

    def do_read(self):
        live_post = self.comment.live_post
        page = self.world.plain.comments(live_post.media_id)
        arriving.take_in(live_post=live_post, comments=page.items)

    def do_edit(self):
        if not self.is_deleted and self.random.random() < 0.4:
            self.ground_is_gone()
            self.world.sandbox.edit_comment(self.comment.remote_id, f"別の問い{self.random.random()}")

    def do_delete(self):
        if not self.is_deleted and self.random.random() < 0.3:
            self.is_deleted = True
            self.ground_is_gone()
            self.world.sandbox.delete_comment(self.comment.remote_id)

    def do_stop(self):
        if self.random.random() < 0.4:
            approval_actions.stop(by=self.world.chief, reason="確認のため")
            self.do_work()
            approval_actions.resume(by=self.world.chief, note="終了")

    def do_revoke(self):
        if self.random.random() < 0.4:
            try:
                approval_actions.revoke(by=self.world.chief, item=self.reply, reason="見合わせる")
            except Refused:
                return
            self.ground_is_gone()

    def ground_is_gone(self):
        if self.asked_until is None:
            self.asked_until = self.times_asked()

    def times_asked(self):
        return sum(
            call["method"] == "POST" and self.text in str(call["params"])
            for call in self.world.sandbox.calls()
        )

    def to_the_end(self):
        for _ in range(300):
            swept_jobs(ReplyJob)
            waiting = ReplyJob.objects.filter(
                reply=self.reply, state__in=[JobState.QUEUED, JobState.RUNNING]
            ).first()
            if waiting is None:
                return
            errand.run(waiting.pk)
            waiting.refresh_from_db()
            if waiting.state == JobState.QUEUED:
                self.world.clock.reach(waiting.due_at)
            elif waiting.state == JobState.RUNNING:
                self.world.clock.reach(waiting.lease_until)
        raise AssertionError(f"no end in sight: {self.log}")

    def look(self):
        careless = self.random.random() < 0.5
        if self.count() > 0 and not careless:
            settling.bind(by=self.world.staff, reply=self.reply)
        else:
            settling.declare_missing(by=self.world.staff, reply=self.reply)
        if Reply.objects.get(pk=self.reply.pk).state == State.FAILED:
            sending.retry(by=self.world.staff, reply=self.reply)

    def count(self):
        return sum(one["text"] == self.text for one in self.world.sandbox.state()["comments"])

    def verdict(self):
        """What became of it; asserts what must hold at every end."""
        there, reply = self.count(), Reply.objects.get(pk=self.reply.pk)
        times = self.times_asked()
        assert there <= 1, self.log
        assert self.asked_until in (None, times), self.log
        assert not ReplyJob.objects.filter(
            reply=reply, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).exists()
        if reply.state == State.PUBLISHED:
            assert there == 1 or self.is_deleted, self.log
        elif reply.state == State.UNCONFIRMED:
            assert ReplyJob.objects.filter(reply=reply, sent_at__isnull=False).exists(), self.log
        else:
            assert there == 0, (reply.state, self.log)
        return reply.state


@pytest.fixture
def world(sandbox, asked, staff, chief, clock):

    plain = Client(base_url=sandbox.base_url, version="v26.0", user_id="me", token=TOKEN)
    return SimpleNamespace(sandbox=sandbox, asked=asked, staff=staff, chief=chief, clock=clock, plain=plain)


def test_any_schedule_ends_with_at_most_one_answer(world, media_id, figure):
    ends = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + SCHEDULES):
        ends[Schedule(seed, world).run()] += 1
        world.sandbox.set(processing_seconds=0)
    own = Comment.objects.filter(is_own=True)
    assert own.count() == len(set(own.values_list("remote_id", flat=True)))
    assert ends[State.PUBLISHED] > SCHEDULES / 5
    figure(
        "schedules of replies", f"{SCHEDULES} from {FIRST_SEED}, {dict(ends)}: 0 twice, 0 lost, 0 unapproved"
    )
