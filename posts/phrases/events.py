"""What the trail tells of words that are kept."""

from security.trail.events import SETTINGS
from security.trail.registry import Word, event

TEXT = Word("text", "文")
INSTEAD = Word("instead", "わけ、言い換え")

PHRASE_SAVED = event(
    SETTINGS, "phrase.save", "定型文などを登録・変更した", "{who}が「{what}」を登録または変更しました。", TEXT
)
PHRASE_DROPPED = event(SETTINGS, "phrase.drop", "定型文などを消した", "{who}が「{what}」を消しました。", TEXT)
EXPRESSION_SAVED = event(
    SETTINGS,
    "expression.save",
    "気を付ける表現を登録・変更した",
    "{who}が、気を付ける表現「{what}」を登録または変更しました。",
    INSTEAD,
)
EXPRESSION_DROPPED = event(
    SETTINGS,
    "expression.drop",
    "気を付ける表現を消した",
    "{who}が、気を付ける表現「{what}」を消しました。",
    INSTEAD,
)
