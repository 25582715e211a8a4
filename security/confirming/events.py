"""What the trail tells of changes that wait for a second person. The subject is the person whose account it is."""

from security.trail.registry import Word, event
from security.trail.words import KIND, NOTE, PEOPLE, REASON

CHANGE = Word("change", "確認の番号")
OFFICE = Word("office", "任用")
APPOINTMENT = Word("appointment", "任用の番号")
BEGINS = Word("begins", "確認が必要な最初の日")


DETAILS = (KIND, OFFICE, BEGINS, REASON, NOTE, APPOINTMENT, CHANGE)

ASKED = event(
    PEOPLE,
    "account_change.ask",
    "アカウントの変更の確認を求めた",
    "{who}が「{what}」のアカウントの変更の確認を求めました。",
    *DETAILS,
)
CONFIRMED = event(
    PEOPLE,
    "account_change.confirm",
    "アカウントの変更を確認した",
    "{who}が「{what}」のアカウントの変更を確認しました。",
    *DETAILS,
)
LAPSED = event(
    PEOPLE,
    "account_change.lapse",
    "アカウントの変更が24時間の経過により有効になった",
    "「{what}」のアカウントの変更が、だれも断らないまま24時間がたったため、有効になりました。",
    *DETAILS,
)
REFUSED = event(
    PEOPLE,
    "account_change.refuse",
    "アカウントの変更を認めなかった",
    "{who}が「{what}」のアカウントの変更を認めませんでした。",
    *DETAILS,
)
WITHDRAWN = event(
    PEOPLE,
    "account_change.withdraw",
    "アカウントの変更を取り下げた",
    "{who}が「{what}」のアカウントの変更を取り下げました。",
    *DETAILS,
)
ENDINGS = (CONFIRMED, LAPSED, REFUSED, WITHDRAWN)
