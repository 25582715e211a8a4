"""Where Instagram fetches a photo: an address nobody can guess, good only while the job is worked on."""

import hashlib
from urllib.robotparser import RobotFileParser

import pytest

from outbox import claims
from posts.models import PublishJob
from posts.publishing import addresses, errand
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fetch(client):
    def get(address):
        path = address.partition("/media/")[2]
        response = client.get(f"/media/{path}")
        response.body = b"".join(response) if response.streaming else response.content
        return response

    return get


@pytest.fixture
def address(sandbox, clock, job_of):
    """Of a job that is being worked on, at a moment that does not pass."""
    clock.hold()
    job = job_of()
    assert claims.claim(PublishJob, job.pk)
    return addresses.photo_address(job, job.content.digests[0])


def test_instagram_gets_the_sealed_bytes_without_signing_in(address, fetch):
    response = fetch(address)
    digest = PublishJob.objects.get().content.digests[0]
    assert response.status_code == 200
    assert hashlib.sha256(response.body).hexdigest() == digest
    assert response["Content-Type"] == "image/jpeg"
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def test_address_is_plain_ascii_and_does_not_show_the_digest(address):
    assert address.isascii()
    assert PublishJob.objects.get().content.digests[0] not in address


def test_address_dies_with_its_job(sandbox, job_of, fetch):
    job = job_of()
    errand.run(job.pk)
    used = sandbox.state()["containers"][0]["image_url"]
    assert fetch(used).status_code == 404


def test_address_is_dead_before_the_job_is_begun(job_of, fetch):
    job = job_of()
    assert fetch(addresses.photo_address(job, job.content.digests[0])).status_code == 404


def test_address_grows_old(address, clock, fetch):
    clock.shift(seconds=addresses.LIFETIME_S - 1)
    assert fetch(address).status_code == 200
    clock.shift(seconds=2)
    assert fetch(address).status_code == 404


@pytest.mark.parametrize("place", [-5, -12, 40])
def test_forged_address_is_refused(address, fetch, place):
    ticket = address.removesuffix(".jpg")
    letter = "A" if ticket[place] != "A" else "B"
    forged = f"{ticket[:place]}{letter}{ticket[place + 1 :]}.jpg"
    assert fetch(forged).status_code == 404


@pytest.mark.parametrize("ticket", ["x", "a:b:c", "..%2f..%2fsecret_key", "0" * 64])
def test_made_up_address_is_refused(client, db, ticket):
    assert client.get(f"/media/instagram/{ticket}.jpg").status_code == 404


def test_address_of_a_photo_of_another_post_is_refused(address, staff, fetch):
    job = PublishJob.objects.get()
    other = factories.draft(staff, photos=2).photos.last()
    assert fetch(addresses.photo_address(job, other.rendition)).status_code == 404
    assert fetch(addresses.photo_address(job, other.original)).status_code == 404


@pytest.mark.parametrize(
    ("path", "is_public"),
    [
        ("/media/instagram/ticket.jpg", True),
        ("/policy/", True),
        ("/policy/2/", True),
        ("/links/", True),
        ("/policy/versions/", False),
        ("/policy/paste/", False),
        ("/posts/", False),
        ("/cases/1/", False),
        ("/", False),
    ],
)
def test_robots_may_fetch_what_is_public_and_nothing_else(client, db, path, is_public):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    assert robots.can_fetch("facebookexternalhit/1.1", path) is is_public
