"""Where Instagram fetches a photo: an address nobody can guess, good only while its job is being worked on."""

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from outbox.jobs import JobState
from posts.drafting.models import Post
from posts.publishing.models import PublishJob

SALT = "posts.publishing.photo"
# Instagram fetches when the container is created; a container lives a day, but ours are used within minutes.
LIFETIME_S = 3600
PROBE_SALT = "posts.publishing.probe"
PROBE_LIFETIME_S = 300


def photo_address(job: PublishJob, digest: str) -> str:
    """US-ASCII only, as Instagram demands of `image_url`."""
    ticket = signing.dumps([job.pk, digest], salt=SALT)
    return settings.PUBLIC_URL + reverse("posts:photo_for_instagram", args=[ticket])


class PhotoOf(NamedTuple):
    post: Post
    digest: str


def photo_for(ticket: str) -> PhotoOf | None:
    """The photo that the address stands for, or None: forged, too old, or its job is over."""
    try:
        job_id, digest = signing.loads(ticket, salt=SALT, max_age=LIFETIME_S)
    except signing.BadSignature:
        return None
    begun = PublishJob.objects.filter(
        pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING], attempts__gt=0
    )
    job = begun.select_related("submission", "post").first()
    if job is None or digest not in job.content.digests:
        return None
    return PhotoOf(job.post, digest)


def probe_address() -> str:
    """An address of the same kind without a post, to find out whether Instagram could come and fetch."""
    return settings.PUBLIC_URL + reverse(
        "posts:photo_for_instagram", args=[signing.dumps("probe", salt=PROBE_SALT)]
    )


def is_probe(ticket: str) -> bool:
    try:
        return signing.loads(ticket, salt=PROBE_SALT, max_age=PROBE_LIFETIME_S) == "probe"
    except signing.BadSignature:
        return False
