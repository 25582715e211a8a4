"""Whatever happens, what is kept until the trail moves on says what the database would say afresh."""

import pytest
from django.core.cache import caches

from approvals import actions as approval_actions
from approvals.models import State
from cafe_instagram.home import alerts, duties, waiting
from cafe_instagram.home.facts import Facts
from comments.cases.actions import life as case_actions
from comments.models import Reply
from comments.replies import lapsing
from outbox import claims
from posts.drafting import actions as post_actions
from posts.models import Post
from posts.publishing import actions as publishing
from security.account import actions as account_actions
from security.appointing import actions as people_actions
from security.models import PasswordChange, PasswordTask, Safeguards
from security.people.actors import Actor
from security.signing_in import actions as signing_in_actions
from tests import factories, outgoing
from tests.comments import factories as comment_factories
from tests.comments.cases import factories as case_factories

pytestmark = pytest.mark.django_db


def shown(person):
    """What stands around every page and on the first page of this person."""
    facts = Facts(Actor.of(person))
    sections = [
        (one.title, [item.pk for item, *_ in one.rows], one.more) for one in waiting.for_person(facts)
    ]
    return {
        "office": facts.office,
        "stop": facts.stop,
        "pause": facts.pause,
        "own": (facts.own, facts.reports_wait),
        "alerts": [(one.title, one.text) for one in alerts.for_person(facts)],
        "duties": [(one.title, one.why) for one in duties.for_person(facts)],
        "sections": sections,
    }


@pytest.fixture
def happens(staff, chief, poster, manager, administrator, auditor):
    """Lets an act happen and looks whether anybody's kept facts are behind; tells what it changed for whom."""
    everybody = (staff, chief, poster, manager, administrator, auditor)
    last = {}

    def happens(act, *arguments, **options):
        before = {person: shown(person) for person in everybody}  # and keeps it
        result = act(*arguments, **options)
        kept = {person: shown(person) for person in everybody}
        caches["trail"].clear()
        behind = {
            (person.name, part): (kept[person][part], value)
            for person in everybody
            for part, value in shown(person).items()
            if value != kept[person][part]
        }
        assert behind == {}
        last["changed"] = {person for person in everybody if kept[person] != before[person]}
        return result

    happens.last = last
    return happens


def test_a_posts_way(happens, staff, chief):
    post = happens(factories.draft, staff)
    assert staff in happens.last["changed"]
    post = happens(factories.submit, staff, post)
    assert chief in happens.last["changed"]
    happens(
        approval_actions.send_back, by=chief, item=post, seal=post.submission.seal, reason="直してください"
    )
    assert {staff, chief} <= happens.last["changed"]
    post = happens(factories.edited, staff, post, caption="直しました。\n#北海道")
    post = happens(factories.submit, staff, post)
    happens(approval_actions.pull_back, by=staff, item=post)
    post = happens(factories.submit, staff, Post.objects.get(pk=post.pk))
    happens(approval_actions.approve, by=chief, item=post, seal=post.submission.seal)
    happens(approval_actions.revoke, by=chief, item=post, reason="取りやめる")
    post = happens(factories.submit, staff, Post.objects.get(pk=post.pk))
    happens(approval_actions.approve, by=chief, item=post, seal=post.submission.seal)
    post = Post.objects.get(pk=post.pk)
    job = happens(publishing.publish_now, by=staff, post=post)
    claim = claims.claim(type(job), job.pk)
    happens(outgoing.announce, claim)
    happens(outgoing.finish, claim, remote_id="17900000000000001")
    photo = Post.objects.get(pk=post.pk).photos.get()
    happens(post_actions.withdraw_permission, by=staff, photo=photo, reason="申し出があったため")
    assert {staff, chief} <= happens.last["changed"]
    happens(publishing.record_removal, by=chief, post=post, reason="許可がなくなったため")


def test_a_contractors_post_is_circulated(happens, poster, manager, staff, chief):
    post = happens(factories.submitted, poster)
    assert manager in happens.last["changed"]
    happens(approval_actions.approve, by=manager, item=post, seal=post.submission.seal)
    assert {staff, chief, poster} <= happens.last["changed"]
    happens(approval_actions.mark_read, by=staff, item=post)
    assert happens.last["changed"] == {staff}
    happens(approval_actions.withdraw, by=poster, item=post, reason="取りやめる")


def test_a_replys_way(happens, staff, chief):
    reply = happens(comment_factories.reply_draft, staff)
    happens(lapsing.comment_edited, reply.comment)
    assert staff in happens.last["changed"]
    reply = happens(comment_factories.reply_submit, staff, Reply.objects.get())
    assert chief in happens.last["changed"]
    happens(approval_actions.approve, by=chief, item=reply, seal=reply.submission.seal)
    happens(lapsing.comment_gone, reply.comment)
    assert Reply.objects.get().state == State.DRAFT


def test_stop_settings_and_the_accounts_password(happens, staff, chief, administrator):
    happens(approval_actions.stop, by=chief, reason="誤った情報")
    assert len(happens.last["changed"]) == 6
    happens(approval_actions.resume, by=chief, note="直した")
    happens(
        signing_in_actions.change_safeguards, by=administrator, safeguards=Safeguards(pk=1, password_days=30)
    )
    happens(account_actions.add_holder, by=administrator, user=staff, reason="投稿のため")
    happens(account_actions.open_task, by=chief, reason=PasswordChange.Reason.INCIDENT, about="紙を紛失した")
    assert {staff, administrator} <= happens.last["changed"]
    task = PasswordTask.objects.get()
    happens(account_actions.dismiss_task, by=chief, task=task, reason="紙は見つかった")


def test_cases(happens, poster, staff, chief, manager):
    case = happens(case_factories.case, poster)
    assert {staff, chief, manager} <= happens.last["changed"]
    happens(case_actions.note_case, by=staff, case=case)
    assert {staff, chief} <= happens.last["changed"]


def test_people_come_and_go(happens, staff, chief, administrator):
    factories.draft(staff)
    successor = factories.person("prefecture_poster", name="後任 一子")
    appointment = staff.appointments.get()
    happens(
        people_actions.end_appointment,
        by=administrator,
        appointment=appointment,
        last_day=None,
        reason="異動",
        successor=successor,
    )
    assert staff in happens.last["changed"]
