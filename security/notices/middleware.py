"""The link of a letter names its notice: who comes by it has read what the letter told of that page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from security.notices import actions
from security.notices.composing import LINK
from security.notices.querysets import UNSEEN

DIGITS_MAX = 18  # of a number that a database takes


class ReadByLetterMiddleware:
    """Behind every gate, so that a page which is not shown yet counts as unread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        number = request.GET.get(LINK, "")
        is_number = number.isascii() and number.isdecimal() and len(number) <= DIGITS_MAX
        if request.method != "GET" or not is_number:
            return  # who it is, is not asked: pages for strangers hang on no cookie
        if actor := getattr(request, "actor", None):
            read = actions.read_by_letter(by=actor.user, number=int(number), path=request.path)
            # The bell's number was read with the person.
            setattr(actor.user, UNSEEN, max(getattr(actor.user, UNSEEN, 0) - read, 0))
