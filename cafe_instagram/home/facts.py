"""What several parts of one page ask the database about: one query for a request, whatever of it is shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest

from approvals.models import EmergencyStop
from approvals.querysets import awaiting, standing_stops
from comments.querysets import cases, policy, replies
from posts import querysets as posts
from posts.instagram import connection
from posts.instagram.connection import Pause
from security.actors import Actor
from security.embedding import counted, embedded, revived, value_of
from security.models import AccessToken, User
from security.querysets import Standing, standing_of, standing_parts
from security.requests import signed_in


@dataclass(frozen=True)
class Stop:
    """An emergency stop, as every page tells it."""

    reason: str
    started_by_name: str
    started_at: datetime


# What people decide about, under the names that the counts have in the query.
DECIDED = {"posts_waiting": posts, "replies_waiting": replies, "versions_waiting": policy}


@dataclass
class Facts:
    actor: Actor

    @cached_property
    def token(self) -> AccessToken | None:
        return revived(AccessToken, self._row["current_token"])

    @cached_property
    def pause(self) -> Pause | None:
        return connection.pause_of(self.token)

    @cached_property
    def standing(self) -> Standing:
        """Of the official account's password (第５第１項)."""
        return standing_of(self._row)

    @cached_property
    def stop(self) -> Stop | None:
        found = self._row["stop"]
        if found is None:
            return None
        started_at = value_of(EmergencyStop, "started_at", found["started_at"])
        return Stop(found["reason"], found["started_by__name"], started_at)

    @property
    def reports_wait(self) -> bool:
        """Whether the division has not taken note of a case that concerns this person (第６第３項)."""
        return bool(self._row["reports_wait"])

    @property
    def decisions_waiting(self) -> int:
        """How many posts, replies and versions of the policy wait for this person's decision."""
        return sum(self._row[name] for name in DECIDED)

    @cached_property
    def _row(self) -> dict[str, Any]:
        person = User.objects.filter(pk=self.actor.user.pk)
        waiting = {
            name: counted(awaiting(kind.readable_by(self.actor), self.actor))
            for name, kind in DECIDED.items()
        }
        parts = {
            **waiting,
            "reports_wait": Exists(cases.unnoted_for(self.actor)),
            **standing_parts(),
            "current_token": embedded(AccessToken.objects.filter(replaced_at=None)),
            "stop": embedded(standing_stops(), "reason", "started_by__name", "started_at"),
        }
        return person.annotate(**parts).values(*parts).get()


def facts_of(request: HttpRequest) -> Facts:
    """For a request of somebody signed in."""
    facts = getattr(request, "facts", None) or Facts(signed_in(request).actor)
    request.facts = facts  # type: ignore[attr-defined]  # known here alone
    return facts
