"""One kind of notice for tests, told about the person's own row."""

import pytest
from django.db import transaction

from security.models import Role
from security.notices import registry, telling
from security.notices.models import How
from security.notices.registry import Kind, Standing


def standing(row):
    return Standing(row.kana, f"状態{row.kana}")


@pytest.fixture
def declared(monkeypatch):
    """What is declared here is forgotten after the test."""
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))


@pytest.fixture
def kind(declared):
    return registry.declare(
        Kind("test", "試し", "職員", (Role.PREFECTURE_POSTER, Role.SECTION_CHIEF), standing=standing)
    )


@pytest.fixture
def needed(declared):
    """That cannot be switched off."""
    return registry.declare(
        Kind(
            "needed",
            "必要な試し",
            "職員",
            (Role.PREFECTURE_POSTER,),
            least=How.DIGEST,
            because="承認に要るためです。",
            clause="第４",
        )
    )


@pytest.fixture
def tell(django_user_model):
    def tell(kind, *people, about=None, title="雪の朝", sentence="できごとがありました。", by=None, **more):
        telling.tell(
            kind,
            to=django_user_model.objects.filter(pk__in=[one.pk for one in people]),
            about=about or people[0],
            title=title,
            sentence=sentence,
            url="/posts/",
            by=by,
            **more,
        )

    return tell


def words(count):
    return telling.Words(f"{count:,}件\nの雪", f"{count:,}件のできごとがありました。", f"/posts/?n={count}")


@pytest.fixture
def grow(django_user_model):
    def grow(kind, *people, count=1, about=None, by=None):
        to = django_user_model.objects.filter(pk__in=[one.pk for one in people])
        with transaction.atomic():
            telling.grow(kind, to=to, about=about or people[0], count=count, words=words, by=by)

    return grow


@pytest.fixture
def clock(time_machine):
    """Stands still at noon of a Monday until it is shifted."""
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine
