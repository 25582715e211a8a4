"""What pages read of answers that nobody has approved."""

from dataclasses import dataclass

from django.db.models import QuerySet

from comments.own_answers import rules
from comments.own_answers.models import OwnAnswer
from comments.replies.models import Reply
from posts.live.models import Standing
from security.models import Role
from security.people.actors import Actor

LATEST_FIRST = ("-found_at", "-pk")
JOINABLE_SHOWN = 50


@dataclass(frozen=True)
class OpenAnswers:
    """What nobody has settled yet: for what stands above every page."""

    count: int = 0
    first: OwnAnswer | None = None


def open_answers() -> OpenAnswers:
    rows = list(with_all(OwnAnswer.objects.filter(standing=Standing.OPEN)).order_by("found_at", "pk"))
    return OpenAnswers(len(rows), rows[0] if rows else None)


def with_all(rows: QuerySet[OwnAnswer]) -> QuerySet[OwnAnswer]:
    return rows.select_related(
        "comment__live_post", "reply__organization", "reply__comment", "reply__dossier", "settled_by"
    )


def found() -> QuerySet[OwnAnswer]:
    """Those that were open once."""
    return with_all(OwnAnswer.objects.exclude(standing=Standing.EXPLAINED, settled_at=None))


def joinable(actor: Actor, row: OwnAnswer) -> QuerySet[Reply]:
    """The replies that this person may say it is: `rules.may_join`, as a query; the newest first."""
    replies = Reply.objects.filter(
        state__in=rules.JOINABLE, submission__isnull=False, comment__live_post=row.comment.live_post_id
    )
    if not actor.is_any(Role.SECTION_CHIEF):
        sides = [one.organization_id for one in actor.acting if one.role == Role.MANAGER]
        replies = replies.filter(organization__in=sides)
    return replies.select_related("submission", "comment", "dossier").order_by("-edited_at", "-pk")
