"""What the trail tells of a draft's papers: permissions, agreements, who has read what."""

from approvals.events import ITEMS
from security.trail.events import READING
from security.trail.registry import FIRST, Kind, Word, event
from security.trail.words import REASON

PERMISSIONS = Kind("permissions", "写真の許可・リンクの了解", place=70)

AGREED_WITH = Word("agreed_with", "了解を得た相手")
COPIED_FROM = Word("copied_from", "複写元の文書番号")
PATTERN = Word("pattern", "定型の名前")
FILE = Word("file", "ファイルのハッシュ")
GIVEN_BY = Word("given_by", "誰から")
NAME = Word("name", "資料の名前")
PAPER = Word("paper", "資料のハッシュ")
PLACE = Word("place", "写真", lambda value: f"{value}枚目")
SHELF = Word(
    "shelf", "ファイルの種類", {"rendition": "投稿用の画像", "original": "元の写真・資料"}.__getitem__
)
VALID_UNTIL = Word("valid_until", "期限")

COPIED = event(
    ITEMS,
    "post.copy",
    "複写して起案した",
    "{who}が「{what}」を、ほかの文書から複写して起案しました。",
    COPIED_FROM,
)
KEPT_AS_PATTERN = event(
    ITEMS,
    "post.pattern",
    "定型にした、または定型から外した",
    "{who}が「{what}」を定型にしたか、定型から外しました。",
    PATTERN,
)
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
CONSENT_SAVED = event(
    PERMISSIONS,
    "consent.save",
    "許諾・同意を登録・変更した",
    "{who}が許諾・同意「{what}」を登録または変更しました。",
    GIVEN_BY,
    VALID_UNTIL,
)
CONSENT_WITHDRAWN = event(
    PERMISSIONS,
    "consent.withdrawn",
    "許諾・同意の取消しを記録した",
    "{who}が許諾・同意「{what}」の取消しを記録しました。",
    REASON,
)
PERMISSION_WITHDRAWN = event(
    PERMISSIONS,
    "photo.permission_withdrawn",
    "写真の使用許可の取消しを記録した",
    "{who}が「{what}」の写真の使用許可の取消しを記録しました。",
    PLACE,
    REASON,
)
FILE_DAMAGED = event(
    PERMISSIONS,
    "file.damaged",
    "保存されたファイルが違っていることに気づいた",
    "「{what}」のファイルが、保存したときと違うことに気づきました。",
    FILE,
    SHELF,
    mark="error",
)
FILE_RESTORED = event(
    PERMISSIONS,
    "file.restored",
    "保存されたファイルが元に戻ったことに気づいた",
    "「{what}」のファイルが、保存したときのものに戻りました。",
    FILE,
    SHELF,
)
