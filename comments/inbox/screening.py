"""What a comment is measured by as it comes."""

from dataclasses import dataclass

from comments.inbox.hints import WordList
from comments.inbox.own_account import OwnAccount


@dataclass(frozen=True)
class Screening:
    """Whose words are our own, and which words the office looks for. Read once, and good for one reading."""

    own: OwnAccount
    words: WordList

    @classmethod
    def load(cls) -> "Screening":
        return cls(OwnAccount.current(), WordList.load())
