"""Text exactly as people wrote it, but for what no database can hold."""

# Half an emoji, as a text that was cut in the middle brings it.
_REPLACED = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses; half a character becomes the sign for an unreadable one."""
    text = text.replace("\0", "")
    if text.isascii():
        return text
    return "".join(_REPLACED if "\ud800" <= sign <= "\udfff" else sign for sign in text)
