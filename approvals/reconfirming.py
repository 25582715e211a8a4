"""What was confirmed in asking for approval, when the same person asks again: it stands as long as what it is about does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from approvals.content import UnknownForm, differing_fields
from approvals.models import Approvable
from security.models import User


@dataclass(frozen=True)
class Before:
    """The last version: its number, the sentences confirmed with it, and the parts that have changed since, by name."""

    number: int
    sentences: Sequence[str]
    changed: Sequence[str]

    @property
    def standing(self) -> Sequence[str]:
        """The sentences that may stay ticked: all of them or none, since each is about the whole content."""
        return () if self.changed else self.sentences


def before(item: Approvable, *, by: User, beside: Collection[str]) -> Before | None:
    """None where this person has not asked for the last version: nobody's confirmation is another's.

    `beside`: parts of the content that no sentence is about. Reads the item's parts.
    """
    last = item.dossier.submissions.order_by("-number").first()
    if last is None or last.submitted_by_id != by.pk or not last.confirmations:
        return None
    try:
        differing = differing_fields(last.read(item.FORMS), item.sealed_content())
    except UnknownForm:
        return None
    changed = [item.PART_LABELS[name] for name in differing if name not in beside]
    return Before(last.number, last.confirmations, changed)
