"""What several parts of one page ask the database about, asked once for a request."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from posts.instagram import connection
from posts.instagram.connection import Pause
from security.actors import Actor
from security.models import AccessToken
from security.querysets import Standing, standing_for
from security.requests import signed_in


@dataclass
class Facts:
    actor: Actor

    @cached_property
    def token(self) -> AccessToken | None:
        return AccessToken.current()

    @cached_property
    def pause(self) -> Pause | None:
        return connection.pause_of(self.token)

    @cached_property
    def standing(self) -> Standing:
        """Of the official account's password (第５第１項)."""
        return standing_for(self.actor.user)


def facts_of(request: HttpRequest) -> Facts:
    """For a request of somebody signed in."""
    facts = getattr(request, "facts", None) or Facts(signed_in(request).actor)
    request.facts = facts  # type: ignore[attr-defined]  # known here alone
    return facts
