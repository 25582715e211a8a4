"""The one way this package says no to an uploaded file."""

import re
import unicodedata

from posts.imaging.failures import (
    Animated,
    NotNow,
    PhotoFailure,
    TooManyPixels,
    TooManyScans,
    TooMuchWork,
)

NAME_SHOWN_MAX = 40  # characters


class PhotoRefused(Exception):
    """A file cannot become a photo of a post; `sentence` tells its owner what happened and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def what_failed(failure: PhotoFailure, shown: str) -> str:
    """The sentence for a file that could not be worked on, and what to do; `shown` is its name."""
    if isinstance(failure, TooManyPixels):
        return (
            f"「{shown}」は画素数が多すぎます。"
            f"この種類のファイルは{failure.most // 10_000:,}万画素以下に縮小してから、選び直してください。"
        )
    if isinstance(failure, TooManyScans):
        return (
            f"「{shown}」は、表示の段階を多く重ねた特殊なJPEGのため、使えません。"
            "カメラや端末にある元の写真を選び直すか、ふつうのJPEG形式で書き出してから、選び直してください。"
        )
    if isinstance(failure, Animated):
        return (
            f"「{shown}」は動く画像(アニメーション)です。"
            "投稿できるのは静止画だけです。静止画を、選び直してください。"
        )
    if isinstance(failure, TooMuchWork):
        return (
            f"「{shown}」は、処理に時間かメモリがかかりすぎるため、読み取れません。"
            "縮小するか、JPEG形式で書き出してから、選び直してください。"
        )
    if isinstance(failure, NotNow):
        return f"「{shown}」は、いま写真を処理できないため、読み取っていません。少し待ってから、選び直してください。"
    return (
        f"「{shown}」は途中で切れているか壊れているため、読み取れません。"
        "カメラや端末にある元の写真を、選び直してください。"
    )


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
