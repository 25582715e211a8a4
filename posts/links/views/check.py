"""リンクを確かめる: an advice before approval is asked for or given; nothing is stored, nothing depends on it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from posts.drafting import rules
from posts.drafting.views.access import readable_post
from posts.links import check
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest

LINKS_MAX = 20  # in one go


@login_required
@pressed_at(lambda request, pk: readable_post(request, pk).get_absolute_url())
def check_links(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    links = list(post.links.all())
    context = {
        "post": post,
        "findings": check.check_all(link.url for link in links[:LINKS_MAX]),
        "left_out": max(0, len(links) - LINKS_MAX),
        "link_clause": rules.link_clause(post.organization),
    }
    return render(request, "posts/links_checked.html", context)
