"""How long one stays signed in: so many minutes without doing anything, so many hours in all (Safeguards).

The row that allauth keeps of each session is the truth: a session without one, of whatever age, is over. Only the
server's clock is asked; the page is told in seconds how much is left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from security.office.out_of_space import spared
from security.pages.requests import has_session, signed_in
from security.people.safeguards import Safeguards
from security.signing_in import actions

IDLE, ABSOLUTE = "idle", "absolute"
WARN_SECONDS = 300  # before the end, or a third of a short limit; WCAG 2.2.1 asks for at least 20
ENDED = "このログインは終わっています。続けるには、もう一度ログインしてください。"


@dataclass(frozen=True)
class TimeLeft:
    """Seconds, to which of the two limits, and how many before it one is warned. Only the idle one can be put off."""

    seconds: int
    limit: str
    warn: int

    @property
    def is_over(self) -> bool:
        return self.seconds <= 0


class SessionLimitsMiddleware:
    """Ends what is over before any view sees it: a form sent too late then finds nobody signed in, and is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_session(request) and request.user.is_authenticated:
            judge(request)
        return self.get_response(request)


def judge(request: HttpRequest) -> None:
    """Let the session go on, or end it. Sets `request.time_left` for the page."""
    session = UserSession.objects.filter(session_key=request.session.session_key).first()
    if session is None or session.user_id != request.user.pk:
        leave(request, ENDED)
        return
    safeguards = signed_in(request).actor.safeguards
    left = time_left(session, safeguards, timezone.now())
    if left.is_over:
        actions.end_overdue_session(session=session, limit=left.limit)
        leave(request, overdue(left.limit, safeguards))
        return
    if is_activity(request):
        with spared():
            actions.stay(session=session)
        left = time_left(session, safeguards, timezone.now())
    request.time_left = left  # type: ignore[attr-defined]  # read by the page around every content


def time_left(session: UserSession, safeguards: Safeguards, now: datetime) -> TimeLeft:
    """The nearer of the two limits."""
    idle = session.last_seen_at + timedelta(minutes=safeguards.idle_minutes)
    absolute = session.created_at + timedelta(hours=safeguards.absolute_hours)
    end, limit = min((idle, IDLE), (absolute, ABSOLUTE))
    warn = min(WARN_SECONDS, safeguards.idle_minutes * 60 // 3)
    return TimeLeft(seconds=int((end - now).total_seconds()), limit=limit, warn=warn)


def is_activity(request: HttpRequest) -> bool:
    """Something that a person did. What a page fetches by itself, again and again, is none."""
    if request.method not in ("GET", "HEAD"):
        return True
    for_document = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return for_document and not request.headers.get("HX-Request")


def overdue(limit: str, safeguards: Safeguards) -> str:
    if limit == IDLE:
        return f"操作のない時間が{safeguards.idle_minutes}分を超えたため、ログアウトしました。もう一度ログインしてください。"
    return f"ログインから{safeguards.absolute_hours}時間がたったため、ログアウトしました。もう一度ログインしてください。"


def leave(request: HttpRequest, sentence: str) -> None:
    """From here on the request is nobody's."""
    request.session.flush()
    request.user = AnonymousUser()
    request.actor = None  # type: ignore[attr-defined]  # as ActorMiddleware leaves it for strangers
    messages.warning(request, sentence)
