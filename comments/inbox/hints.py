"""What the word list finds in a comment: a hint for the eye, never a decision."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from comments.inbox.models import Hint, HintWord
from security.office.words import sound

# What stands between the digits of a number: all dashes are one by now.
JOINTS = r"[-() ]"
PERSONAL = "|".join(
    (
        rf"(?<!\d)(?:\+81|0)(?:{JOINTS}{{0,2}}\d){{9,10}}(?!{JOINTS}?\d)",  # telephone
        r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+",  # mail
        rf"〒 ?\d{{3}}{JOINTS}?\d{{4}}|(?<![\d-])\d{{3}}-\d{{4}}(?!\d|[-‐−ー]|円|人|名)",  # postal code
        r"\d丁目 ?\d|\d番地",
    )
)
ENDINGS = "com|net|org|info|biz|jp|me|ly|io|co|cc|link|xyz|shop|site|top|club|online|store|app"
ADDRESS = (
    r"https?://[^\s、。」)]+|www\.[^\s、。」)]+"
    rf"|(?<![\w@.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,5}}\.(?:{ENDINGS})(?![a-z0-9-])"
)


_PERSONAL, _ADDRESS = re.compile(PERSONAL), re.compile(ADDRESS)
# Without one of these no shape of personal data is there: most texts need no closer look.
_MAY_BE_PERSONAL = re.compile(r"[\d@]")


def personal_in(text: str) -> list[str]:
    """The shapes of personal data (telephone, mail, postal code, house number) in the text, as they read folded."""
    return list(dict.fromkeys(found[0].strip() for found in _PERSONAL.finditer(sound(text))))


@dataclass(frozen=True)
class WordList:
    """The office's words and the shapes of personal data, ready to be looked for in many texts."""

    words: dict[str, re.Pattern[str]] = field(default_factory=dict)
    # All of them at once: most texts have none, and are walked through once.
    any_word: re.Pattern[str] | None = None

    @classmethod
    def load(cls) -> "WordList":
        """One query."""
        return cls.of(HintWord.objects.values_list("kind", "word"))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "WordList":
        """From pairs of a kind and a word. One alternation for a kind: all its words cost a single pass over the text."""
        words: dict[str, list[str]] = {}
        for kind, word in pairs:
            if folded := sound(word):
                words.setdefault(kind, []).append(re.escape(folded))
        if not words:
            return cls()
        by_kind = {kind: re.compile("|".join(found)) for kind, found in words.items()}
        return cls(by_kind, re.compile("|".join(word for found in words.values() for word in found)))

    def hints_of(self, text: str) -> str:
        """The kinds found, with a space between them, in the order of `Hint`; empty if there are none."""
        folded = plain = sound(text)
        if "." in folded:
            # The question mark of an address asks nothing.
            plain = _ADDRESS.sub(" ", folded)
        found = self._kinds_of_words(folded)
        if _MAY_BE_PERSONAL.search(plain) and _PERSONAL.search(plain):
            found.add(Hint.PERSONAL)
        if "?" in plain:
            found.add(Hint.QUESTION)
        if plain != folded:
            found.add(Hint.SPAM)
        return " ".join(sorted(found, key=Hint.values.index)) if found else ""

    def _kinds_of_words(self, text: str) -> set[str]:
        if self.any_word is None or not self.any_word.search(text):
            return set()
        return {kind for kind, words in self.words.items() if words.search(text)}
