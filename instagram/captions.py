"""What Instagram makes of a text that goes out: how it counts it, and how it gives it back."""

import unicodedata


def count_characters(text: str) -> int:
    """The length to hold against CAPTION_MAX: UTF-16 units, which are never fewer than code points.

    Meta does not say which of the two it counts.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def same_caption(one: str, other: str) -> bool:
    """Whether two captions are the same post's. Meta gives captions back without @ (reference "IG Media")."""
    return _comparable(one) == _comparable(other)


def _comparable(caption: str) -> str:
    return unicodedata.normalize("NFC", " ".join(caption.replace("@", "").split()))
