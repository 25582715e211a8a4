"""Addresses to which only a button sends: whoever comes to one otherwise is led to where the button is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

NOT_DONE = (
    "ボタンの操作は、いまは行われていません。この画面でいまの状態を確かめ、必要ならもう一度押してください。"
)

View = Callable[..., HttpResponseBase]


def pressed_at(place: Callable[..., str]) -> Callable[[View], View]:
    """In place of `require_POST`. `place` takes the view's arguments and gives the address of the page with the button.

    After a sign-in one comes back by GET: what was pressed before has not happened, and must be pressed again. What
    somebody may not even know of answers 404 here as there: let `place` look for it as the view does.
    """

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["POST"])
            address = place(request, *args, **kwargs)
            messages.error(request, NOT_DONE)
            return redirect(address)

        return guarded

    return around


class NoBlankPagesMiddleware:
    """A page that does not take what was sent to it says so, in place of a blank one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
