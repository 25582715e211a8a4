"""What keeps a post back, told by letter to those who can end it."""

from django.conf import settings
from django.template.loader import render_to_string

from approvals.sending.telling import readers
from outbox.claims import GRACE
from posts.publishing.models import PublishJob
from security.letters import writing as letters


def of_dead_link(job: PublishJob, sentence: str) -> None:
    """To the author and who is in charge, once a publication. Runs in the transaction that noted it."""
    post, until = job.post, job.asked_for + GRACE
    ids = [one for one in (post.author_id, post.in_charge_id) if one]
    for person in readers(post).filter(pk__in=ids):
        url = f"{settings.PUBLIC_URL}{post.get_absolute_url()}"
        context = {"person": person, "post": post, "sentence": sentence, "until": until, "url": url}
        letters.write(
            key=f"link-dead:{job.pk}",
            to=person,
            subject=f"リンク先が開けないため、投稿を待っています: {post}",
            body=render_to_string("posts/letters/link_dead.txt", context),
        )
