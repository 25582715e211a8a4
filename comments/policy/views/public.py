"""運用ポリシー for everybody: the version in force, the earlier and the announced ones (第６第１項)."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.policy import public, published
from comments.policy.published import Published
from security.pages.doors import public_page

MAX_AGE = 300  # seconds


@public_page
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The version in force today."""

    def context() -> dict[str, Any]:
        versions = published.versions()
        return _context(published.current(versions), versions)

    return public.page(request, template="policy/public.html", context=context, max_age=MAX_AGE)


@public_page
@require_safe
def numbered(request: HttpRequest, number: int) -> HttpResponse:
    """One approved version by its number; of any other nobody outside even learns that there is one."""

    def context() -> dict[str, Any]:
        versions = published.versions()
        shown = next((one for one in versions if one.number == number), None)
        if shown is None:
            raise Http404
        return _context(shown, versions)

    return public.page(request, template="policy/public.html", context=context, max_age=MAX_AGE)


def _context(shown: Published | None, versions: Sequence[Published]) -> dict[str, Any]:
    return {
        "shown": shown,
        "standing": published.current(versions),
        "versions": versions,
        "coming": [one for one in versions if one.in_force_from > timezone.localdate()],
        "dates": published.dates_until(shown, versions) if shown else [],
    }
