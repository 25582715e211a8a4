"""What the trail tells of the calendar's feeds. What is moved, handed over or withdrawn is told as of every item."""

from security.signing_in.events import SIGNING_IN
from security.trail.registry import event
from security.trail.words import REASON

FEED_MADE = event(
    SIGNING_IN,
    "calendar.feed_on",
    "予定表の配信を始めた",
    "{who}が、自分の予定表の配信(カレンダー用のアドレス)を始めました。",
)
FEED_RENEWED = event(
    SIGNING_IN,
    "calendar.feed_renew",
    "予定表の配信のアドレスを作り直した",
    "{who}が、自分の予定表の配信のアドレスを作り直しました。",
)
FEED_ENDED = event(
    SIGNING_IN,
    "calendar.feed_off",
    "予定表の配信を止めた",
    "「{what}」の予定表の配信を止めました。",
    REASON,
)
