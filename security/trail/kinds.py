"""Kinds of events in the office's words, by the first part of their tags."""

from security.trail.models import Tag

KINDS = {
    "sign_in": ("ログイン", ("account",)),
    "people": ("利用者・組織・任用", ("person", "organization", "appointment", "policy")),
    "places": ("職場の端末・ネットワーク", ("device", "network")),
    "password": ("公式アカウントのパスワードと点検", ("password", "account_check")),
    "token": ("Instagramとの接続・暗号化の鍵", ("token", "keys")),
    "items": ("起案・承認", ("item",)),
    "permissions": ("写真の許可・リンクの了解", ("photo", "agreement", "link")),
    "publishing": ("投稿・緊急停止", ("publish", "stop")),
    "comments": ("コメント・返信", ("comment", "reply")),
    "cases": ("事案・措置", ("case", "measure")),
    "operating_policy": ("運用ポリシー", ("operating_policy",)),
    "reading": ("資料の閲覧・証跡の書き出し・通知メール", ("record", "letter")),
    "settings": ("設定", ("setting",)),
}


def tags_of(kind: str) -> tuple[Tag, ...]:
    """All of a kind, or the one tag that is named; nothing for an unknown name."""
    if kind in Tag.values:
        return (Tag(kind),)
    _, prefixes = KINDS.get(kind, ("", ()))
    return tuple(tag for tag in Tag if tag.partition(".")[0] in prefixes)


def choices() -> list[tuple[str, object]]:
    """For a select: each kind as a whole, then its events one by one."""
    grouped: list[tuple[str, object]] = [("", "すべて")]
    for kind, (label, _) in KINDS.items():
        single = [(str(tag), str(tag.label)) for tag in tags_of(kind)]
        grouped.append((label, [(kind, f"{label}のすべて"), *single] if len(single) > 1 else single))
    return grouped
