"""What the trail tells of notices. What they told is told there by the acts themselves."""

from security.trail.events import SETTINGS
from security.trail.registry import Word, event

CHOSEN = event(
    SETTINGS,
    "notice.choose",
    "お知らせの届け方を変えた",
    "{who}が、自分へのお知らせの届け方を変えました。",
    Word("chosen", "変えたもの", lambda value: "、".join(value)),
)
