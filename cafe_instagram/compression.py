"""Pages leave compressed. Stylesheets and scripts are compressed once, when the image collects them (whitenoise)."""

from typing import Any

from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/x-ndjson")


class TextGZipMiddleware(GZipMiddleware):
    """Django's own, for texts alone: a photograph is compressed already, and trying again costs time for nothing."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
