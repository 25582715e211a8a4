"""What stands in a text that goes out, as readers and Instagram take it: addresses, hashtags, mentions.

Each pattern walks through a text once, however long and odd it is: a repetition inside a repetition is possessive, and
begins only where the one before it has ended.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from security.office import addresses, unseen, words

# A longer text goes nowhere, whatever stands in it: rules tell its length, and look no further.
EXAMINED_MAX = 10_000
# Of the characters that nobody sees, and of the text around each.
TOLD, AROUND = 5, 8

# Top-level domains that people in Japan write without a scheme, those of short addresses among them.
_KNOWN_TLDS = (
    "jp|com|net|org|info|biz|edu|gov|asia|tokyo|osaka|kyoto|nagoya|okinawa|co|io|me|tv|cc|to|ly|gl|gd|be|ee"
    "|app|dev|shop|store|site|online|blog|page|link|cafe|coffee|travel|ec|club|work|world|xyz|top|us|uk|eu|cn|hk|kr|tw"
)
# Behind a full stop of the Japanese sentence only these: 「…Hello。Cafeでは」 names no site.
_SURE_TLDS = "jp|com|net|org|info"
_JAPANESE_TLDS = (
    "みんな|コム|ストア|セール|ファッション|クラウド|ポイント|グーグル|アマゾン|企業|商品|食品|家電|書籍|通販"
)
_BARE_START = r"(?:(?<![a-z0-9@._/-])|(?<=//))"
_TAIL = r"(?::\d+)?(?:[/?#][!-~]*)?"
# With a path behind it any ending is a domain's, but for those of files (a.jpg/b.jpg).
_PATH = r"(?::\d+)?/[a-z0-9?#%~_@-][!-~]*"
_FILES = "jpe?g|png|gif|webp|heic|pdf|mp4|mov|docx?|xlsx?|pptx?|txt|csv|zip|html?|py|js|css"
_ENDS = r"(?![a-z0-9_@-]|\.[a-z0-9])"
# As a sentence ends, and as those write it who want no link of it.
_ODD_DOT = r"(?:[.。｡]|\[\.\]|\(\.\))"
_LABEL = "[a-z0-9-]++"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# Only labels of a host may be Japanese: behind it, the first full-width letter is the sentence going on.
_ADDRESS = re.compile(
    # With a scheme, also one that is written so as not to be one (hxxp, ttp, h**p).
    r"(?<![a-z*])[a-z*]{2,16}://(?:(?:[\w-]++\.)*[!-~]+|[\w-]++(?:[.。｡][\w-]++)*)"
    r"|(?<![a-z*])h(?:tt|xx)ps?:/*+(?:[\w-]++\.)+[!-~]+"
    rf"|{_BARE_START}www\.(?:{_LABEL}\.)*{_LABEL}{_TAIL}"
    rf"|{_BARE_START}(?:{_LABEL}\.)+(?:{_KNOWN_TLDS}){_ENDS}{_TAIL}"
    rf"|{_BARE_START}(?:{_LABEL}{_ODD_DOT}){{1,9}}(?:{_SURE_TLDS}){_ENDS}{_TAIL}"
    rf"|{_BARE_START}(?:{_LABEL}\.)+(?!(?:{_FILES})[:/])[a-z]{{2,}}+{_PATH}"
    rf"|(?<=//)(?:{_LABEL}\.)+[a-z]{{2,}}+{_TAIL}"
    # Four numbers, but for those of a version or an article.
    rf"|(?<![a-z0-9@._-])(?<!第)(?<!ver )(?<!バージョン)(?<!バージョン )(?:{_OCTET}\.){{3}}{_OCTET}(?![a-z0-9_-]|\.[a-z0-9]|[条項章節号版円]){_TAIL}"
    # A host in Japanese letters: found by its end, read back from there.
    rf"|(?<=[^\W\d_a-z])\.(?:(?:{_KNOWN_TLDS}){_ENDS}|(?:{_JAPANESE_TLDS})){_TAIL}",
    re.IGNORECASE,
)
_LABELS_BACK = 64
_PATH_BEGINS = re.compile(r"(?<![:/])[/?#](?!/)")
_SPACE = re.compile(r"\s")
_SENTENCE_PUNCTUATION = ".,;:!?'\"<>(["
_OPENED_BY = {")": "(", "]": "["}
_HASHTAG = re.compile(r"[#＃](\w+)")
_MENTION = re.compile(
    r"(?<![a-z0-9_.])[@＠]([a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?)", re.IGNORECASE | re.ASCII
)
_HASHTAG_AROUND = ("(ハッシュタグの中)", "ハッシュタグがそこで切れるか、別のハッシュタグになります。")
_ADDRESS_AROUND = ("(アドレスの中)", "そのアドレスでは、ページが開けません。")
_AROUND = (
    # With whether it must be an address, too.
    (_HASHTAG_AROUND, re.compile(rf"[#＃][\w{unseen.CLASS}]+"), False),
    (
        _ADDRESS_AROUND,
        re.compile(rf"(?<![!-~{unseen.CLASS}])[!-~]*+[{unseen.CLASS}][!-~{unseen.CLASS}]*"),
        True,
    ),
)


@dataclass(frozen=True)
class Address:
    """An address in a text: as written, and what stands from its beginning to the next space, where more of it may be.

    `start`: its place among the others. `within`: how many of its first letters may be the sentence's.
    """

    written: str
    ahead: str
    start: int
    within: int

    def begins_with(self, url: str) -> int:
        """How many of the characters ahead are that address; 0 if it is another."""
        if found := addresses.begins_with(self.ahead, url, within=self.within):
            return found
        return len(self.written) if addresses.same(self.written, url) else 0


def addresses_in(text: str) -> list[Address]:
    """In the order of the text, without the punctuation around them.

    Full-width dots and slashes of an address are given half-width, as a browser would read them.
    """
    seen = _as_seen(text)
    return [_address(seen, *place) for place in _places(seen)]


def hashtags(text: str) -> list[str]:
    """The hashtags without their sign, half or full width, in the order of the text, repetitions included."""
    return _HASHTAG.findall(_without_addresses(text))


def mentions(text: str) -> list[str]:
    """The user names behind an @ sign, in the order of the text; the @ of a mail address is none."""
    return _MENTION.findall(_without_addresses(text))


def only_mentions(text: str) -> bool:
    """Whether the text names somebody, and says nothing else."""
    return bool(mentions(text)) and not _MENTION.sub("", _without_addresses(text)).strip()


def _as_seen(text: str) -> str:
    return words.composed(unseen.without(text))


def _places(seen: str) -> Iterator[tuple[int, int, int]]:
    """From where to where each address goes, punctuation included, and how far its host reaches back into Japanese."""
    usual = seen.translate(addresses.WIDE)
    end = 0
    for found in _ADDRESS.finditer(usual):
        start, within = found.start(), 0
        if usual[start] == ".":
            back = reversed(usual[max(end, start - _LABELS_BACK) : start])
            within = len(list(takewhile(lambda letter: letter.isalnum() or letter in "-.", back)))
        start -= within
        end = _end(seen, usual, start, found.end())
        if end > start + 1:
            yield start, end, within


def _end(seen: str, usual: str, start: int, end: int) -> int:
    """A wide sign behind a host in usual letters is the sentence's: 「example.jp／SNS」."""
    path = _PATH_BEGINS.search(usual, start, end)
    head = path.start() if path else end
    if seen[start:head] != usual[start:head]:
        return end
    return next((at for at in range(head, end) if seen[at] != usual[at]), end)


def _address(seen: str, start: int, end: int, within: int) -> Address:
    space = _SPACE.search(seen, start, start + addresses.LONGEST)
    ahead = seen[start : space.start() if space else start + addresses.LONGEST]
    written = _without_punctuation(addresses.plain(seen[start:end]))
    return Address(written, addresses.plain(ahead), start, within)


def _without_addresses(text: str) -> str:
    seen = _as_seen(text)
    pieces, at = [], 0
    for start, end, _ in _places(seen):
        pieces.append(seen[at:start])
        at = end
    return " ".join([*pieces, seen[at:]])


def _without_punctuation(url: str) -> str:
    """Without what closes the sentence at its end, and brackets there that the address did not open."""
    unopened = {close: url.count(close) - url.count(opening) for close, opening in _OPENED_BY.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in unopened:
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        elif last in _SENTENCE_PUNCTUATION:
            for close, opening in _OPENED_BY.items():
                unopened[close] += last == opening
        else:
            break
        end -= 1
    return url[:end]


def unseen_in(text: str, *, called: str) -> list[str]:
    """A sentence for each character that nobody sees and that does no work there, where it does most harm first.

    called: what the text is, on the screen.
    """
    found = unseen.out_of_place(text)
    if not found:
        return []
    spans = [
        (where, *one.span())
        for where, pattern, is_address in _AROUND
        for one in pattern.finditer(text)
        if not is_address or addresses_in(one[0])
    ]
    harms = {at: where for where, start, end in reversed(spans) for at in range(start, end)}
    told = [(harms.get(one.at, ("", "")), one) for one in found]
    told.sort(key=lambda pair: not pair[0][0])
    sentences = [_told(text, one, *harm, called=called) for harm, one in told[:TOLD]]
    if len(told) > TOLD:
        sentences.append(f"{called}には、目に見えない文字がほかに{len(told) - TOLD}か所あります。")
    return sentences


def _told(text: str, found: unseen.Found, where: str, harm: str, *, called: str) -> str:
    line = text.count("\n", 0, found.at) + 1
    begin = max(text.rfind("\n", 0, found.at) + 1, found.at - AROUND)
    before = unseen.without(text[begin : found.at])
    after = unseen.without(text[found.at + 1 : found.at + 1 + AROUND].partition("\n")[0])
    return (
        f"{called}の{line}行目「{before}▼{after}」の▼のところ{where}に、目に見えない文字があります: {found.name}。"
        f"{harm}いらないものは、▼の前後の文字ごと消して入力し直せば、なくなります。"
    )
