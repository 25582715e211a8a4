"""What Instagram is given is what was sealed, byte for byte, or nothing: whatever happens on the disk meanwhile."""

import hashlib

import pytest

from approvals.models import State
from instagram.client import Client
from outbox import claims
from posts.drafting import events
from posts.imaging import store
from posts.models import DamagedFile, Photo, Post, PublishJob
from posts.publishing import addresses, errand
from security.models import AuditEvent, Notice
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]


@pytest.fixture
def other():
    """Another photo, as good as any."""
    return factories.photo_file("red").read()


def put_on_disk(data, digest=""):
    path = store.renditions().path(digest or Photo.objects.get().rendition)
    before = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(data)
    return before


def noted():
    return AuditEvent.objects.filter(tag=events.FILE_DAMAGED.tag)


def test_a_picture_exchanged_while_instagram_fetches_and_put_back_does_not_go_live(
    sandbox, administrator, job_of, work_off, other, monkeypatch
):
    create, swaps = Client.create_image, []

    def exchanged_meanwhile(self, **given):
        if swaps:
            return create(self, **given)
        swaps.append(right := put_on_disk(other))
        try:
            return create(self, **given)
        finally:
            put_on_disk(right)

    monkeypatch.setattr(Client, "create_image", exchanged_meanwhile)
    job = work_off(job_of())
    assert [one["sha256"] for one in sandbox.state()["media"]] in ([], job.content.digests)
    assert noted().count() == 1
    assert Notice.objects.filter(person=administrator, kind="post_file_damaged").count() == 1


def test_other_bytes_are_answered_with_nothing(client, sandbox, clock, administrator, chief, job_of, other):
    clock.hold()
    job = job_of()
    assert claims.claim(PublishJob, job.pk)
    address = addresses.photo_address(job, job.content.digests[0]).partition("/media/")[2]
    right = put_on_disk(other)
    for _ in range(2):
        assert client.get(f"/media/{address}").status_code == 404
    (event,) = noted()
    assert event.data == {"file": job.content.digests[0], "shelf": "rendition"}
    (notice,) = Notice.objects.filter(title__contains="保存したときと違います")
    assert notice.person == administrator
    put_on_disk(right)
    answer = client.get(f"/media/{address}")
    assert hashlib.sha256(answer.content).hexdigest() == job.content.digests[0]


def test_what_stops_a_post_on_the_disk_is_told_to_who_can_put_it_back(sandbox, administrator, job_of, other):
    job = job_of()
    put_on_disk(other)
    errand.run(job.pk)
    assert Post.objects.get().state == State.FAILED
    assert DamagedFile.objects.get().post == job.post
    assert noted().count() == 1
    assert Notice.objects.filter(person=administrator, kind="post_file_damaged").count() == 1
