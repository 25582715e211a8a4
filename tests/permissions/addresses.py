"""Every address of the system, read from the URL configuration itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """`route` as the configuration writes it, the names of its arguments, and the view that answers."""

    route: str
    arguments: tuple[str, ...]
    name: str
    view: Callable[..., Any]

    def filled(self, values: dict[str, Any]) -> str:
        """The address for these values of its arguments."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), self.route)


def every_address() -> list[Address]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + _readable(pattern)
        if isinstance(pattern, URLPattern):
            arguments = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
            yield Address(route, arguments, namespace + (pattern.name or ""), pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, route, inner)


def _readable(pattern: URLPattern | URLResolver) -> str:
    """Paths as they are; regular expressions in the same notation."""
    if isinstance(pattern.pattern, RoutePattern):
        return str(pattern.pattern)
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(pattern.pattern)).strip("^$").replace("\\", "")


def model_of(route: str) -> Any:
    """The model of an address of the admin site; None for any other."""
    parts = route.split("/")
    for model in admin.site._registry:
        if parts[:3] == ["admin", model._meta.app_label, model._meta.model_name]:
            return model
    return None
