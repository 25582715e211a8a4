"""No text stops the site: patterns and readers of text take each letter once, however long and odd a text is.

Every pattern that a module of the product holds is found here by itself, and tried with texts of LENGTH letters made
to keep it busy. What walks through a text again for each of its letters takes minutes for such a text; what walks
through it once, a fraction of a second. Nothing is measured: the processor's time is cut off far above the one and far
below the other.
"""

import contextlib
import importlib
import os
import pkgutil
import re
import resource
import sys
from collections.abc import Iterator

import pytest
from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.utils.html import linebreaks

from approvals import changes
from cafe_instagram.home.templatetags import office as office_tags
from comments.cases import look_alike
from comments.inbox.hints import WordList, personal_in
from comments.policy import text as policy_text
from instagram import captions
from instagram.addresses import shortcode_of
from posts.drafting.rules import links
from posts.links import titles
from posts.links.asking import Answer
from security.office import addresses, days, passages, unseen, words
from security.people.models import User
from security.signing_in.passwords import GuessableValidator
from tests import misses

FLOORS = ("approvals", "cafe_instagram", "comments", "instagram", "outbox", "posts", "security")
LENGTH = 100_000
# Seconds of the processor for one text: a busy machine needs some five, and what is not linear minutes.
ENOUGH = 20
# What people and Meta may write, and what patterns divide by.
LETTERS = (
    "a", "A", "0", " ", "\n", ".", "-", "_", "/", ":", "@", "#", "%", "?", "&", "=", "+", "~", "(", ")", "[", "]", "\\",
    "あ", "ー", "。", "．", "／", "＠", "＃", "　", "ﾞ", "\u3099", "\u0301", "\u200b", "\ufe0f", "\u200d", "😀", "\0", "\ud83d", '"', "<",
)  # fmt: skip
# Two and three in turn: what a repetition within a repetition stumbles over.
TURNS = ("a.", "a-", "a@", "a/", "a:", "0.", "0-", "1 ", "a%", ".a/", "あ.", "a。", "@a ", "#a", "//a", "a\u200b", "\u200b#", "か\u3099", "%E3", "..", "[.]", "a[.]", "a(.)", "a｡", "../", "a=1&", "&a=", "\r\n", "0-0 ", "か゛", "\\/", "①.", "\ufa19か\u3099")  # fmt: skip
# What begins as something that is looked for, and never ends.
BEGINNINGS = ("https://", "http:", "www.", "a@", "@", "#", "〒", "+81 ", "hxxp://a.", "https://a.jp/", "https://a.jp?", "sha256=")  # fmt: skip


def texts() -> Iterator[str]:
    for one in (*LETTERS, *TURNS):
        yield (one * LENGTH)[:LENGTH]
    for beginning in BEGINNINGS:
        for one in ("a", ")", " "):
            yield beginning + one * LENGTH + "\n"
        yield (beginning * LENGTH)[:LENGTH]


TEXTS = list(texts())


def busy(read, *, of=TEXTS) -> list[str]:
    """The first text that it does not come to the end of in time, by its beginning; nothing if there is none.

    In a process of its own, which the system ends: a search in C hears no exception.
    """
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        try:
            _read_all(read, of, tell)
        except BaseException as error:  # noqa: BLE001 - nothing of the child may go on as a second pytest
            os.write(tell, f"{type(error).__name__}: {error} ".encode(errors="replace")[:1000])
            os._exit(1)
        os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        last = pipe.read().decode().split("\n")[-1]
    _, status = os.waitpid(child, 0)
    return [last] if status else []


def _read_all(read, of, tell: int) -> None:
    for text in of:
        os.write(tell, f"\n{text[:12]!a} ".encode())
        spent = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(spent.ru_utime + spent.ru_stime) + ENOUGH
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        read(text)


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


def everything(pattern: re.Pattern):
    def read(text):
        told = text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text
        for _ in pattern.finditer(told):
            pass
        pattern.match(told)
        pattern.fullmatch(told)

    return read


@pytest.mark.long
def test_each_pattern_walks_through_a_text_once():
    missed = {name: busy(everything(pattern)) for name, pattern in patterns().items()}
    misses.none([f"{name}: {', '.join(found)}" for name, found in missed.items() if found])


def test_a_pattern_that_begins_again_at_each_letter_is_noticed():
    assert busy(everything(re.compile(r"[a-z0-9-]+(?:[.．][a-z0-9-]+)+")), of=["a" * LENGTH])


def test_patterns_are_found_wherever_they_stand():
    held = patterns()
    assert {"security.office.passages._ADDRESS[0]", "comments.inbox.hints._ADDRESS[0]"} <= set(held)
    assert len(held) > 30


def readers():
    """What takes people's or Meta's texts, beside the patterns: ours, and Django's where a page uses it on them."""
    words_found = WordList.of([("abuse", "消えろ"), ("spam", "aaaa"), ("question", "ー")])
    link = "https://a.example.jp/観光/カフェ.html"
    return {
        "caption_html": office_tags.caption_html,
        "addresses, declared": lambda text: links.named_in(text, [link, "https://a.jp/"]),
        "addresses that stand there": lambda text: links.standing_in(text, [link, "https://a.jp/"]),
        "title of a page": lambda text: titles.title_in(
            Answer(200, "", False, "text/html", text.encode("utf-8", "surrogatepass"))
        ),
        "hashtags": passages.hashtags,
        "only_mentions": passages.only_mentions,
        "unseen_in": lambda text: passages.unseen_in(text, called="本文"),
        "controls": unseen.controls,
        "address key": addresses.key,
        "begins_with": lambda text: addresses.begins_with(text, link),
        "begins with the text": lambda text: addresses.begins_with(link, text),
        "site_host": addresses.site_host,
        "host_key": addresses.host_key,
        "word key": words.key,
        "count_characters": captions.count_characters,
        "same_caption": lambda text: captions.same_caption(text, text[1:]),
        "shortcode_of": shortcode_of,
        "post_code": links.post_code,
        "is_shortened": links.is_shortened,
        "day": _no_day,
        "hints": words_found.hints_of,
        "personal_in": personal_in,
        "policy text": lambda text: policy_text.parts(text) and policy_text.left_open(text),
        "look_alike": lambda text: look_alike.compare("hokkaido_cafe_official", text),
        "changes": lambda text: list(changes.pieces(text, text[::-1])),
        "changes, letter by letter": lambda text: list(changes.pieces(text, "x".join(text[:20_000]))),
        "linebreaks": linebreaks,
        "linebreaksbr": linebreaksbr,
        "truncatechars": lambda text: truncatechars(text, 60),
        "mail": lambda text: _refuses(forms.EmailField(max_length=254), text),
        "username": lambda text: _refuses(forms.CharField(validators=[ASCIIUsernameValidator()]), text),
        "password": lambda text: _refuses(forms.CharField(validators=[GuessableValidator().validate]), text),
        "password alike": lambda text: _similar(text),
    }


def _similar(text):
    with contextlib.suppress(ValidationError):
        UserAttributeSimilarityValidator().validate(text, User(name="x" * 100, username="staff"))


def _no_day(text):
    for read in (days.day_of, days.moment_of):
        with contextlib.suppress(days.NotADay):
            read(text)


def _refuses(field, text):
    with contextlib.suppress(ValidationError):
        field.clean(text)


@pytest.mark.long
def test_whatever_takes_peoples_texts_walks_through_them_once():
    missed = {name: busy(read) for name, read in readers().items()}
    misses.none([f"{name}: {', '.join(found)}" for name, found in missed.items() if found])


def test_versions_that_are_alike_in_each_second_letter_are_compared():
    """Each like letter is looked for anew among all that follow it."""
    old = "".join(chr(0x4E00 + number) for number in range(20_000))
    new = "".join(letter if place % 2 else "☆" for place, letter in enumerate(old))
    assert not busy(lambda text: list(changes.pieces(text, new)), of=[old])
