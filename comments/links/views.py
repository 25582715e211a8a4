"""リンク集: where the profile's one link leads, since captions cannot carry links."""

from io import BytesIO
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.links import querysets
from comments.links.querysets import Cursor, Entry
from comments.policy import public
from posts.drafting import files
from posts.drafting.rules import is_post_address
from posts.imaging.failures import PhotoFailure
from posts.imaging.whole import small_whole
from posts.models import PublishJob
from security.office.addresses import host_of, with_scheme
from security.pages.doors import public_page

MAX_AGE = 60  # seconds that browsers may be behind
PICTURE_MAX_AGE = 300
LINE_MAX = 80


@public_page
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """The approved links of live posts, newest first; `before` is where the last page ended."""
    before = request.GET.get("before", "")
    cursor = Cursor.read(before) if before else None
    if before and cursor is None:
        raise Http404

    def context() -> dict[str, Any]:
        entries, following = querysets.page(cursor)
        return {
            "entries": [_shown(entry) for entry in entries],
            "following": following,
            "is_first": cursor is None,
        }

    return public.page(
        request, template="links/list.html", context=context, max_age=MAX_AGE, part=str(cursor or "")
    )


def _shown(entry: Entry) -> dict[str, Any]:
    line = entry.first_line
    picture = entry.picture
    led = ((with_scheme(link.url), link.label) for link in entry.links)
    return {
        "line": line if len(line) <= LINE_MAX else f"{line[:LINE_MAX]}…",
        "published_at": entry.published_at,
        "permalink": entry.permalink if is_post_address(entry.permalink) else "",
        "picture": reverse("links:picture", args=[entry.post_id, picture.digest]),
        "alt": picture.alt_text,
        "width": picture.width,
        "height": picture.height,
        "links": [
            {"url": url, "label": label or host_of(url), "host": host_of(url)}
            for url, label in led
            if public.safe_address(url)
        ],
    }


@public_page
@require_safe
def picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The first photo of a post that is on the page now, small; gone when the post is."""
    job = querysets.shown(timezone.localdate()).filter(post__id=pk).first()  # fits any number
    if job is None or job.content.photos[0].digest != digest:
        raise Http404
    data = _small(digest, job)
    response = HttpResponse(data, content_type="image/jpeg")
    return public.cacheable(request, response, of=digest.encode(), max_age=PICTURE_MAX_AGE)


def _small(digest: str, job: PublishJob) -> bytes:
    """Named by its content and made of proven bytes, so what is kept stays right."""
    kept = caches["pages"]
    data = kept.get(f"small:{digest}")
    if data is None:
        try:
            data = small_whole(BytesIO(files.rendition(digest, post=job.post)))
        except (files.Damaged, PhotoFailure) as error:
            raise Http404 from error
        kept.set(f"small:{digest}", data)
    return data
