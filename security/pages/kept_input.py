"""An expired session must not cost anybody a text: what was sent waits in the session until after the sign-in.

A form takes part by its hidden field `typed_by` (templates/components/kept.html), its page by showing the form with
`posted` or `kept_input`; forms with passwords and tokens have no such field. It is given back to nobody but the person
who was shown the form, whom the field names, signed: at the office's computers the next to sign in may be somebody
else. It lies sealed, for what people type of a case is sealed elsewhere too. Files cannot be kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from security.office import vault
from security.pages.bodies import had_files
from security.people.models import Appointment

KEY = "kept_input"
FIELD = "typed_by"
DISCARD = "discard"  # in the address: what was kept is not wanted
MOST = 200_000  # characters as sent, nine for each Japanese one
SIGNER = Signer(salt="security.pages.kept_input")
DROPPED = "この画面で別の方が入力し、送信できなかった内容がありましたが、お見せできないため取り除きました。"


class KeptInputMiddleware:
    """Keeps what strangers send from a form of ours, whichever page it belongs to, and lets go of what is sent again.

    Behind all gates: whoever is still somebody here gets to the page itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *arguments: Any) -> None:
        # What needs no token of a form is for machines: they say themselves when their bodies are read.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if request.user.is_authenticated:
            _let_go(request, request.path)
        else:
            keep(request)


def typed_by(request: HttpRequest) -> str:
    """The value of the form's hidden field `typed_by`: who is shown it, signed."""
    return SIGNER.sign(str(request.user.pk))


def was_typed_by(request: HttpRequest, data: Mapping[str, Any]) -> bool:
    """Whether the form was shown to this person, who may since have typed into it."""
    return _author(data) == str(request.user.pk)


def keep(request: HttpRequest) -> None:
    """Put what was sent aside; other pages than those that ask for it with `kept_input` never see it.

    Only what comes from a form that we have shown to somebody who works here today, and no more than a text can be:
    anybody can send anything here, and whoever has left still has the mark of such a form.
    """
    if request.method != "POST" or not _works_here(_author(request.POST)):
        return
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    written = data.urlencode()
    if len(written) <= MOST:
        request.session[KEY] = {
            "path": request.path,
            "data": vault.seal(written),
            "had_files": had_files(request),
        }


def way_back(request: HttpRequest) -> str:
    """Where a gate leads on to once it is passed: the page that was asked for, with what was typed there."""
    keep(request)
    comes_back = request.method in ("GET", "HEAD") or FIELD in request.POST
    return request.get_full_path() if comes_back else reverse("home")


def kept_input(request: HttpRequest, path: str | None = None) -> QueryDict | None:
    """What this person typed into this page's form before the sign-in, until it is sent again or discarded.

    `path`: where the form is sent to, if not to its own page. Another's input is dropped, and told.
    """
    path = path or request.path
    if DISCARD in request.GET:
        _let_go(request, path)
    kept = request.session.get(KEY)
    if not kept or kept["path"] != path:
        return None
    try:
        data = QueryDict(vault.unseal(kept["data"]))
    except vault.Unreadable:  # the keys were changed meanwhile
        _let_go(request, path)
        return None
    if was_typed_by(request, data):
        return data
    _let_go(request, path)
    messages.warning(request, DROPPED)
    return None


def _let_go(request: HttpRequest, path: str) -> None:
    kept = request.session.get(KEY)
    if kept and kept["path"] == path:
        del request.session[KEY]


def _works_here(author: str | None) -> bool:
    return author is not None and Appointment.objects.in_force().filter(user__pk=int(author)).exists()


def _author(data: Mapping[str, Any]) -> str | None:
    try:
        return SIGNER.unsign(data.get(FIELD, ""))
    except BadSignature:
        return None
