"""What every page shows around its own content."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from approvals.querysets import standing_stop
from security import rules


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool


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
    """`office`: navigation, the person, a standing emergency stop, the demo's note (templates/base.html)."""
    actor = getattr(request, "actor", None)
    office: dict[str, object] = {
        "demo": settings.DEMO,
        "sandbox_url": settings.INSTAGRAM_GRAPH_URL if settings.DEMO else "",
    }
    if actor:
        office["person"] = Person(name=actor.user.name, title=actor.title)
        office["nav"] = navigation(request)
        office["stop"] = stop_banner()
    return {"office": office}


def stop_banner() -> Stop | None:
    standing = standing_stop()
    if standing is None:
        return None
    return Stop(
        reason=standing.reason, started_by_name=standing.started_by.name, started_at=standing.started_at
    )


def navigation(request: HttpRequest) -> list[NavItem]:
    items = [("ホーム", reverse("home")), ("投稿", reverse("posts:list"))]
    if rules.may_enter_admin_site(request.actor):
        items.append(("管理サイト", reverse("admin:index")))
    items.append(("緊急停止", reverse("emergency_stop")))
    return [NavItem(label=label, url=url, current=request.path == url) for label, url in items]
