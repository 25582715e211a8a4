"""What of a finding is kept as evidence: where, in words, and its picture as it was fetched."""

from dataclasses import dataclass

from django.utils import timezone

from posts.drafting import files
from posts.live.models import AccountPost, AccountProfile, Finding


@dataclass(frozen=True)
class Evidence:
    address: str
    words: str
    picture: bytes = b""


def of(finding: Finding) -> Evidence:
    if isinstance(finding, AccountPost):
        at = timezone.localtime(finding.posted_at)
        words = (
            f"公式アカウントの投稿(Instagramの番号 {finding.media_id})\n"
            f"投稿日時: {at:%Y年%-m月%-d日%-H時%M分}\n形式: {finding.what}\n本文:\n{finding.caption}"
        )
        return Evidence(finding.permalink, words, picture_of(finding) or b"")
    assert isinstance(finding, AccountProfile)  # noqa: S101 - the findings of this floor
    return Evidence("", "公式アカウントのプロフィール\n" + "\n".join(f"{a}: {b}" for a, b in finding.rows))


def picture_of(found: AccountPost) -> bytes | None:
    """The small picture, proven to be what was stored; None without one."""
    return files.sighting(found.preview) if found.preview else None
