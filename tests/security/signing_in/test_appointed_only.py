"""Without an appointment valid today there is nothing to see but the first page, which says why (第２)."""

import pytest
from django.urls import reverse

from security.models import Appointment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第２")]

WHY = "いま有効な任用がない"
CLOSED = [
    "/posts/",
    "/posts/new/",
    "/posts/agreements/",
    "/posts/1/",
    "/posts/1/images/a.jpg",
    "/stop/",
    "/admin/",
    "/admin/login/",
    "/admin/security/user/",
]
OPEN = [
    "/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/password/reset/",
    "/healthz",
    "/robots.txt",
]


@pytest.fixture
def signed_in(client):
    client.force_login(factories.UserFactory())
    return client


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", CLOSED)
def test_person_without_appointment_is_led_home_and_told_why(signed_in, method, address):
    response = getattr(signed_in, method)(address, follow=True)
    assert response.redirect_chain == [(reverse("home"), 302)]
    assert [WHY in str(message) for message in response.context["messages"]] == [True]


@pytest.mark.parametrize("address", OPEN)
def test_own_account_and_machines_answers_stay_open(signed_in, address):
    assert signed_in.get(address).status_code == 200


def test_photo_is_handed_to_whoever_has_the_ticket(signed_in):
    assert signed_in.get(reverse("posts:photo_for_instagram", args=["none"])).status_code == 404


def test_door_closes_with_the_appointment(client, staff):
    client.force_login(staff)
    assert client.get(reverse("posts:list")).status_code == 200
    Appointment.objects.update(valid_until=Appointment.objects.get().valid_from)
    assert client.get(reverse("posts:list"))["Location"] == reverse("home")


def test_strangers_are_led_to_the_sign_in(client):
    assert client.get(reverse("posts:list"))["Location"].startswith(reverse("account_login"))
