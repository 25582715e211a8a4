"""Whether two texts say the same, however they were typed: the one owner of this question.

A key is for comparing and searching alone: what people typed is stored as it came, since 神 and 塚 are names.
"""

import re
import unicodedata
from functools import reduce
from operator import and_
from typing import Any, ClassVar, cast

from django.db import models

from security.office import unseen

# As they are once the wide ones are narrowed. The long vowel ー is typed for a dash, and a dash for it.
_DASHES = "‐‑‒–—―−ー─━⁃﹘➖"
_WAVES = "〜∼∿〰˜∾"
_QUOTES = {"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "⁄": "/"}
_SIGNS = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_WAVES, "~") | _QUOTES)
# A sound mark beside its letter is one on it, though it may be typed to hide a word; some line ends are signs.
_BESIDE = str.maketrans({"゛": "\u3099", "゜": "\u309a", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})
# What says nothing, and what no database holds.
_NOTHING = re.compile(f"{unseen.UNSEEN.pattern}|{unseen.CONTROLS.pattern}")
# Han letters that stand in Unicode a second time, for names: composing would take the one for the other.
_NOT_TWICE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
# ァ to ヶ as ぁ to ゖ.
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def composed(text: str) -> str:
    """Each letter with its marks in one (NFC), but 神 (U+FA19) and 神 stay two: for what must be found again as it is."""
    return _NOT_TWICE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def narrow(text: str) -> str:
    """Wide and half-width letters, digits and signs in their usual width, composed (NFKC); nothing else is changed."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def key(text: str) -> str:
    """What all ways to type one text have in common: width, case, composition, kinds of dashes, waves and spaces, and
    characters that nobody sees make no difference. A key is its own key.
    """
    if text.isascii():
        folded = text.lower()
    else:
        # Small letters can come apart again, and what was composed of them can be a sign.
        seen = narrow(_NOTHING.sub("", text.translate(_BESIDE))).casefold().translate(_SIGNS)
        folded = narrow(narrow(seen).casefold()).translate(_SIGNS)
    return " ".join(_NOTHING.sub("", folded).split())


def same(one: str, other: str) -> bool:
    return key(one) == key(other)


def sound(text: str) -> str:
    """As `key`, hiragana and katakana alike: for words that are listened for, and for those that are looked for."""
    return key(text).translate(_HIRAGANA)


class SoughtField(models.TextField):
    """How a row's own words sound, a line each, so that no search runs from one into the next."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        row = cast(Sought, model_instance)
        row.sought = row.keys
        return row.sought


@SoughtField.register_lookup
class HasPieces(models.Lookup):
    """Whether a row has each letter and each pair of letters of a word, as PostgreSQL looks it up in an index on
    `office_pieces(sought)`; the word itself is asked for beside it. SQLite has no such index, and reads the rows.
    """

    lookup_name = "pieces"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "1 = 1", ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"office_pieces({column}) @> %s::text[]", [*params, pieces(self.rhs)]


def pieces(word: str) -> list[str]:
    """What a word is looked up by: its pairs of letters, for most words of Japanese have two; one letter by itself."""
    return sorted({word[at : at + 2] for at in range(len(word) - 1)}) or [word]


class Sought(models.Model):
    """A row that is found by its words, however they are typed: their keys stand beside them, written with the words.

    SOUGHT_IN: the attributes that hold them. What writes in bulk names `sought` beside them.
    """

    SOUGHT_IN: ClassVar[tuple[str, ...]]

    sought = SoughtField(default="", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields and not {*self.SOUGHT_IN}.isdisjoint(fields):
            kwargs["update_fields"] = {*fields, "sought"}
        super().save(*args, **kwargs)

    @property
    def keys(self) -> str:
        return "\n".join(sound(str(getattr(self, name))) for name in self.SOUGHT_IN)


def saying(words: str, *, by_pieces: bool = False) -> models.Q:
    """The rows of a `Sought` that say all of these words. by_pieces: its table has the index for it."""
    found = []
    for word in dict.fromkeys(sound(words).split()):
        found.append(models.Q(sought__contains=word))
        if by_pieces:
            found.append(models.Q(sought__pieces=word))
    return reduce(and_, found, models.Q())
