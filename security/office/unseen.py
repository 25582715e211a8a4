"""Characters that nobody sees: what they are called, and where they do their proper work.

They cut a hashtag in two, make another address of one, and turn a line round; an emoji is put together with them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

NAMES = {
    "\u00ad": "分かれ目のハイフン(見えないもの)",
    "\u034f": "結合文字を分ける印",
    "\u061c": "右から左への印",
    "\u115f": "ハングルの埋め草",
    "\u1160": "ハングルの埋め草",
    "\u180e": "モンゴル文字の区切り",
    "\u200b": "幅のない空白",
    "\u200c": "つながりを切る印",
    "\u200d": "つなぐ印",
    "\u200e": "左から右への印",
    "\u200f": "右から左への印",
    "\u2028": "行の区切り",
    "\u2029": "段落の区切り",
    "\u202a": "左から右への囲みの始まり",
    "\u202b": "右から左への囲みの始まり",
    "\u202c": "向きの囲みの終わり",
    "\u202d": "左から右への強制の始まり",
    "\u202e": "右から左への強制の始まり",
    "\u2060": "改行を禁じる印",
    "\u2066": "左から右への囲みの始まり",
    "\u2067": "右から左への囲みの始まり",
    "\u2068": "向きの囲みの始まり",
    "\u2069": "向きの囲みの終わり",
    "\u2800": "点のない点字",
    "\u3164": "ハングルの埋め草",
    "\ufeff": "バイト順の印(BOM)",
    "\uffa0": "ハングルの埋め草",
}
# In pairs, the last one included: by what each is told where NAMES has no word of its own.
RANGES = (
    ("\u180b", "\u180f", "字形を選ぶ印"),
    ("\ufe00", "\ufe0f", "字形を選ぶ印"),
    ("\U000e0100", "\U000e01ef", "字形を選ぶ印"),
    ("\U000e0000", "\U000e007f", "目に見えないタグ文字"),
    ("\u17b4", "\u17b5", "目に見えない文字"),
    ("\u2061", "\u206f", "目に見えない文字"),
    ("\ufff0", "\ufffb", "目に見えない文字"),
    ("\U0001bca0", "\U0001bca3", "目に見えない文字"),
    ("\U0001d173", "\U0001d17a", "目に見えない文字"),
    ("\U000e0080", "\U000e0fff", "目に見えない文字"),
)
# For a class of a pattern.
CLASS = "".join(NAMES) + "".join(f"{first}-{last}" for first, last, _ in RANGES)
UNSEEN = re.compile(f"[{CLASS}]")
# What no text holds: controls other than tab and line ends, and halves of a character.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_STYLE, _JOINER, _TAG_END = "\ufe0e\ufe0f", "\u200d", "\U000e007f"
_KEYS = "0123456789#*"
_TAGGED = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")


@dataclass(frozen=True)
class Found:
    """A character at its place in the text."""

    at: int
    character: str

    @property
    def name(self) -> str:
        return f"{name_of(self.character)}(U+{ord(self.character):04X})"


def name_of(character: str) -> str:
    """What an office can call it; for controls as for what is not seen."""
    if word := NAMES.get(character):
        return word
    found = next((word for first, last, word in RANGES if first <= character <= last), "")
    if found:
        return found
    return "文字の半分" if unicodedata.category(character) == "Cs" else "制御文字"


def out_of_place(text: str) -> list[Found]:
    """Each that does no proper work: an emoji's joiners, styles and tags are left out."""
    working = set(_working(text))
    return [Found(one.start(), one[0]) for one in UNSEEN.finditer(text) if one.start() not in working]


def controls(text: str) -> list[Found]:
    """Each that no text may hold."""
    return [Found(one.start(), one[0]) for one in CONTROLS.finditer(text)]


def without(text: str) -> str:
    """The text as it is seen."""
    return UNSEEN.sub("", text)


def _working(text: str) -> Iterator[int]:
    for tagged in _TAGGED.finditer(text):
        yield from range(tagged.start() + 1, tagged.end())
    for one in UNSEEN.finditer(text):
        at = one.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if one[0] == _JOINER:
            # Behind an emoji its style may stand, or its skin; before the joiner of a family all three.
            if (_is_emoji(before) or before == "\ufe0f") and _is_emoji(after):
                yield at
        elif one[0] in _STYLE and (_is_emoji(before) or (before and before in _KEYS and after == "\u20e3")):
            yield at


@cache
def _is_emoji(character: str) -> bool:
    """Whether it may be drawn as a picture: symbols, and the few signs of other kinds that have one."""
    if not character:
        return False
    is_symbol = unicodedata.category(character) in ("So", "Sk", "Sm") and not character.isascii()
    return is_symbol or character in "‼⁉〰〽ℹ"
