"""What lists and pages read of replies."""

from django.db.models import QuerySet

from approvals.querysets import judgeable
from comments.inbox.models import Comment
from comments.replies.models import ENDED, Reply
from security.people.actors import Actor

# The order of the list of replies; Reply.Meta.indexes has it, whatever the list is narrowed to.
LATEST_FIRST = ("-edited_at", "-pk")
COMMENT_AND_ALL = ("comment__live_post__post", "comment__parent")


def readable_by(actor: Actor) -> QuerySet[Reply]:
    """The replies of `rules.may_read`, as a query."""
    if actor.is_of_prefecture:
        return Reply.objects.all()
    return Reply.objects.filter(organization__in=actor.organization_ids)


def live_of(comment: Comment) -> Reply | None:
    """The one proposal of the comment that has not come to its end."""
    return with_details(Reply.objects.filter(comment=comment).exclude(state__in=ENDED)).first()


def with_details(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """One reply's page, desk and preflight: everything that rules and content read."""
    return judgeable(replies).select_related(
        *COMMENT_AND_ALL, "edited_by", "published_as", "comment__handled_by"
    )


def for_list(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """For lists, in one query; newest change first unless an order is already set.

    With what the card shows and no more: PostgreSQL's time to plan a query doubles with every further join.
    """
    found = replies.select_related("comment__live_post__post", "author", "organization", "dossier")
    return found if found.ordered else found.order_by(*LATEST_FIRST)


def thread_of(comment: Comment) -> list[Comment]:
    """The top-level comment and what answers it, oldest first; at most fifty of the answers."""
    top = comment.parent or comment
    answers = Comment.objects.filter(parent=top).order_by("commented_at", "pk")[:50]
    return [top, *answers]
