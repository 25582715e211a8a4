"""What Instagram will make of a caption's text: its length, hashtags, mentions and addresses."""

import re
import unicodedata

# Top-level domains that people in Japan write without a scheme, those of short addresses among them.
_KNOWN_TLDS = (
    "jp|com|net|org|info|biz|edu|gov|asia|tokyo|osaka|kyoto|nagoya|okinawa|co|io|me|tv|cc|to|ly|gl|gd|be|ee"
    "|app|dev|shop|store|site|online|blog|page|link|cafe|club|work|world|xyz|top|us|uk|eu|cn|hk|kr|tw"
)
_BARE_START = r"(?<![a-z0-9@＠._/-])"
_TAIL = r"(?::\d+)?(?:[/?#][!-~]*)?"
# With a path behind it any ending is a domain's, but for those of files (a.jpg/b.jpg).
_PATH = r"(?::\d+)?/[a-z0-9?#%~_@-][!-~]*"
_FILES = "jpe?g|png|gif|webp|heic|pdf|mp4|mov|docx?|xlsx?|pptx?|txt|csv|zip|html?|py|js|css"
# Only labels of a host may be Japanese: behind it, the first full-width letter is the sentence going on.
_URL = re.compile(
    r"https?://(?:[\w-]+\.)*[!-~]+"
    rf"|{_BARE_START}www\.(?:[a-z0-9-]+\.)*[a-z0-9-]+{_TAIL}"
    rf"|{_BARE_START}(?:[a-z0-9-]+\.)+(?:{_KNOWN_TLDS})(?![a-z0-9_@＠-]|\.[a-z0-9]){_TAIL}"
    rf"|{_BARE_START}(?:[a-z0-9-]+\.)+(?!(?:{_FILES})[:/])[a-z]{{2,}}{_PATH}",
    re.IGNORECASE,
)
# An address whose dots a Japanese keyboard has made full-width; its slashes then are too.
_FULL_WIDTH = re.compile(r"[a-z0-9-]+(?:[.．][a-z0-9-]+)+[／!-~]*", re.IGNORECASE)
_HALF_WIDTH = str.maketrans("．／", "./")
_SENTENCE_PUNCTUATION = ".,;:!?'\"<>(["
_OPENED_BY = {")": "(", "]": "["}
_HASHTAG = re.compile(r"[#＃](\w+)")
_MENTION = re.compile(
    r"(?<![a-z0-9_.])[@＠]([a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?)", re.IGNORECASE | re.ASCII
)


def count_characters(text: str) -> int:
    """The length to hold against CAPTION_MAX: UTF-16 units, which are never fewer than code points.

    Meta does not say which of the two it counts.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def hashtags(text: str) -> list[str]:
    """The hashtags without their sign, half or full width, in the order of the text, repetitions included."""
    return _HASHTAG.findall(_without_urls(unicodedata.normalize("NFC", text)))


def mentions(text: str) -> list[str]:
    """The user names behind an @ sign, in the order of the text; the @ of a mail address is none."""
    return _MENTION.findall(_without_urls(text))


def urls(text: str) -> list[str]:
    """The addresses as written, with or without a scheme, without the punctuation around them.

    Full-width dots and slashes of an address are given half-width, as a browser would read them.
    """
    return [_without_punctuation(match[0]) for match in _URL.finditer(_half_width(text))]


def same_caption(one: str, other: str) -> bool:
    """Whether two captions are the same post's. Meta gives captions back without @ (reference "IG Media")."""
    return _comparable(one) == _comparable(other)


def _comparable(caption: str) -> str:
    return unicodedata.normalize("NFC", " ".join(caption.replace("@", "").split()))


def _without_urls(text: str) -> str:
    return _URL.sub(" ", _half_width(text))


def _half_width(text: str) -> str:
    return _FULL_WIDTH.sub(
        lambda match: match[0].translate(_HALF_WIDTH) if "．" in match[0] else match[0], text
    )


def _without_punctuation(url: str) -> str:
    while _ends_with_the_sentences(url):
        url = url[:-1]
    return url


def _ends_with_the_sentences(url: str) -> bool:
    """Whether the last character closes the sentence, or a bracket that the address did not open."""
    last = url[-1]
    if last in _OPENED_BY:
        return url.count(last) > url.count(_OPENED_BY[last])
    return last in _SENTENCE_PUNCTUATION
