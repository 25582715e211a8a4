"""The post under which a comment stands, for this reader: its paper to those who may read it, else what is public."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from comments.inbox import rules
from comments.inbox.models import LivePost
from security.people.actors import Actor


@dataclass(frozen=True)
class PostLine:
    """The post under which a comment stands."""

    pk: int
    name: str
    permalink: str
    # Of the post's own page; empty for who may not read it, or for a post made by hand.
    url: str = ""
    picture: str = ""
    is_gone: bool = False


def post_line(actor: Actor, live_post: LivePost, digest: str | None = None) -> PostLine:
    """Its title and picture for those who may read its papers; what is public for everybody."""
    post = live_post.post
    told: dict[str, Any] = {"name": str(live_post)}
    if post and rules.may_read_papers(actor, post.organization):
        told = {"name": post.title or str(live_post), "url": post.get_absolute_url()}
        if digest:
            told["picture"] = reverse("posts:image", args=[post.pk, digest])
    return PostLine(
        pk=live_post.pk,
        permalink=live_post.permalink if live_post.permalink.startswith(("https://", "http://")) else "",
        is_gone=live_post.gone_at is not None,
        **told,
    )
