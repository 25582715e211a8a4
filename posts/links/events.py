"""What the trail tells of links."""

from posts.drafting.events import PERMISSIONS
from security.trail.registry import Word, event

URL = Word("url", "アドレス")

LINK_DOUBTED = event(
    PERMISSIONS,
    "link.doubted",
    "リンク先が二晩続けて開けないことに気づいた",
    "「{what}」のリンク先が、二晩続けて開けませんでした。",
    URL,
)
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
LINK_SEEN = event(
    PERMISSIONS,
    "link.seen",
    "リンク先を開いて確かめた",
    "{who}が、「{what}」のリンク先を自分の端末で開いて確かめました。",
    URL,
)
LINK_TAKEN_OFF = event(
    PERMISSIONS,
    "link.taken_off",
    "リンクをリンク集から外した",
    "{who}が、「{what}」のリンクを公開のリンク集から外しました。",
    URL,
)
OUTAGE_BEGAN = event(
    PERMISSIONS,
    "link.outage",
    "外に出られず、リンクを確かめられないことに気づいた",
    "サーバーから外のサイトに出られず、リンクを確かめられないことに気づきました({what})。",
    mark="error",
)
OUTAGE_ENDED = event(
    PERMISSIONS,
    "link.outage_ended",
    "リンクをまた確かめられることに気づいた",
    "サーバーから外のサイトにまた出られ、リンクを確かめられるようになりました({what})。",
)
