"""An expired session must not cost anybody a text: what was sent waits in the session until after the sign-in.

It is given back to nobody but the person who was shown the form, whom the form names in a signed hidden field: at the
office's computers the next to sign in may be somebody else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict

KEY = "kept_input"
FIELD = "typed_by"
DISCARD = "discard"  # in the address: what was kept is not wanted
MOST = 200_000  # characters as kept, nine for each Japanese one
SIGNER = Signer(salt="security.kept_input")
DROPPED = "ログインの期限が切れる前に、この画面で別の方が入力した内容がありましたが、お見せできないため取り除きました。"


def typed_by(request: HttpRequest) -> str:
    """The value of the form's hidden field `typed_by`: who is shown it, signed."""
    return SIGNER.sign(str(request.user.pk))


def sign_in_keeping_input(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `login_required`; the texts of a form (files cannot be kept) come back through `kept_input`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if request.method == "POST" or DISCARD in request.GET:
                _let_go(request)
            return view(request, *args, **kwargs)
        keep(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def keep(request: HttpRequest) -> None:
    """Put what was sent aside; other pages than those that ask for it with `kept_input` never see it.

    Only what comes from a form that we have shown, and no more than a text can be: anybody can send anything here.
    """
    if request.method != "POST" or _author(request.POST) is None:
        return
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    written = data.urlencode()
    if len(written) <= MOST:
        request.session[KEY] = {"path": request.path, "data": written}


def comes_back(request: HttpRequest) -> bool:
    """Whether the page can be asked for again without doing anything a second time."""
    return request.method in ("GET", "HEAD") or FIELD in request.POST


def kept_input(request: HttpRequest) -> QueryDict | None:
    """What this person typed into this page's form before the sign-in, until it is sent again or discarded.

    Another's is dropped, and told.
    """
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    data = QueryDict(kept["data"])
    if _author(data) == str(request.user.pk):
        return data
    del request.session[KEY]
    messages.warning(request, DROPPED)
    return None


def _let_go(request: HttpRequest) -> None:
    kept = request.session.get(KEY)
    if kept and kept["path"] == request.path:
        del request.session[KEY]


def _author(data: QueryDict) -> str | None:
    try:
        return SIGNER.unsign(data.get(FIELD, ""))
    except BadSignature:
        return None
