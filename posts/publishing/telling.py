"""What becomes of a post on its way out, told by letter to those who answer for it."""

from django.conf import settings
from django.template.loader import render_to_string

from outbox.claims import GRACE
from posts.publishing.models import PublishJob
from security.letters import writing as letters
from security.models import User


def of_dead_link(job: PublishJob, sentence: str) -> None:
    """Once a publication. Runs in the transaction that noted it."""
    post = job.post
    people = {post.author_id, post.in_charge_id}
    for person in User.objects.filter(pk__in=[one for one in people if one], is_active=True):
        context = {
            "person": person,
            "post": post,
            "sentence": sentence,
            "until": job.asked_for + GRACE,
            "url": f"{settings.PUBLIC_URL}{post.get_absolute_url()}",
        }
        letters.write(
            key=f"link-dead:{job.pk}",
            to=person,
            subject=f"リンク先が開けないため、投稿を待っています: {post}",
            body=render_to_string("posts/letters/link_dead.txt", context),
        )
