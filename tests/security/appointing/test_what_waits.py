"""Whoever ends an appointment sees what will not go out without a successor, and says who takes over (第４)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Post
from security.models import Appointment, Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第２項")]


@pytest.fixture
def colleague(staff):
    return factories.person(Role.PREFECTURE_POSTER, staff.appointments.get().organization)


@pytest.fixture
def waiting(staff, chief):
    return factories.approved(staff, chief, title="雪まつり", publish_at=timezone.now() + timedelta(days=3))


def address_of(person):
    return reverse("security:end_appointment", args=[Appointment.objects.get(user=person).pk])


def ending(**changes):
    return {"when": "at_once", "reason": "人事異動", "successor": "", **changes}


def test_what_waits_is_listed_with_its_time(client, administrator, staff, waiting):
    client.force_login(administrator)
    page = client.get(address_of(staff)).content.decode()
    assert "雪まつり" in page
    assert waiting.get_absolute_url() in page


def test_without_a_word_about_the_successor_nothing_ends(client, administrator, staff, waiting, colleague):
    client.force_login(administrator)
    page = client.post(address_of(staff), ending())
    assert page.status_code == 422
    assert "待っている投稿が1件あります" in page.content.decode()
    assert Appointment.objects.get(user=staff).valid_until is None
    client.post(address_of(staff), ending(successor=colleague.pk))
    assert Post.objects.get().in_charge == colleague


def test_it_may_be_ended_without_one_knowingly(client, administrator, staff, waiting):
    client.force_login(administrator)
    assert client.post(address_of(staff), ending(without_successor="on")).status_code == 302


def test_who_has_nothing_waiting_is_asked_nothing(client, administrator, staff, chief):
    factories.draft(staff)
    client.force_login(administrator)
    assert "without_successor" not in client.get(address_of(staff)).content.decode()
    assert client.post(address_of(staff), ending()).status_code == 302
