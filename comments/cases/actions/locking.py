"""What the actions of cases share: the case as it stands now, and its log."""

from comments.cases.models import Case, CaseEntry
from security.models import User

READ_WITH = ("kind", "organization", "comment__live_post__post", "post__dossier", "post__submission")


def locked_case(case: Case) -> Case:
    """With what the rules ask about; locked until the transaction ends."""
    rows = Case.objects.filter(pk=case.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related(*READ_WITH).get()


def enter(case: Case, text: str, *, by: User | None, kind: CaseEntry.Kind = CaseEntry.Kind.NOTE) -> None:
    """One line of the case's log."""
    CaseEntry.objects.create(case=case, kind=kind, text=text, by=by)
