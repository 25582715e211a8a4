"""Text exactly as people wrote it, but for what no database can hold."""

import re

# Half an emoji, as a text that was cut in the middle brings it.
_HALF = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses; half a character becomes the sign for an unreadable one."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text.replace("\0", ""))
