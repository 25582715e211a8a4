"""The number of a request, which a person can name and the log can be searched for (お問い合わせ番号)."""

import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:  # the clock program writes a log too, and serves no page
    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch


@dataclass
class Inquiry:
    """`path` as it may stand in a log; `view` as addresses call it; both empty until a view is found. `person`: his number."""

    number: str
    method: str = ""
    path: str = ""
    view: str = ""
    person: int | None = None


current: ContextVar[Inquiry | None] = ContextVar("inquiry", default=None)

# Called with each request that has been answered: its inquiry, status and seconds.
Heard = Callable[[Inquiry, int, float], None]
listeners: list[Heard] = []


class InquiryMiddleware:
    """The outermost: all that is logged of a request bears its number."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        inquiry = Inquiry(new_number(), request.method or "")
        began = time.monotonic()
        current.set(inquiry)  # until the answer is closed: Django tells of refusals after all middleware
        response = self.get_response(request)
        response["X-Request-ID"] = inquiry.number
        for hear in listeners:
            hear(inquiry, response.status_code, time.monotonic() - began)
        return response

    def process_view(self, request: "HttpRequest", view: Callable[..., Any], *arguments: Any) -> None:
        inquiry = current.get()
        if inquiry is None or request.resolver_match is None:
            return
        inquiry.path, inquiry.view = path_of(request.resolver_match), request.resolver_match.view_name
        # Strangers and machines cost no question, and their answers hang on no cookie.
        user = getattr(request, "user", None)
        if user is not None and settings.SESSION_COOKIE_NAME in request.COOKIES and user.is_authenticated:
            inquiry.person = user.pk


def forget(**kwargs: Any) -> None:
    """At the request's end: the thread goes on to other work."""
    current.set(None)


def new_number() -> str:
    """Eight signs that can be read out over the telephone: no 0 and O, no 1 and I."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(8))


def path_of(match: "ResolverMatch") -> str:
    """The address with its numbers; of whatever else stands in it the name alone, since links of letters are secrets."""
    path = f"/{match.route}"
    for name, value in match.kwargs.items():
        if isinstance(value, int):
            path = path.replace(f"<int:{name}>", str(value))
    return path
