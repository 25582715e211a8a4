"""An expired session must not cost anybody a text: what was sent waits in the session until after the sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

KEY = "kept_input"


def sign_in_keeping_input(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `login_required`; the texts of a form (files cannot be kept) come back through `kept_input`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            data = request.POST.copy()
            data.pop("csrfmiddlewaretoken", None)
            request.session[KEY] = {"path": request.path, "data": data.urlencode()}
        return redirect_to_login(request.get_full_path())

    return guarded


def kept_input(request: HttpRequest) -> QueryDict | None:
    """What was typed into this page's form before the sign-in; given once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(kept["data"])
