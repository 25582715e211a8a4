"""No one decides what they have written or edited, in any version of it (第４第１項(1), 第４第３項(1))."""

import pytest

from approvals import actions, rules
from approvals.models import Decision, State
from posts.models import Post
from security.models import Role
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.clause("第４第１項(1)"),
    pytest.mark.clause("第４第３項(1)"),
]


@pytest.fixture
def double():
    """A section chief who is also appointed as a poster."""
    person = factories.person(Role.SECTION_CHIEF, name="兼務 七海")
    factories.AppointmentFactory(user=person, role=Role.PREFECTURE_POSTER)
    return person


def decisions(post, person):
    seal = post.submission.seal
    yield lambda: actions.approve(by=person, item=post, seal=seal)
    yield lambda: actions.send_back(by=person, item=post, seal=seal, reason="理由")
    yield lambda: actions.reject(by=person, item=post, seal=seal, reason="理由")


def assert_cannot_decide(post, person):
    for decide in decisions(post, person):
        with pytest.raises(Refused, match="ご自身"):
            decide()
    assert not Decision.objects.exists()
    assert Post.objects.get().state == State.PENDING


def test_author_cannot_decide(double):
    assert_cannot_decide(factories.submitted(double), double)


def test_submitter_of_anothers_draft_cannot_decide(staff, double):
    assert_cannot_decide(factories.submit(double, factories.draft(staff)), double)


def test_editor_cannot_decide(staff, double):
    post = factories.edited(double, factories.draft(staff), caption="直しました。")
    assert_cannot_decide(factories.submit(staff, post), double)


def test_editor_of_an_earlier_version_cannot_decide(staff, double):
    post = factories.edited(double, factories.submitted(staff), caption="直しました。")
    post = factories.edited(staff, post, caption="すっかり書き直しました。")
    assert_cannot_decide(factories.submit(staff, post), double)


def test_author_cannot_decide_after_giving_up_writing(double, staff, time_machine):
    """What one has written stays one's own, whatever becomes of the appointment."""
    post = factories.submitted(double)
    double.appointments.filter(role=Role.PREFECTURE_POSTER).update(
        valid_until="2020-01-01", valid_from="2019-01-01"
    )
    assert_cannot_decide(post, double)


def test_manager_who_edited_cannot_decide(poster, manager, contractor):
    factories.AppointmentFactory(user=manager, organization=contractor, role=Role.CONTRACTOR_POSTER)
    post = factories.edited(manager, factories.draft(poster), caption="責任者が直しました。")
    assert_cannot_decide(factories.submit(poster, post), manager)


def test_save_without_a_change_does_not_make_an_editor(staff, double):
    post = factories.draft(staff)
    factories.edited(double, post, caption=post.caption)
    post = factories.submit(staff, post)
    assert actions.approve(by=double, item=post, seal=post.submission.seal)


def test_another_chief_decides_instead(double, chief):
    post = factories.submitted(double)
    assert actions.approve(by=chief, item=post, seal=post.submission.seal)


def test_deciders_leave_out_who_wrote_it(double, chief):
    post = factories.submitted(double)
    step = rules.next_step(post.submission)
    assert [appointment.user for appointment in rules.deciders(post, step)] == [chief]
    assert not rules.may_approve(Actor.of(double), post)
