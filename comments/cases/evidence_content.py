"""What a piece of evidence holds: the canonical text of what was there, and the digest over it.

Reads only. What is kept once is never read from the rows again: they may change, the evidence may not.
"""

import hashlib
from typing import Any

from django.utils import timezone

from approvals.seals import canonical
from comments.inbox.models import Comment
from outbox.jobs import JobState
from posts.drafting.content import sealed as sealed_post
from posts.models import Post
from security.office import vault

# Of a long thread, those around the comment are enough to judge it by.
THREAD_MAX = 50


def of_comment(comment: Comment) -> dict[str, Any]:
    """The comment as it stands now, with its known edits, its thread and the post above it."""
    return {
        "kind": "comment",
        "read_at": _moment(timezone.now()),
        "comment": _written(comment)
        | {
            "edits": [[edit.text, _moment(edit.noticed_at)] for edit in comment.edits.all()],
            "is_hidden": comment.is_hidden,
            "gone_at": _moment(comment.gone_at),
        },
        "post": _live(comment),
        "thread": [_written(one) for one in _thread(comment)],
    }


def of_post(post: Post) -> dict[str, Any]:
    """The version of the post that counts, or the rows of a draft."""
    job = post.jobs.filter(state=JobState.DONE).first()
    version = post.submission
    content = sealed_post(version) if version else None
    return {
        "kind": "post",
        "read_at": _moment(timezone.now()),
        "post": {
            "number": post.dossier.number,
            "title": post.title,
            "state": post.get_state_display(),
            "caption": content.caption if content else post.caption,
            "seal": version.seal if version else "",
            "photos": content.digests if content else [],
            "permalink": job.permalink if job else "",
            "media_id": job.media_id if job else "",
        },
    }


def of_page(address: str, description: str) -> dict[str, Any]:
    """Something found on the net: where, and what was seen there."""
    return {
        "kind": "page",
        "read_at": _moment(timezone.now()),
        "page": {"address": address, "description": description},
    }


def sealed(content: dict[str, Any]) -> tuple[str, str]:
    """Sealed under FIELD_KEYS, and the SHA-256 of the canonical text."""
    text = canonical(content)
    return vault.seal(text), digest(text.encode())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _written(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.remote_id or "",
        "author_id": comment.author_remote_id,
        "username": comment.username,
        "text": comment.text,
        "commented_at": _moment(comment.commented_at),
        "received_at": _moment(comment.received_at),
        "source": comment.get_source_display(),
        "is_own": comment.is_own,
    }


def _live(comment: Comment) -> dict[str, Any]:
    live = comment.live_post
    return {
        "media_id": live.media_id,
        "permalink": live.permalink,
        "first_line": live.first_line,
        "posted_at": _moment(live.posted_at),
        "title": live.post.title if live.post else "",
        "number": live.post.dossier.number if live.post else "",
    }


def _thread(comment: Comment) -> list[Comment]:
    """What it answers, what answers that, and what answers it."""
    root = comment.parent or comment
    around = root.comment_answers.exclude(pk=comment.pk).order_by("commented_at", "pk")[:THREAD_MAX]
    return [*([root] if root != comment else []), *around]


def _moment(moment: Any) -> str:
    return moment.isoformat() if moment else ""
