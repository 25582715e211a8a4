"""What every page shows around its own content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

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


def every_page(request: HttpRequest) -> dict[str, object]:
    """`office`: navigation, the person, the demo's note (templates/base.html)."""
    actor = getattr(request, "actor", None)
    office: dict[str, object] = {
        "demo": settings.DEMO,
        "sandbox_url": settings.INSTAGRAM_GRAPH_URL if settings.DEMO else "",
    }
    if actor:
        office["person"] = Person(name=actor.user.name, title=actor.title)
        office["nav"] = navigation(request)
    return {"office": office}


def navigation(request: HttpRequest) -> list[NavItem]:
    items = [("ホーム", reverse("home"))]
    if rules.may_enter_admin_site(request.actor):
        items.append(("管理サイト", reverse("admin:index")))
    return [NavItem(label=label, url=url, current=request.path == url) for label, url in items]
