"""What the token must be allowed to do (guides "Content Publishing" and "Comment Moderation" of both products), and
what it is for."""

from collections.abc import Iterable

from instagram.client import Flavour

COMMENTS = {
    Flavour.INSTAGRAM: "instagram_business_manage_comments",
    Flavour.FACEBOOK: "instagram_manage_comments",
}
NEEDED = {
    Flavour.INSTAGRAM: (
        "instagram_business_basic",
        "instagram_business_content_publish",
        COMMENTS[Flavour.INSTAGRAM],
    ),
    Flavour.FACEBOOK: (
        "instagram_basic",
        "instagram_content_publish",
        COMMENTS[Flavour.FACEBOOK],
        "pages_read_engagement",
        "pages_show_list",
    ),
}
PURPOSES = {
    "instagram_business_basic": "アカウントを読む",
    "instagram_business_content_publish": "投稿する",
    "instagram_business_manage_comments": "コメントを読む、返信する",
    "instagram_business_manage_insights": "閲覧数などを読む",
    "instagram_basic": "アカウントを読む",
    "instagram_content_publish": "投稿する",
    "instagram_manage_comments": "コメントを読む、返信する",
    "instagram_manage_insights": "閲覧数などを読む",
    "instagram_manage_contents": "投稿を削除する",
    "pages_read_engagement": "Facebookページを読む",
    "pages_show_list": "Facebookページの一覧を読む",
}


def missing(flavour: Flavour, held: Iterable[str]) -> list[str]:
    """Those that are needed and not known to be held."""
    return [name for name in NEEDED[flavour] if name not in set(held)]
