"""The one way this package says no to an uploaded file."""

import re
import unicodedata

NAME_SHOWN_MAX = 40  # characters


class PhotoRefused(Exception):
    """A file cannot become a photo of a post; `sentence` tells its owner what happened and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def display_name(name: str) -> str:
    """An uploaded file's name, fit for a sentence: no folders, no invisible characters, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    # macOS sends decomposed kana; control and bidirectional characters could disguise the name.
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    visible = " ".join(visible.split())
    if not visible:
        return "名前のないファイル"
    if len(visible) > NAME_SHOWN_MAX:
        # The end is kept for the extension, by which people know their files.
        return f"{visible[: NAME_SHOWN_MAX - 9]}…{visible[-8:]}"
    return visible
