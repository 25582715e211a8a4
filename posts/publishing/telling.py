"""What keeps a post back, or goes out with it unseen, told by letter to those who can look into it."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from approvals.answering import readers
from outbox.claims import GRACE
from posts.publishing.models import PublishJob
from security.letters import writing as letters


def of_dead_link(job: PublishJob, sentence: str) -> None:
    """To those who answer for it, once a publication. Runs in the transaction that noted it."""
    more = {"sentence": sentence, "until": job.asked_for + GRACE}
    _tell(job, "link-dead", "リンク先が開けないため、投稿を待っています", **more)


def of_unseen_links(job: PublishJob) -> None:
    """The same people, once a publication: the links could not be looked at from here, so somebody should."""
    _tell(job, "links-unseen", "リンク先をご自分の端末で確かめてください", links=job.content.links)


def _tell(job: PublishJob, about: str, subject: str, **more: Any) -> None:
    post = job.post
    ids = [one for one in post.answering_ids if one]
    for person in readers(post).filter(pk__in=ids):
        url = f"{settings.PUBLIC_URL}{post.get_absolute_url()}"
        context = {"person": person, "post": post, "url": url, **more}
        letters.write(
            key=f"{about}:{job.pk}",
            to=person,
            subject=f"{subject}: {post}",
            body=render_to_string(f"posts/letters/{about.replace('-', '_')}.txt", context),
        )
