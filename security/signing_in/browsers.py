"""A browser in words, as its owner would call it. Whatever a browser says of itself is only a hint."""

SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# Most of them name others as well: the more special first.
BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def in_words(user_agent: str) -> str:
    system = _first(SYSTEMS, user_agent)
    browser = _first(BROWSERS, user_agent)
    if system and browser:
        return f"{system}の{browser}"
    return system or browser or "不明な端末"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for sign, words in names if sign in user_agent), "")
