"""Whoever is refused is told the reason that is true: too many tries, or a cache that keeps nothing."""

import pytest
from django.core.cache import caches

from security.signing_in import guesses

pytestmark = pytest.mark.django_db


def test_two_who_ask_at_once_whether_guesses_can_be_counted_do_not_disturb_each_other(monkeypatch):
    cache = caches["default"]
    answers, keep = [], cache.set

    def keep_while_another_asks(*args, **options):
        keep(*args, **options)
        monkeypatch.setattr(cache, "set", keep)
        answers.append(guesses._can_count())

    monkeypatch.setattr(cache, "set", keep_while_another_asks)
    answers.append(guesses._can_count())
    assert answers == [True, True]


def test_a_cache_that_keeps_nothing_cannot_count(monkeypatch):
    monkeypatch.setattr(caches["default"], "set", lambda *args, **options: None)
    assert not guesses._can_count()
