"""Whatever people do in whatever order: what is approved or live has every approval, of this seal, by others."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from approvals import actions, rules
from approvals.models import Category, State, Verdict
from approvals.models.approvable import SEALED
from approvals.querysets import current_stop, judgeable
from outbox import claims
from outbox.jobs import JobState
from posts.drafting.content import sealed
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from posts.publishing import settling
from security.models import Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories, outgoing

STOOD_ON_APPROVAL = [State.APPROVED, State.PUBLISHING, State.PUBLISHED, State.UNCONFIRMED, State.FAILED]
PEOPLE = ["staff", "colleague", "chief", "double", "poster", "manager"]
OUTCOMES = ["finish", "lose_track", "lose_track", "fail", "nobody works"]
# Mostly the one whose turn it is, or else no walk would get far; everybody else as well.
ANYBODY = st.sampled_from(["whose turn it is"] * 10 + PEOPLE)


class Office(RuleBasedStateMachine):
    """One post and six people who each try everything; a refusal is as good an outcome as any."""

    people: dict
    beginnings: list
    reached: set

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.seal, self.state = "", State.DRAFT

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def post(self):
        return judgeable(Post.objects.all()).get(pk=self.pk)

    def person(self, who, post):
        if who in self.people:
            return self.people[who]
        if post.state != State.PENDING:
            return post.author
        return rules.deciders(post, rules.next_step(post.submission)).first().user

    def attempt(self, deed):
        try:
            with transaction.atomic():
                return deed()
        except Refused:
            return None

    @initialize(place=st.integers(0, 5))
    def begin(self, place):
        self.pk = self.beginnings[place]

    @rule(
        who=ANYBODY,
        caption=st.sampled_from(["一", "二"]),
        category=st.sampled_from(Category.values),
        hours=st.sampled_from([None, None, 2]),
    )
    def edit(self, who, caption, category, hours):
        post, moment = self.post, timezone.now().replace(second=0, microsecond=0)
        publish_at = moment + datetime.timedelta(hours=hours) if hours else None
        change = {"caption": caption, "category": category, "publish_at": publish_at}
        self.attempt(lambda: factories.edited(self.person(who, post), post, **change))

    @rule(who=ANYBODY)
    def submit(self, who):
        post = self.post
        self.attempt(lambda: factories.submit(self.person(who, post), post))

    @rule()
    def open_the_screen(self):
        self.seal = self.post.submission.seal if self.post.submission else ""

    @rule(who=ANYBODY)
    def approve_what_is_on_the_screen(self, who):
        post = self.post
        self.attempt(lambda: actions.approve(by=self.person(who, post), item=post, seal=self.seal))

    @precondition(lambda self: self.state == State.PENDING)
    @rule(who=ANYBODY)
    def look_and_approve(self, who):
        self.open_the_screen()
        self.approve_what_is_on_the_screen(who)

    @precondition(lambda self: self.state == State.PENDING)
    @rule(who=ANYBODY, action=st.sampled_from([actions.send_back, actions.reject]))
    def decide_against(self, who, action):
        post = self.post
        self.attempt(
            lambda: action(by=self.person(who, post), item=post, seal=self.seal, reason="直してください")
        )

    @rule(who=st.sampled_from(PEOPLE))
    def take_back(self, who):
        post, person = self.post, self.people[who]
        self.attempt(lambda: actions.pull_back(by=person, item=post))
        self.attempt(lambda: actions.revoke(by=person, item=post, reason="取りやめる"))

    @rule(who=ANYBODY, outcome=st.sampled_from(OUTCOMES))
    def publish_or_retry(self, who, outcome):
        post = self.post
        action = publishing.retry if post.state == State.FAILED else publishing.publish_now
        self.attempt(lambda: action(by=self.person(who, post), post=post))
        self.work_on_the_job(outcome)

    # Twice, or else too few walks would get this far.
    @precondition(lambda self: self.state in (State.APPROVED, State.FAILED))
    @rule(outcome=st.sampled_from(OUTCOMES))
    def publish_what_is_approved(self, outcome):
        self.publish_or_retry("whose turn it is", outcome)

    @precondition(lambda self: self.state in (State.APPROVED, State.FAILED))
    @rule(outcome=st.sampled_from(OUTCOMES))
    def publish_it_at_once(self, outcome):
        self.publish_or_retry("whose turn it is", outcome)

    @precondition(lambda self: self.state in (State.APPROVED, State.PUBLISHING))
    @rule(who=st.sampled_from(PEOPLE))
    def stop_or_resume(self, who):
        if current_stop():
            self.attempt(lambda: actions.resume(by=self.people[who], note="落ち着いた"))
        else:
            self.attempt(lambda: actions.stop(by=self.people[who], reason="誤った情報が出た"))

    @rule(outcome=st.sampled_from(OUTCOMES))
    def work_on_the_job(self, outcome):
        job = PublishJob.objects.filter(
            post=self.pk, state=JobState.QUEUED, due_at__lte=timezone.now()
        ).first()
        claim = claims.claim(PublishJob, job.pk) if job else None
        if claim is None or outcome == "nobody works":
            return
        if self.attempt(lambda: outgoing.announce(claim) or True) is None:
            outgoing.run_out(claim)
        elif outcome == "finish":
            outgoing.finish(claim, remote_id=str(1000 + job.pk))
        elif outcome == "fail":
            outgoing.fail(claim, sentence="送れませんでした。")
        else:
            outgoing.lose_track(claim, sentence="分かりません。")

    @precondition(lambda self: self.state == State.UNCONFIRMED)
    @rule(who=ANYBODY, is_live=st.booleans())
    def resolve(self, who, is_live):
        post, address = self.post, "https://www.instagram.com/p/abc/"
        by = self.person(who, post)
        if is_live:
            self.attempt(lambda: settling.bind(by=by, post=post, address=address))
        else:
            self.attempt(lambda: settling.declare_missing(by=by, post=post))

    @invariant()
    def everything_holds(self):
        post = self.post
        self.state = post.state
        self.reached.add(post.state)
        assert post.submission is not None or post.state not in SEALED
        if post.state in STOOD_ON_APPROVAL:
            self.is_approved_by_others_with_this_seal(post)
        self.jobs_belong_to_the_approved_version(post)
        assert list(audit.faults()) == []

    def is_approved_by_others_with_this_seal(self, post):
        version = post.submission
        given = {d.step: d for d in version.decisions.all() if d.verdict == Verdict.APPROVED}
        assert set(given) == set(version.steps) == set(rules.required_steps(post))
        assert {decision.seal for decision in given.values()} == {version.seal}
        contributors = set(post.dossier.contributors.all())
        assert not contributors & {decision.by for decision in given.values()}
        assert sealed(version) == post.sealed_content()

    def jobs_belong_to_the_approved_version(self, post):
        found = list(PublishJob.objects.filter(post=post))
        waiting = [job for job in found if job.state in (JobState.QUEUED, JobState.RUNNING)]
        assert len(waiting) <= 1
        for job in waiting:
            assert post.state in (State.APPROVED, State.PUBLISHING)
            assert job.submission_id == post.submission_id
        assert sum(job.state == JobState.DONE for job in found) <= 1


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.clause("第４第１項(1)")
@pytest.mark.clause("第４第３項(1)")
def test_no_order_of_acts_gets_around_the_approval(staff, chief, poster, manager):
    colleague = factories.person(Role.PREFECTURE_POSTER)
    double = factories.person(Role.SECTION_CHIEF)
    factories.AppointmentFactory(user=double, role=Role.PREFECTURE_POSTER)
    Office.people = {
        "staff": staff,
        "colleague": colleague,
        "chief": chief,
        "double": double,
        "poster": poster,
        "manager": manager,
    }
    Office.reached = set()
    Office.beginnings = [
        factories.draft(staff).pk,
        factories.submitted(staff).pk,
        factories.approved(staff, chief).pk,
        factories.draft(poster).pk,
        factories.submitted(poster).pk,
        factories.approved(poster, manager, chief, category=Category.OTHER).pk,
    ]
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=48,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {State.DRAFT, State.PENDING, State.APPROVED, State.PUBLISHED, State.UNCONFIRMED} <= Office.reached
