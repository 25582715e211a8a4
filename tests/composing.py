"""The letters that notices become, as the worker composes them."""

from datetime import timedelta

from security.models import Letter
from security.notices import composing
from tests.sweeping import swept


def letters_after(clock, **delay):
    """Those that are written when so much time has passed (twenty seconds gather what happens at one moment).

    All that were written before have left.
    """
    Letter.objects.filter(state=Letter.State.WAITING).update(state=Letter.State.SENT)
    before = set(Letter.objects.values_list("pk", flat=True))
    clock.shift(timedelta(**(delay or {"seconds": 25})))
    swept(composing)
    return list(Letter.objects.exclude(pk__in=before).order_by("pk"))


def told(letters):
    """Who is told what: pairs of the recipient and the subject."""
    return [(letter.recipient, letter.subject) for letter in letters]
