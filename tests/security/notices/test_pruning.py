"""Old notices go at night, in batches; what they told stands in the trail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from security.models import Notice
from security.notices import pruning
from tests.sweeping import swept

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(tell, kind, clock, staff):
    """Five from before, the last a day short of old; one from today. It is noon."""
    for days in (500, 450, 401, 400, 399):
        tell(kind, staff, title=f"{days}日前")
        Notice.objects.filter(title=f"{days}日前").update(at=timezone.now() - timedelta(days=days, minutes=1))
    tell(kind, staff, title="今日")


def test_old_ones_go_at_night_in_batches(old, clock, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 2)
    swept(pruning)
    assert Notice.objects.count() == 6
    clock.move_to("2026-11-30T18:00:00Z")  # three in the morning
    swept(pruning)
    assert set(Notice.objects.values_list("title", flat=True)) == {"399日前", "今日"}


def test_looking_costs_one_question(old, clock, django_assert_num_queries):
    clock.move_to("2026-11-30T18:00:00Z")
    with django_assert_num_queries(1):
        assert pruning.is_due()
