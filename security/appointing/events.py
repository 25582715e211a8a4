"""What the trail tells of people, organisations and their appointments."""

from security.confirming.kinds import tells_of_account
from security.trail.registry import Word, event
from security.trail.words import PEOPLE, REASON

BEGINNINGS = Word("beginnings", "始まる任用")
ENDINGS = Word("endings", "終わる任用")

PERSON_ADDED = event(PEOPLE, "person.add", "利用者を登録した", "{who}が利用者「{what}」を登録しました。")
PERSON_CHANGED = event(
    PEOPLE, "person.change", "利用者を変更した", "{who}が利用者「{what}」の登録を変更しました。"
)
ORGANIZATION_SAVED = event(
    PEOPLE, "organization.save", "組織を登録・変更した", "{who}が組織「{what}」を登録または変更しました。"
)
APPOINTED = event(PEOPLE, "appointment.add", "任用した", "{who}が「{what}」を任用しました。")
APPOINTMENT_CHANGED = event(
    PEOPLE, "appointment.change", "任用を変更した", "{who}が「{what}」の任用を変更しました。"
)
APPOINTMENT_ENDED = event(
    PEOPLE, "appointment.end", "任用を終わらせた", "{who}が{what}の任用の終わりを登録しました。", REASON
)
ACCESS_CLOSED = event(
    PEOPLE, "appointment.settle", "利用を終了した", "「{what}」の利用を終了しました。", REASON
)
TRANSFER_PREPARED = event(
    PEOPLE, "appointment.transfer", "異動を登録した", "{who}が異動を登録しました。", ENDINGS, BEGINNINGS
)

tells_of_account(PERSON_ADDED, PERSON_CHANGED)
