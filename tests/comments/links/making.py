"""Live posts with links, made through the product's own actions."""

import uuid

from django.utils import timezone

from outbox import claims
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from tests import factories, outgoing

URL = "https://www.example.jp/yuki"


def live(by, *approvers, url=URL, label="雪まつり", links=None, **fields):
    """A published post with its links, as if Instagram had just taken it."""
    links = [factories.link(url, label=label)] if links is None else links
    post = factories.approved(by, *approvers, links=links, **fields)
    job = publishing.publish_now(by=by, post=post)
    claim = claims.claim(PublishJob, job.pk)
    outgoing.announce(claim)
    outgoing.finish(claim, remote_id=str(uuid.uuid4().int)[:17])
    return Post.objects.select_related("submission").get(pk=post.pk)


def many(post, count):
    """So many copies of a live post, as rows: only for counting queries."""
    from copy import copy  # noqa: PLC0415 - used here alone

    link, photo, job = post.links.get(), post.photos.get(), post.jobs.get()
    for _ in range(count):
        dossier, submission = copy(post.dossier), copy(post.submission)
        dossier.pk, dossier.serial = None, dossier.serial + type(dossier).objects.count()
        dossier.save()
        submission.pk, submission.dossier = None, dossier
        submission.save()
        other = copy(post)
        other.pk, other.dossier, other.submission, other.form_key = None, dossier, submission, uuid.uuid4()
        other.save()
        for part in (copy(link), copy(photo)):
            part.pk, part.post = None, other
            part.save()
        done = copy(job)
        done.pk, done.post, done.submission = None, other, submission
        done.media_id, done.state, done.finished_at = (
            str(uuid.uuid4().int)[:17],
            JobState.DONE,
            timezone.now(),
        )
        done.save()
