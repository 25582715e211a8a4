"""Pictures for Instagram, while it is fetching."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from posts.drafting.views.images import jpeg
from posts.imaging.probe import probe_photo
from posts.publishing import addresses
from security.pages.doors import machine


@machine
@require_safe
def for_instagram(request: HttpRequest, ticket: str) -> HttpResponse:
    """Without sign-in: the address itself is the key (publishing/addresses.py)."""
    if addresses.is_probe(ticket):
        response = HttpResponse(probe_photo(), content_type="image/jpeg")
    elif photo := addresses.photo_for(ticket):
        response = jpeg(photo.digest, post=photo.post)
    else:
        raise Http404
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
