"""What people do to a post in Instagram's own app: comment, change it, take it back. The API has no part in it."""

import re
import sqlite3
from dataclasses import dataclass

from sandbox import accounts, comments, media
from sandbox.comments import Comment

USERNAME = re.compile(r"[A-Za-z0-9._]{1,30}")
COUNT_MAX = 20_000  # comments in one go


class Problem(ValueError):
    """Why it cannot be done; `shown` says it to the person at the page."""

    def __init__(self, message: str, shown: str) -> None:
        super().__init__(message)
        self.shown = shown


@dataclass(frozen=True)
class Remark:
    """What somebody wants to write. `parent_id`: of the comment that it answers; empty for a comment."""

    username: str
    text: str
    media_id: str = ""
    parent_id: str = ""


def write(db: sqlite3.Connection, remark: Remark, *, at: float, count: int = 1) -> list[str]:
    """The ids of the new comments, `count` of them, numbered if there are many. Raises Problem.

    Under the account's own name it is the account that writes, with the app instead of the API.
    """
    _check(remark, count)
    thread = _thread(db, remark.parent_id) if remark.parent_id else None
    post = media.find(db, thread.media_id if thread else remark.media_id)
    if post is None or post.parent_id is not None:
        raise Problem(f"no post {remark.media_id!r}", "この投稿は見つかりません。")
    if not post.comment_enabled:
        raise Problem("comments are closed", "この投稿へのコメントはオフになっています。")
    owner = accounts.find(db, post.account_id)
    is_owner = owner is not None and owner.username == remark.username
    return comments.write(
        db,
        [remark.text] if count == 1 else [f"{remark.text} {number}" for number in range(1, count + 1)],
        media_id=post.id,
        parent_id=thread.id if thread else None,
        author_id=post.account_id if is_owner else comments.citizen_id(remark.username),
        username=remark.username,
        at=at,
    )


def edit(db: sqlite3.Connection, comment_id: str, text: str) -> None:
    """Raises Problem."""
    _check_text(text)
    comments.edit(db, find(db, comment_id).id, text)


def delete(db: sqlite3.Connection, comment_id: str) -> None:
    """With its replies. Raises Problem."""
    comments.delete(db, find(db, comment_id).id)


def find(db: sqlite3.Connection, comment_id: str) -> Comment:
    """Raises Problem."""
    found = comments.find(db, comment_id)
    if found is None:
        raise Problem(
            f"no comment {comment_id!r}", "このコメントは見つかりません。すでに削除された可能性があります。"
        )
    return found


def _thread(db: sqlite3.Connection, comment_id: str) -> Comment:
    answered = find(db, comment_id)
    thread = find(db, answered.thread_id)
    if thread.is_hidden or answered.is_hidden:
        raise Problem("the comment is hidden", "非表示のコメントには返信できません。")
    return thread


def _check(remark: Remark, count: int) -> None:
    if not USERNAME.fullmatch(remark.username):
        raise Problem(
            "username must be 1 to 30 of the characters A-Z a-z 0-9 . _",
            "名前は、半角の英数字・ピリオド・下線で、30字までにしてください。",
        )
    if not 1 <= count <= COUNT_MAX:
        raise Problem(f"count must be 1 to {COUNT_MAX}", f"件数は、1から{COUNT_MAX:,}までにしてください。")
    _check_text(remark.text)


def _check_text(text: str) -> None:
    if not text.strip():
        raise Problem("text must not be empty", "コメントを入力してください。")
    if comments.is_too_long(text):
        raise Problem(
            f"text must be at most {comments.TEXT_MAX} long",
            f"コメントは、{comments.TEXT_MAX:,}字までにしてください。",
        )
