"""What is offered to be put into a text, and what is found in one."""

from collections.abc import Collection

from django.db.models import QuerySet

from posts.phrases.models import Expression, Phrase
from security.office.words import sound


def of_sides(organizations: Collection[int]) -> QuerySet[Phrase]:
    return Phrase.objects.filter(organization__in=organizations).select_related("organization")


def found_in(text: str) -> list[Expression]:
    """Those that the text says, in whatever letters. One query; a text is folded once."""
    known = list(Expression.objects.all())
    if not known:
        return []
    heard = sound(text)
    return [one for one in known if sound(one.word) in heard]
