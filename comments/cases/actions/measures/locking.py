"""A measure and what it is about, locked."""

from approvals import actions as approval_actions
from comments.cases.actions.locking import locked_case
from comments.cases.models import Measure
from comments.inbox.actions.locking import locked_comment
from comments.inbox.models import Comment, LivePost


def locked(measure: Measure) -> Measure:
    """The measure as it stands now. Locked in the one order: case, measure, post, comment; the trail comes last. Runs in the transaction of the act."""
    case = locked_case(measure.case)
    rows = Measure.objects.filter(pk=measure.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    found = rows.select_related("comment", "post", "policy", "decided_in").get()
    found.case = case
    if found.post:
        found.post = approval_actions.locked(found.post)
    if found.comment:
        found.comment = locked_under_its_post(found.comment)
    return found


def locked_under_its_post(comment: Comment) -> Comment:
    """Its live post first, as whoever reads comments from Instagram does. Runs in the transaction of the act."""
    LivePost.objects.select_for_update(no_key=True).filter(pk=comment.live_post_id).values_list("pk").get()
    return locked_comment(comment)
