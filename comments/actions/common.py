"""What the actions of cases share."""

from comments.models import Case, CaseEntry
from security.models import User

READ_WITH = ("kind", "organization", "comment__live_post__post", "post__dossier", "post__submission")


def locked_case(case: Case) -> Case:
    """The case as it stands now, its row locked until the transaction ends, with what the rules ask about."""
    rows = Case.objects.filter(pk=case.pk)
    # Lock first, read after: a join read in the locking query would still show the time before the wait.
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related(*READ_WITH).get()


def enter(case: Case, text: str, *, by: User | None) -> None:
    """One line of the case's log."""
    CaseEntry.objects.create(case=case, text=text, by=by)
