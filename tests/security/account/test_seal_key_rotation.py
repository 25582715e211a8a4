"""The keys of MACs are changed without making good what nobody has signed."""

import io

import pytest
from django.core.management import CommandError, call_command

from approvals.models import Decision, Submission
from posts.models import PublishJob
from posts.publishing import actions, preflight
from security.account import events
from security.models import Appointment, AuditEvent
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]
OLD, NEW = "an old key of thirty-two characters", "a new key of thirty-two characters!"


@pytest.fixture
def job(settings, staff, chief):
    """Due, and everything signed with the old key."""
    settings.SEAL_KEYS = [OLD]
    for appointment in Appointment.objects.all():
        Appointment.objects.filter(pk=appointment.pk).delete()
        appointment.pk = None
        appointment.save()
    return actions.publish_now(by=staff, post=factories.approved(staff, chief))


def may_send(job):
    return preflight.may_send(preflight.as_it_stands(job), job)


def rotate():
    said, told = io.StringIO(), io.StringIO()
    call_command("rotate_seal_keys", stdout=said, stderr=told)
    return said.getvalue()


def test_after_the_rotation_the_old_key_can_go(settings, job):
    settings.SEAL_KEYS = [NEW, OLD]
    assert may_send(job)
    rows = sum(model.objects.count() for model in (Appointment, Submission, Decision, PublishJob))
    assert f"{rows} 件" in rotate()
    settings.SEAL_KEYS = [NEW]
    assert may_send(PublishJob.objects.get())
    assert "0 件" in rotate()


def test_without_the_key_nothing_goes_out(settings, job):
    settings.SEAL_KEYS = [NEW]
    assert not may_send(job)


def test_what_no_key_has_signed_is_named_and_not_made_good(settings, job):
    settings.SEAL_KEYS = [NEW, OLD]
    Decision.objects.update(by=job.post.author)
    told = io.StringIO()
    with pytest.raises(CommandError, match="1 件が残っています"):
        call_command("rotate_seal_keys", stdout=io.StringIO(), stderr=told)
    assert f"決定 {Decision.objects.get().pk}" in told.getvalue()
    assert not Decision.objects.get().is_authentic
    assert Submission.objects.get().is_authentic


def test_rotation_is_one_event(settings, job):
    settings.SEAL_KEYS = [NEW, OLD]
    rotate()
    event = AuditEvent.objects.get(tag=events.SEAL_KEYS_ROTATED.tag)
    assert event.data["unverified"] == []
