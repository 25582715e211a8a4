"""What a reading brings is told, in numbers, by the sweep that follows it."""

import pytest

from comments.inbox import telling
from security.models import Notice
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]


def test_a_reading_tells_of_what_it_has_brought_and_once(sandbox, published, read, staff):
    media = published()
    for text in ("すてきですね", "もう、くたばれ", "電話は090-1234-5678です"):
        sandbox.comment(media, text)
    for _ in range(3):
        read()
        swept(telling)
    assert dict(Notice.objects.filter(person=staff).values_list("kind", "count")) == {
        "comments_new": 3,
        "comments_abuse": 1,
        "comments_personal": 1,
    }
