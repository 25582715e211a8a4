"""What several parts of every page ask about, kept until the trail moves on (security/trail/cache.py)."""

from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest

from approvals.models import EmergencyStop
from approvals.querysets import awaiting, known_stop
from comments.cases import querysets as cases
from comments.own_answers import querysets as own_answers
from comments.own_answers.querysets import OpenAnswers
from comments.policy import querysets as policy
from comments.replies import querysets as replies
from comments.replies.actions import differing as answers_differing
from posts.drafting import files
from posts.drafting import querysets as posts
from posts.live import querysets as live
from posts.live.querysets import OpenFindings
from posts.models import DamagedFile
from posts.publishing import differing
from posts.publishing.differing import Differing
from security.account import connection
from security.account.connection import Pause
from security.account.querysets import Standing, entries_of, password_standing
from security.models import APPROVERS, AccessToken, Letter, RecordsCheck
from security.pages.requests import signed_in
from security.people import numbers
from security.people.actors import Actor
from security.trail.cache import TrailCache, trail_cache_of


@dataclass(frozen=True)
class Office:
    """The same for everybody. `password`: of the official account (第５第１項). `checked`: last night's look at the records."""

    token: AccessToken | None
    password: Standing
    checked: RecordsCheck | None

    @property
    def differences(self) -> int:
        return self.checked.differences if self.checked else 0

    @classmethod
    def read(cls) -> "Office":
        return cls(AccessToken.current(), password_standing(), RecordsCheck.last())


@dataclass(frozen=True)
class Own:
    """A person's own. `decisions_waiting`: how many posts, replies and versions of the policy wait for the decision; `cases_waiting`: how many open cases wait for the person."""

    knows_password: bool
    decisions_waiting: int
    cases_waiting: int

    @classmethod
    def read(cls, actor: Actor) -> "Own":
        kinds = (posts, replies, policy) if actor.is_any(*APPROVERS) else ()
        found = numbers.counted(
            actor.user,
            knows=entries_of(actor.user),
            cases=cases.to_act_on(actor),
            **{
                f"kind{number}": awaiting(kind.readable_by(actor), actor) for number, kind in enumerate(kinds)
            },
        )
        return cls(
            bool(found.pop("knows")), cases_waiting=found.pop("cases"), decisions_waiting=sum(found.values())
        )


@dataclass
class Facts:
    actor: Actor
    cache: TrailCache = field(default_factory=TrailCache.at_head)

    @cached_property
    def office(self) -> Office:
        return self.cache.get("office", Office.read)

    @cached_property
    def stop(self) -> EmergencyStop | None:
        return known_stop(self.cache)

    @cached_property
    def pause(self) -> Pause | None:
        return connection.known_pause(self.cache)

    @cached_property
    def reports_wait(self) -> bool:
        """Whether the division has not taken note of a case that concerns this person (第６第３項).

        Which posts a contractor's are on the account is found by reading, of which no event tells: asked each time.
        """
        waiting = cases.unnoted_for(self.actor)
        if not self.actor.is_of_prefecture:
            return waiting.exists()
        return self.cache.get(f"reports:{self.actor.user.pk}", waiting.exists)

    @cached_property
    def letters_troubled(self) -> int:
        """How many letters the administrator is to look into. No event tells of them: asked each time."""
        return Letter.objects.needing_attention().count()

    @cached_property
    def damaged_files(self) -> list[DamagedFile]:
        return self.cache.get("damaged-files", lambda: list(files.damaged()))

    @cached_property
    def differing(self) -> tuple[Differing, ...]:
        """Live posts and answers that are not as they were approved, which nobody has looked into yet."""
        return self.cache.get("differing", lambda: differing.all_unseen() + answers_differing.all_unseen())

    @cached_property
    def around(self) -> OpenFindings:
        """What stands on the account and nobody has approved, nor settled yet."""
        return self.cache.get("around", live.open_findings)

    @cached_property
    def own_answers(self) -> OpenAnswers:
        """Of the answers of the account, the same."""
        return self.cache.get("own-answers", own_answers.open_answers)

    @cached_property
    def own(self) -> Own:
        return self.cache.get(f"own:{self.actor.user.pk}", lambda: Own.read(self.actor))


def facts_of(request: HttpRequest) -> Facts:
    """For a request of somebody signed in."""
    facts = getattr(request, "facts", None) or Facts(signed_in(request).actor, trail_cache_of(request))
    request.facts = facts  # type: ignore[attr-defined]  # known here alone
    return facts
