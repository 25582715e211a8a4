"""No text stops the site: patterns and readers of text take each letter once, however long and odd a text is.

Every pattern that a module of the product holds is found here by itself, and tried with texts of LENGTH letters made
to keep it busy. What walks through a text again for each of its letters takes minutes for such a text; what walks
through it once, a fraction of a second. Nothing is measured: the processor's time is cut off far above the one and far
below the other.
"""

import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from approvals import changes
from cafe_instagram.home.templatetags import office as office_tags
from comments.cases import look_alike
from comments.inbox.hints import WordList, personal_in
from comments.policy import text as policy_text
from instagram import captions
from instagram.addresses import shortcode_of
from security.office import addresses, passages, unseen, words
from security.office.wording import OfficeWording
from tests import misses

FLOORS = ("approvals", "cafe_instagram", "comments", "instagram", "outbox", "posts", "security")
LENGTH = 100_000
# Seconds of the processor for one text.
ENOUGH = 5
# What people and Meta may write, and what patterns divide by.
LETTERS = (
    "a", "A", "0", " ", "\n", ".", "-", "_", "/", ":", "@", "#", "%", "?", "&", "=", "+", "~", "(", ")", "[", "]", "\\",
    "あ", "ー", "。", "．", "／", "＠", "＃", "　", "ﾞ", "\u3099", "\u0301", "\u200b", "\ufe0f", "\u200d", "😀", "\0", "\ud83d", '"', "<",
)  # fmt: skip
# Two and three in turn: what a repetition within a repetition stumbles over.
TURNS = ("a.", "a-", "a@", "a/", "a:", "0.", "0-", "1 ", "a%", ".a/", "あ.", "a。", "@a ", "#a", "//a", "a\u200b", "\u200b#", "か\u3099", "%E3", "..", "[.]", "&a=", "\r\n", "0-0 ")  # fmt: skip
# What begins as something that is looked for, and never ends.
BEGINNINGS = ("https://", "http:", "www.", "a@", "@", "#", "〒", "+81 ", "hxxp://a.", "https://a.jp/", "https://a.jp?", "sha256=")  # fmt: skip


def texts() -> Iterator[str]:
    for one in (*LETTERS, *TURNS):
        yield (one * LENGTH)[:LENGTH]
    for beginning in BEGINNINGS:
        for one in ("a", "0", ".", ")", "-", "あ", " "):
            yield beginning + one * LENGTH + "\n"
        yield (beginning * LENGTH)[:LENGTH]


TEXTS = list(texts())


class Busy(Exception):
    """Its time was over."""


@contextmanager
def cut_off() -> Iterator[None]:
    """Raises Busy after ENOUGH of the processor's time, counted for this process alone."""

    def stop(*_: object) -> None:
        raise Busy

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def patterns() -> dict[str, re.Pattern]:
    """Of every module of the product, and of the classes in them: by the name under which each stands."""
    found: dict[str, re.Pattern] = {}
    for floor in FLOORS:
        for info in pkgutil.walk_packages(importlib.import_module(floor).__path__, f"{floor}."):
            if ".migrations" not in info.name and not info.name.endswith("__main__"):
                importlib.import_module(info.name)
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in FLOORS:
            found |= dict(_held(name, vars(module)))
    return found


def _held(name: str, held: dict) -> Iterator[tuple[str, re.Pattern]]:
    for key, value in list(held.items()):
        if isinstance(value, type) and value.__module__ == name:
            yield from _held(f"{name}.{key}", dict(vars(value)))
        for number, one in enumerate(value if isinstance(value, tuple | list) else [value]):
            inner = one if isinstance(one, tuple) else (one,)
            yield from ((f"{name}.{key}[{number}]", part) for part in inner if isinstance(part, re.Pattern))


def busy(read, *, of=TEXTS) -> list[str]:
    """The texts, by their beginnings, that it does not come to the end of."""
    missed = []
    for text in of:
        try:
            with cut_off():
                read(text)
        except Busy:
            missed.append(repr(text[:12]))
    return missed


def everything(pattern: re.Pattern):
    def read(text):
        told = text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text
        for _ in pattern.finditer(told):
            pass
        pattern.match(told)
        pattern.fullmatch(told)

    return read


def test_each_pattern_walks_through_a_text_once():
    missed = {name: busy(everything(pattern)) for name, pattern in patterns().items()}
    misses.none([f"{name}: {', '.join(found)}" for name, found in missed.items() if found])


def test_a_pattern_that_begins_again_at_each_letter_is_noticed():
    assert busy(everything(re.compile(r"[a-z0-9-]+(?:[.．][a-z0-9-]+)+")), of=["a" * LENGTH])


def test_patterns_are_found_wherever_they_stand():
    held = patterns()
    assert {"security.office.passages._ADDRESS[0]", "comments.inbox.hints._ADDRESS[0]"} <= set(held)
    assert len(held) > 30
