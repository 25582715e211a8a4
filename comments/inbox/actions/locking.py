"""What the actions of comments and cases share: rows as they stand now, locked until the transaction ends.

Locked in the one order: case, measure, post, live post, comment, its replies; the trail comes last. Each is locked first and
read after: a join read in the locking query would still show the time before the wait.
"""

from comments.cases.models import Case, CaseEntry
from comments.inbox.models import Comment
from security.models import User

READ_WITH = ("kind", "organization", "comment__live_post__post", "post__dossier", "post__submission")


def locked_case(case: Case) -> Case:
    """With what the rules ask about."""
    rows = Case.objects.filter(pk=case.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related(*READ_WITH).get()


def locked_comment(comment: Comment) -> Comment:
    """With what the rules ask about and evidence is made of."""
    rows = Comment.objects.filter(pk=comment.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related("parent", "live_post__post__dossier").get()


def enter(case: Case, text: str, *, by: User | None, kind: CaseEntry.Kind = CaseEntry.Kind.NOTE) -> None:
    """One line of the case's log."""
    CaseEntry.objects.create(case=case, kind=kind, text=text, by=by)
