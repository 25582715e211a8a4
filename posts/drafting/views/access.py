"""Looking a post up for a page: strangers are told that there is nothing here."""

from django.http import Http404

from posts.drafting import querysets, rules
from posts.drafting.models import Post
from security.pages.requests import OfficeRequest


def readable_post(request: OfficeRequest, pk: int) -> Post:
    """The post with everything its pages read; 404 for those who may not read it."""
    post = querysets.for_page(pk)
    if post is None or not rules.may_read(request.actor, post):
        raise Http404
    return post
