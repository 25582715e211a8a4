"""Where Instagram's notifications arrive. Answered at once; a task processes what they say."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.inbox.actions import deliveries
from comments.inbox.webhooks import signatures
from security.pages.bodies import MB, takes
from security.pages.doors import machine

# 1,000 comments in one notification, Meta's most, are some 500 KB.
BODY_MAX = 1 * MB
PLAIN = "text/plain; charset=utf-8"


@takes(BODY_MAX)
@machine
@csrf_exempt
@require_http_methods(["GET", "POST"])
def instagram(request: HttpRequest) -> HttpResponse:
    return _handshake(request) if request.method == "GET" else _delivery(request)


def _handshake(request: HttpRequest) -> HttpResponse:
    """Guide "Webhooks", "Verification Requests": the challenge is sent back to whoever knows our token."""
    is_meant = request.GET.get("hub.mode") == "subscribe"
    knows = signatures.is_token(request.GET.get("hub.verify_token", ""), settings.WEBHOOK_VERIFY_TOKEN)
    if not (is_meant and knows):
        return _refused()
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type=PLAIN)


def _delivery(request: HttpRequest) -> HttpResponse:
    """A body is waited for, and a thread with it, only where it has a length and can be signed; too long, it was refused."""
    length = request.META.get("CONTENT_LENGTH") or ""
    header = request.headers.get("X-Hub-Signature-256", "")
    if not (length.isdecimal() and signatures.is_well_formed(header)):
        return _refused()
    try:
        body = request.body
    except UnreadablePostError:
        return _refused()  # cut off on the way: whoever sent it sends it again
    if not signatures.is_signed(body, header, settings.WEBHOOK_SECRETS):
        return _refused()
    deliveries.keep(body=body)
    return HttpResponse(content_type=PLAIN)


def _refused() -> HttpResponse:
    return HttpResponseForbidden()
