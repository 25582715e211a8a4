"""What every page shows around its own content."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from approvals.querysets import awaiting, standing_stop
from posts.querysets import readable_by
from security import rules
from security.actors import Actor
from security.models import Role

from . import alerts
from .facts import facts_of


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool
    badge: int = 0  # how many things wait there


@dataclass(frozen=True)
class Person:
    name: str
    title: str


@dataclass(frozen=True)
class Stop:
    reason: str
    started_by_name: str
    started_at: datetime


def every_page(request: HttpRequest) -> dict[str, object]:
    """`office`: navigation, the person, a standing emergency stop, other alerts, how long the session lasts (templates/base.html)."""
    actor = getattr(request, "actor", None)
    office: dict[str, object] = {
        "demo": settings.DEMO,
        "time_left": getattr(request, "time_left", None),
        "sandbox_url": settings.INSTAGRAM_GRAPH_URL if settings.DEMO else "",
    }
    if actor:
        office["person"] = Person(name=actor.user.name, title=actor.title)
        office["nav"] = navigation(actor, request.path)
        office["stop"] = stop_banner()
        office["alerts"] = list(alerts.for_person(facts_of(request)))
    return {"office": office}


def stop_banner() -> Stop | None:
    standing = standing_stop()
    if standing is None:
        return None
    return Stop(
        reason=standing.reason, started_by_name=standing.started_by.name, started_at=standing.started_at
    )


def navigation(actor: Actor, here: str) -> list[NavItem]:
    """The chief decides in the admin site; the manager's queue is the first thing on the first page."""
    is_chief = actor.is_any(Role.SECTION_CHIEF)
    waiting = _waiting(actor)
    items = [("ホーム", reverse("home"), 0 if is_chief else waiting)]
    if is_chief:
        items.append(("承認", reverse("admin:posts_post_changelist"), waiting))
    items.append(("投稿", reverse("posts:list"), 0))
    if rules.may_enter_admin_site(actor):
        items.append(("管理サイト", reverse("admin:index"), 0))
    items.append(("セキュリティ", reverse("security:index"), 0))
    items.append(("緊急停止", reverse("emergency_stop"), 0))
    return [NavItem(label=label, url=url, current=here == url, badge=badge) for label, url, badge in items]


def _waiting(actor: Actor) -> int:
    """How many posts wait for this person's decision; nobody but approvers is counted for."""
    if not actor.is_any(Role.SECTION_CHIEF, Role.MANAGER):
        return 0
    return awaiting(readable_by(actor), actor).count()
