"""The approval core's main line."""

import pytest

from approvals.models import State
from posts.models import PublishJob
from security.models import Role
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.clause("第４第１項(1)")
def test_prefectures_post_is_approved_by_the_section_chief():
    staff, chief = factories.person(Role.PREFECTURE_POSTER), factories.person(Role.SECTION_CHIEF)
    post = factories.approved(staff, chief)
    assert post.state == State.APPROVED
    assert not PublishJob.objects.exists()
    assert list(audit.faults()) == []
