"""Several people press at the same moment: exactly one wins (第４第１項(1)). Real processes on PostgreSQL."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions, events
from approvals.models import Decision, State
from posts.models import Post, PublishJob
from security.models import Role, User
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CHIEFS = 4


def approve(username, pk):
    post = Post.objects.select_related("submission").get(pk=pk)
    return attempt(
        lambda: actions.approve(by=User.objects.get(username=username), item=post, seal=post.submission.seal)
    )


def approve_or_edit(username, pk):
    """Chiefs approve, the poster edits."""
    person = User.objects.get(username=username)
    if person.appointments.get().role == Role.SECTION_CHIEF:
        return approve(username, pk)
    return attempt(lambda: factories.edited(person, Post.objects.get(pk=pk), caption="いま直しました。"))


def stop(username):
    return attempt(lambda: actions.stop(by=User.objects.get(username=username), reason="誤った情報が出た"))


def draft(username, form_key):
    from uuid import UUID  # noqa: PLC0415 - runs in a process of its own

    from posts.drafting.actions import Draft, create_draft  # noqa: PLC0415 - as above

    content = Draft(fields={"title": "二度押し", "caption": "同じもの"})
    person = User.objects.get(username=username)
    return create_draft(by=person, form_key=UUID(form_key), draft=content).pk


def attempt(deed):
    try:
        deed()
    except Refused as refusal:
        return refusal.answer.reason
    return "done"


def chiefs():
    return [factories.person(Role.SECTION_CHIEF, name=f"課長{n}") for n in range(CHIEFS)]


@pytest.mark.clause("第４第１項(1)")
def test_of_four_approvals_at_once_one_wins_and_the_others_learn_whose():
    staff = factories.person(Role.PREFECTURE_POSTER)
    post = factories.submitted(staff, publish_at=timezone.now() + datetime.timedelta(hours=2))
    answers = race(f"{__name__}:approve", *[(chief.username, post.pk) for chief in chiefs()])
    decision = Decision.objects.get()
    losers = [answer for answer in answers if answer != "done"]
    assert len(losers) == CHIEFS - 1
    assert all(f"{decision.by.name}さんが" in answer and "「承認」" in answer for answer in losers)
    assert audit.events_of(post).filter(tag=events.APPROVED.tag).count() == 1
    assert PublishJob.objects.count() == 1
    assert Post.objects.get().state == State.APPROVED
    assert list(audit.faults()) == []


@pytest.mark.clause("第４第１項(1)")
def test_edit_and_approval_at_once_never_leave_an_approved_change():
    staff = factories.person(Role.PREFECTURE_POSTER)
    post = factories.submitted(staff, publish_at=timezone.now() + datetime.timedelta(hours=2))
    chief = factories.person(Role.SECTION_CHIEF)
    race(f"{__name__}:approve_or_edit", (chief.username, post.pk), (staff.username, post.pk))
    post.refresh_from_db()
    assert post.caption == "いま直しました。"
    assert (post.state, post.submission) == (State.DRAFT, None)
    assert not PublishJob.objects.filter(state="queued").exists()


def test_of_four_stops_at_once_one_stands():
    answers = race(f"{__name__}:stop", *[(chief.username,) for chief in chiefs()])
    assert sorted(answers) == sorted(["done", *["すでに緊急停止中です。"] * (CHIEFS - 1)])


def test_one_form_sent_four_times_at_once_makes_one_draft():
    staff = factories.person(Role.PREFECTURE_POSTER)
    key = "6f1c2a53-6a4e-4f35-9f6e-9f1f3a3a8a11"
    made = race(f"{__name__}:draft", *[(staff.username, key)] * 4)
    assert set(made) == {Post.objects.get().pk}
    assert audit.events_of(Post.objects.get()).count() == 1


def test_drafts_made_at_once_get_numbers_of_their_own():
    people = [factories.person(Role.PREFECTURE_POSTER) for _ in range(4)]
    keys = [f"6f1c2a53-6a4e-4f35-9f6e-9f1f3a3a8a1{n}" for n in range(4)]
    race(f"{__name__}:draft", *[(person.username, key) for person, key in zip(people, keys, strict=True)])
    assert sorted(post.dossier.serial for post in Post.objects.select_related("dossier")) == [1, 2, 3, 4]
