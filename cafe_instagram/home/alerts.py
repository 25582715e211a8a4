"""What stands above every page until it is dealt with, beside an emergency stop."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from posts.instagram import connection
from posts.upkeep import notices
from security import rules
from security.actors import Actor
from security.models import AccessToken


@dataclass(frozen=True)
class Alert:
    """`url` leads to where it can be dealt with; `kind` is error or warning."""

    title: str
    text: str
    url: str
    link: str
    kind: str = "error"


def for_person(actor: Actor) -> Iterator[Alert]:
    """The gravest first."""
    yield from _connection(actor)


def _connection(actor: Actor) -> Iterator[Alert]:
    """A pause is everybody's business; an end that comes near is told to those who can prevent it."""
    token = AccessToken.current()
    pause = connection.pause_of(token)
    url, link = reverse("posts:connection"), "Instagramとの接続を開く"
    if pause:
        yield Alert(pause.title, f"{pause.reason}{pause.remedy_for(actor)}", url, link)
    elif token and rules.may_connect(actor) and notices.ends_soon(token, timezone.now()):
        text = "過ぎると投稿できなくなります。期限の前に、接続をやり直してください(第５第１項)。"
        yield Alert(notices.end_of(token), text, url, link, kind="warning")
