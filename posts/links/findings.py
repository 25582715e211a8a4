"""What may be found of a link, and what of it may lie with us."""

from dataclasses import dataclass
from enum import Enum

from django.db import models


class State(Enum):
    ALIVE = "開けました"
    MOVED = "別のサイトに移っています"
    DEAD = "開けません"
    UNTRUSTED = "証明書に問題があります"
    UNCLEAR = "確かめられません"
    REFUSED = "確かめませんでした"
    CUT_OFF = "この装置から外に出られません"


class Trouble(models.TextChoices):
    """What keeps a request from a site and may as well be our own network: one link proves nothing, many do."""

    NAMES = "names", "サイトの名前を調べられません(DNS)"
    ROUTE = "route", "サイトまでつながりません(経路、ファイアウォール)"
    ISSUER = "issuer", "サイトの証明書の発行者を確かめられません(通信を検査する装置など)"
    PROXY = "proxy", "プロキシが通しません"
    FILTER = "filter", "どのサイトも同じように断られます(フィルタリングなど)"


@dataclass(frozen=True)
class Finding:
    """What was found of one link, and the sentence for the person who typed it."""

    url: str
    state: State
    sentence: str
    may_pass: bool = False  # the site did not answer, or said that it cannot now: no maintenance is a death
    trouble: Trouble | None = None  # what of our own network would explain it
    status: int = 0  # the site's own answer, where it is worth asking once more


class Stop(Exception):
    """The search has come to an end: with this state, and why."""

    def __init__(
        self, state: State, sentence: str, *, may_pass: bool = False, trouble: Trouble | None = None
    ) -> None:
        super().__init__(sentence)
        self.state, self.sentence, self.may_pass, self.trouble = state, sentence, may_pass, trouble


def no_page(sentence: str) -> Stop:
    """Not asked at all."""
    return Stop(State.REFUSED, sentence)


def no_answer(sentence: str, trouble: Trouble | None = None) -> Stop:
    """It may be otherwise in a moment."""
    return Stop(State.UNCLEAR, sentence, may_pass=True, trouble=trouble)
