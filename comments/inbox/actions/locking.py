"""The one order in which rows are locked: person, case, measure, post, live post, comment, its replies, the series of
numbers; the trail comes last.

Each is locked first and read after: a join read in the locking query would still show the time before the wait.
"""

from comments.inbox.models import Comment


def locked_comment(comment: Comment) -> Comment:
    """As it stands now, locked until the transaction ends, with what the rules ask about and evidence is made of."""
    rows = Comment.objects.filter(pk=comment.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related("parent", "live_post__post__dossier").get()
