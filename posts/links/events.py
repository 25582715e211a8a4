"""What the trail tells of links."""

from posts.drafting.events import PERMISSIONS
from security.trail.registry import Word, event

URL = Word("url", "アドレス")

LINK_DEAD = event(
    PERMISSIONS,
    "link.dead",
    "リンク先が開けなくなったことに気づいた",
    "「{what}」のリンク先が、続けて開けませんでした。",
    URL,
)
LINK_ALIVE = event(
    PERMISSIONS,
    "link.alive",
    "リンク先がまた開けることに気づいた",
    "「{what}」のリンク先が、また開けるようになりました。",
    URL,
)
