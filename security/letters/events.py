"""What the trail tells of notices by mail."""

from security.trail.events import READING
from security.trail.registry import Word, event

RECIPIENT = Word("recipient", "宛先")

LETTER_RESENT = event(
    READING,
    "letter.resend",
    "通知メールをもう一度送った",
    "{who}が通知メール「{what}」をもう一度送りました。",
    RECIPIENT,
)
LETTER_SETTLED = event(
    READING,
    "letter.settle",
    "通知メールが届いていたことを確かめた",
    "{who}が通知メール「{what}」が届いていたことを確かめました。",
    RECIPIENT,
)
