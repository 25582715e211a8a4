"""What every page reads of notices."""

from django.db.models import OuterRef

from security.notices.models import Notice
from security.people import numbers

# The number at the bell (templates/components/bell.html).
UNSEEN = "unseen_notices"
numbers.count(UNSEEN, lambda: Notice.objects.unseen().filter(person=OuterRef("pk")))
