"""What every page reads of notices."""

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from security.notices.models import Notice
from security.people.models import User

# Beyond it the bell says no exact number (templates/components/bell.html).
UNSEEN_MAX = 100


class _Counted(Subquery):
    """How many rows the subquery has. It may end in a limit, which an aggregate could not."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def with_unseen(people: QuerySet[User]) -> QuerySet[User]:
    """Each with `unseen_notices`, the number at the bell: part of a question that is asked anyway."""
    unseen = Notice.objects.unseen().filter(person=OuterRef("pk")).order_by()
    return people.annotate(unseen_notices=_Counted(unseen.values("pk")[:UNSEEN_MAX]))
