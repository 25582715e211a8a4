"""What every page shows around its own content."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cafe_instagram.home import alerts
from cafe_instagram.home.facts import Facts, facts_of
from comments.handling.querysets.listing import SUSPECTED
from comments.inbox import rules as comment_rules
from security.models import Role
from security.notices.querysets import UNSEEN
from security.pages.kept_input import typed_by
from security.people import rules
from security.people.actors import Actor

NOTHING = (0, "")


@dataclass(frozen=True)
class NavItem:
    """`badge`: how many things wait there, and `badge_words` what they are. `key` names it to js/news.js."""

    label: str
    url: str
    current: bool
    badge: int = 0
    badge_words: str = ""
    key: str = ""


@dataclass(frozen=True)
class Person:
    name: str
    title: str
    number: int


def every_page(request: HttpRequest) -> dict[str, object]:
    """`office`: navigation, the person, how many notices he has not seen, a standing emergency stop, other alerts, how long the session lasts, the mark of a kept form (templates/base.html)."""
    actor = getattr(request, "actor", None)
    office: dict[str, object] = {
        "demo": settings.DEMO,
        "time_left": getattr(request, "time_left", None),
        "sandbox_url": settings.INSTAGRAM_GRAPH_URL if settings.DEMO else "",
    }
    if actor:
        office["typed_by"] = partial(typed_by, request)
        office["person"] = Person(name=actor.user.name, title=actor.title, number=actor.user.pk)
        # Read with the person of the request (OfficeBackend); one who is just signing in has not been read so.
        office["unseen"] = getattr(actor.user, UNSEEN, 0)
        office["nav"] = navigation(facts_of(request), request.path)
        office |= above_every_page(facts_of(request))
    return {"office": office}


def above_every_page(facts: Facts) -> dict[str, object]:
    """The emergency stop and the other alerts (templates/components/alerts.html)."""
    return {"stop": facts.stop, "alerts": list(alerts.for_person(facts))}


def navigation(facts: Facts, here: str) -> list[NavItem]:
    """The chief decides in the admin site; the manager's queue is the first thing on the first page."""
    actor = facts.actor
    is_chief = actor.holds(Role.SECTION_CHIEF)
    waiting = facts.own.decisions_waiting
    decisions, suspected = (waiting, "件が承認待ち"), (_suspected(actor), "件に誹謗中傷のおそれ")
    items: list[tuple[str, str, tuple[int, str]]] = [
        ("ホーム", reverse("home"), NOTHING if is_chief else decisions)
    ]
    if is_chief:
        items.append(("承認", reverse("admin:posts_post_changelist"), decisions))
    items.append(("投稿", reverse("posts:list"), NOTHING))
    items.append(("予定表", reverse("posts:calendar"), NOTHING))
    # Not how many are undecided: 第６第２項 asks for no answer to all, so nothing there is owed.
    items.append(("コメント", reverse("comments:list"), suspected))
    items.append(("事案", reverse("cases:list"), (facts.own.cases_waiting, "件があなたの対応待ち")))
    if rules.may_enter_admin_site(actor):
        items.append(("管理サイト", reverse("admin:index"), NOTHING))
    items.append(("運用ポリシー", reverse("policy:list"), NOTHING))
    items.append(("セキュリティ", reverse("security:index"), NOTHING))
    items.append(("緊急停止", reverse("emergency_stop"), NOTHING))
    current = _section_of(here, [url for _, url, _ in items])
    return [
        NavItem(label, url, url == current, badge, words, f"nav{number}")
        for number, (label, url, (badge, words)) in enumerate(items)
    ]


def _suspected(actor: Actor) -> int:
    """Read with the person of the request, like the number at the bell."""
    return getattr(actor.user, SUSPECTED, 0) if comment_rules.may_handle(actor) else 0


def _section_of(here: str, urls: list[str]) -> str:
    """The entry to which a page belongs: the longest that its address begins with; the first page is only itself."""
    if here == reverse("home"):
        return here
    inner = [url for url in urls if url != reverse("home") and here.startswith(url)]
    return max(inner, key=len, default="")
