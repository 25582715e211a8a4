"""なりすまし: a suspect user name beside the official one, character by character.

Compared as typed: normalising would make the very differences vanish that are looked for.
"""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from security.office.words import narrow

# Longer than any user name: what stands behind that is put in, and not compared.
COMPARED_MAX = 100
# Written differently, read alike on a phone.
READ_ALIKE = ("0oO", "1lIi", "2zZ", "5sS", "8bB", "vu", "qg", "._-")
LETTERS = (
    "エー", "ビー", "シー", "ディー", "イー", "エフ", "ジー", "エイチ", "アイ", "ジェイ", "ケイ", "エル", "エム",
    "エヌ", "オー", "ピー", "キュー", "アール", "エス", "ティー", "ユー", "ブイ", "ダブリュー", "エックス", "ワイ",
    "ゼット",
)  # fmt: skip
SIGNS = {"_": "下線(アンダーバー)", ".": "ピリオド", "-": "ハイフン", "¯": "上線", "‐": "ハイフンに似た記号"}
SCRIPTS = (
    ("CYRILLIC", "キリル文字"),
    ("GREEK", "ギリシャ文字"),
    ("LATIN", "印の付いた英字など、ラテン文字"),
    ("KATAKANA", "カタカナ"),
    ("HIRAGANA", "ひらがな"),
    ("CJK", "漢字"),
    ("FULLWIDTH", "全角文字"),
)


@dataclass(frozen=True)
class Place:
    """One place in which the two names are compared. Either side may be empty: left out, or put in."""

    official: str
    suspect: str
    note: str = ""

    @property
    def differs(self) -> bool:
        return self.official != self.suspect

    @property
    def official_name(self) -> str:
        return _names(self.official)

    @property
    def suspect_name(self) -> str:
        return _names(self.suspect)

    @property
    def official_points(self) -> str:
        return _points(self.official)

    @property
    def suspect_points(self) -> str:
        return _points(self.suspect)


@dataclass(frozen=True)
class Comparison:
    official: str
    suspect: str
    places: list[Place]

    @property
    def is_same(self) -> bool:
        return self.official == self.suspect

    @property
    def differences(self) -> list[Place]:
        return [place for place in self.places if place.differs]


def compare(official: str, suspect: str) -> Comparison:
    """A leading @ counts on neither side."""
    official, suspect = official.strip().removeprefix("@"), suspect.strip().removeprefix("@")
    places: list[Place] = []
    compared = suspect[:COMPARED_MAX]
    matcher = SequenceMatcher(None, official[:COMPARED_MAX], compared, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        ours, theirs = official[start:end], compared[begin:stop]
        if kind == "equal":
            places += [Place(char, char) for char in ours]
        else:
            places += _pairs(ours, theirs, suspect[max(begin - 1, 0) : stop + 1])
    places += _pairs(official[COMPARED_MAX:], suspect[COMPARED_MAX:], "")
    return Comparison(official, suspect, places)


def _pairs(ours: str, theirs: str, around: str) -> list[Place]:
    """Replaced one by one as far as both go; the rest is left out or put in. `around`: the suspect's characters there."""
    pairs = zip_longest(ours, theirs, fillvalue="")
    return [Place(official, suspect, _note(official, suspect, around)) for official, suspect in pairs]


def _note(official: str, suspect: str, around: str) -> str:
    if not suspect:
        return "公式にある文字が抜けています"
    if not official:
        return "同じ文字が重ねられています" if suspect * 2 in around else "余分な文字が加えられています"
    return _kind_of_replacement(official, suspect)


def _kind_of_replacement(official: str, suspect: str) -> str:
    name = unicodedata.name(suspect, "")
    folded = narrow(suspect)
    if folded == official or (folded.lower() == official.lower() and folded != suspect):
        return "全角などの、形の似た別の文字です"
    if official.lower() == suspect.lower():
        return "大文字と小文字が違います"
    for script, word in (("CYRILLIC", "キリル文字"), ("GREEK", "ギリシャ文字")):
        if name.startswith(script):
            return f"{word}です"
    if "LOW LINE" in name or "MACRON" in name or "HYPHEN" in name or "DASH" in name:
        return "形の似た記号です"
    if any(official in group and suspect in group for group in READ_ALIKE):
        return "形の似た文字に置き換えられています"
    return "別の文字に置き換えられています"


def _points(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)


def _names(text: str) -> str:
    return "、".join(spoken(char) for char in text)


def spoken(char: str) -> str:
    """A character's name in Japanese, as far as names can be confused with it; else what kind of character it is."""
    folded = narrow(char)
    if folded != char and len(folded) == 1 and folded.isascii():
        return f"全角などの{spoken(folded)}"
    if char in SIGNS:
        return SIGNS[char]
    if char.isascii() and char.isdigit():
        return f"数字の{char}"
    if char.isascii() and char.isalpha():
        size = "英小文字" if char.islower() else "英大文字"
        return f"{size}の{LETTERS[ord(char.lower()) - ord('a')]}"
    name = unicodedata.name(char, "")
    for script, word in SCRIPTS:
        if name.startswith(script):
            return word
    return "目に見えない文字" if unicodedata.category(char) in ("Cf", "Cc", "Zs") else "そのほかの文字"
