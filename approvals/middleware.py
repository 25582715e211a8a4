"""What is said when a page meets a version that a newer release has sealed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from approvals.content import UnknownForm


class UnknownFormMiddleware:
    """After going back to an older release: nothing of such a version is shown, and nothing goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UnknownForm):
            return None
        return render(request, "approvals/unknown_form.html", status=503)
