"""The small pictures in letters: named when a letter is written, made when it is sent, outside of any transaction.

Who keeps pictures registers how one is made; what cannot be made any more is left out of the letter.
"""

import re
from collections.abc import Callable

Maker = Callable[[str], bytes | None]
_makers: dict[str, Maker] = {}


def made_by(shelf: str) -> Callable[[Maker], Maker]:
    """The function makes a small JPEG of what is named `shelf:…`; None for what is not there or not as it was stored."""

    def register(maker: Maker) -> Maker:
        _makers[shelf] = maker
        return maker

    return register


def small(name: str) -> bytes | None:
    shelf, _, rest = name.partition(":")
    maker = _makers.get(shelf)
    return maker(rest) if maker else None


def without(html: str, content_id: str) -> str:
    """The page without the image that would have shown this one."""
    return re.sub(rf'<img[^>]*"cid:{re.escape(content_id)}"[^>]*>', "", html)
