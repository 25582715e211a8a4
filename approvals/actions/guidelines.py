"""Verbs about the rules in force, as data."""

from django.db import transaction

from approvals import rules
from approvals.models import Guideline
from security.models import User
from security.office.answers import require
from security.trail.changes import save_reference


@transaction.atomic
def save_guideline(*, by: User | None, guideline: Guideline) -> None:
    """Register a version, or change one that no submission names yet (第３第２項, 第７). `by=None`: the command line."""
    # A submission that names the version waits for this lock, or this for it.
    if stored := Guideline.objects.select_for_update().filter(pk=guideline.pk).first():
        require(rules.may_change_guideline(stored))
    save_reference(by=by, instance=guideline)
