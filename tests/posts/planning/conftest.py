import datetime

import pytest
from django.utils import timezone

from outbox.jobs import JobState
from posts.models import Post, PublishJob


@pytest.fixture
def at():
    """A moment so many days from today, on the clock of the office."""

    def moment(days, hour=12, minute=0):
        day = timezone.localtime() + datetime.timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    return moment


@pytest.fixture
def went_out():
    """As the publishing walk leaves it."""

    def published(post, when):
        moments = dict.fromkeys(("due_at", "asked_for", "sent_at", "first_asked_at", "finished_at"), when)
        values = {"post": post, "state": JobState.DONE, "media_id": f"1{post.pk}", **moments}
        PublishJob.objects.update_or_create(submission=post.submission, defaults=values)
        Post.objects.filter(pk=post.pk).update(state="published")
        return Post.objects.get(pk=post.pk)

    return published
