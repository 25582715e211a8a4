"""What the trail tells of notices by mail."""

from security.trail.events import READING
from security.trail.registry import Kind, Word, event
from security.trail.words import REASON

SYSTEM = Kind("system", "システムの動き", place=140)

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
LETTER_DROPPED = event(
    READING,
    "letter.drop",
    "通知メールを送らないことにした",
    "{who}が通知メール「{what}」を送らないことにしました。",
    RECIPIENT,
    REASON,
)
CLOCK_DOUBTED = event(
    SYSTEM,
    "clock.doubt",
    "時計が確かめられず、始めるのを止めた",
    "サーバーの時計が確かめられないため、{who}が投稿と返信を始めるのを止めました。",
    Word("host", "サーバーの時計"),
    Word("database", "データベースの時計"),
    Word("believed", "最後に確かだった時刻"),
)
