"""Pages for everybody: the same for all, whoever asks, and quick.

They are rendered without the request, so that nothing of a person can get onto them, and `@public_page` keeps cookies away from
them. Each process keeps what it has rendered until the day or the audit trail moves on: whatever an
action changes is recorded in its own transaction, so a kept page is never behind the database, and a post that was
taken down is gone with the next request. Only browsers and proxies may be behind, by `max_age` seconds at most.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from comments.policy.models import OfficeFacts
from posts.links.addresses import NOT_IN_AN_ADDRESS
from security.office.addresses import is_web_address
from security.trail import recording as audit


def page(
    request: HttpRequest,
    *,
    template: str,
    context: Callable[[], dict[str, Any]],
    max_age: int,
    part: str = "",
) -> HttpResponse:
    """The page of this path and `part`; `context` is asked only if it is not kept yet. max_age in seconds.

    part: what the page takes of its query, once it is found to be meant; whatever else stands there changes nothing.
    """
    kept = caches["pages"]
    key = _key(request.path, part)
    html = kept.get(key)
    if html is None:
        html = render_to_string(template, {**_frame(request), **context()})
        kept.set(key, html)
    return cacheable(request, HttpResponse(html), of=html.encode(), max_age=max_age)


def cacheable(request: HttpRequest, response: HttpResponse, *, of: bytes, max_age: int) -> HttpResponse:
    """With an ETag of the content `of`; 304 for who has it already."""
    response["Cache-Control"] = f"public, max-age={max_age}"
    response["ETag"] = f'"{hashlib.sha256(of).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)  # noqa: S101 - it gives back what it was given, or 304 or 412
    return answer


def _key(path: str, part: str) -> str:
    parts = (path, part, audit.head().digest, str(timezone.localdate()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _frame(request: HttpRequest) -> dict[str, Any]:
    facts = OfficeFacts.current()
    return {
        "facts": facts,
        "username": settings.INSTAGRAM_USERNAME,
        "profile_url": safe_address(facts.profile_url),
        "site_url": safe_address(facts.site_url),
        "at_links": request.path == reverse("links:list"),
        "at_policy": request.path == reverse("policy:public"),
    }


def safe_address(url: str) -> str:
    """The address if a citizen may be led there: http or https, to a named host, with nothing hidden in it; else empty."""
    if NOT_IN_AN_ADDRESS.search(url) or not is_web_address(url) or "@" in urlsplit(url).netloc:
        return ""
    return url
