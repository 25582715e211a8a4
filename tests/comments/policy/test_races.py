"""Two approvals for the same day at the same moment: one stands (第６第１項). Real processes on PostgreSQL."""

import pytest

from approvals import actions
from approvals.models import State
from comments.models import Policy
from security.models import Role, User
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.comments.policy.making import submitted
from tests.racing import race

pytestmark = [
    pytest.mark.clause("第６第１項"),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def approve(username, pk):
    policy = Policy.objects.select_related("submission").get(pk=pk)
    try:
        actions.approve(by=User.objects.get(username=username), item=policy, seal=policy.submission.seal)
    except Refused as refusal:
        return refusal.answer.reason
    return "done"


def begin(username, key):
    from uuid import UUID  # noqa: PLC0415 - runs in a process of its own

    from comments.policy import actions as policy_actions  # noqa: PLC0415 - as above

    return policy_actions.begin(by=User.objects.get(username=username), form_key=UUID(key)).number


def test_of_four_versions_for_one_day_one_is_approved():
    staff, chief = factories.person(Role.PREFECTURE_POSTER), factories.person(Role.SECTION_CHIEF)
    waiting = [submitted(staff, days=3) for _ in range(4)]
    answers = race(f"{__name__}:approve", *[(chief.username, policy.pk) for policy in waiting])
    assert answers.count("done") == 1
    assert all("すでに承認されています" in answer for answer in answers if answer != "done")
    assert Policy.objects.filter(state=State.APPROVED).count() == 1
    assert Policy.objects.filter(state=State.PENDING).count() == 3
    assert list(audit.faults()) == []


def test_versions_begun_at_once_get_numbers_of_their_own():
    staff = factories.person(Role.PREFECTURE_POSTER)
    keys = [f"6f1c2a53-6a4e-4f35-9f6e-9f1f3a3a8a1{n}" for n in range(4)]
    numbers = race(f"{__name__}:begin", *[(staff.username, key) for key in keys])
    assert sorted(numbers) == [1, 2, 3, 4]
