"""What the trail tells of a draft's papers: permissions, agreements, who has read what."""

from security.trail.events import READING
from security.trail.registry import FIRST, Kind, Word, event
from security.trail.words import REASON

PERMISSIONS = Kind("permissions", "写真の許可・リンクの了解", place=70)

AGREED_WITH = Word("agreed_with", "了解を得た相手")
NAME = Word("name", "資料の名前")
PAPER = Word("paper", "資料のハッシュ")
PLACE = Word("place", "写真", lambda value: f"{value}枚目")
VALID_UNTIL = Word("valid_until", "期限")

EVIDENCE_READ = event(
    READING,
    "record.read_evidence",
    "権利確認の資料を見た",
    "{who}が「{what}」の資料を見ました。",
    PAPER,
    NAME,
    only_looks=True,
    place=FIRST,
)
AGREEMENT_SAVED = event(
    PERMISSIONS,
    "agreement.save",
    "サイトの了解を登録・変更した",
    "{who}がサイト「{what}」の了解を登録または変更しました。",
    AGREED_WITH,
    VALID_UNTIL,
)
PERMISSION_WITHDRAWN = event(
    PERMISSIONS,
    "photo.permission_withdrawn",
    "写真の使用許可の取消しを記録した",
    "{who}が「{what}」の写真の使用許可の取消しを記録しました。",
    PLACE,
    REASON,
)
