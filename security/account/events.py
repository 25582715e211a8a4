"""What the trail tells of the official account: its password, its check, the connection with Instagram, the keys."""

from security.trail.registry import Kind, Word, event
from security.trail.words import ABOUT, NOTE, PROBLEM, REASON, SOURCE

PASSWORD = Kind("password", "公式アカウントのパスワードと点検", place=40)
TOKEN = Kind("token", "Instagramとの接続・暗号化の鍵", place=50)

AMISS = Word("amiss", "気になる点")
CHANGED_AT = Word("changed_at", "変更した日時")
DUE_ON = Word("due_on", "変更の期限")
HOLDERS = Word("holders", "新しいパスワードを知る人", lambda names: "、".join(names) or "(なし)")
UNTIL = Word("until", "いつまで")
ACCOUNT = Word("account", "アカウントの番号")
FLAVOUR = Word("flavour", "方式")
EXPIRES_AT = Word("expires_at", "有効期限")
QUOTA_USED = Word("quota_used", "そのうち使った数")
QUOTA_TOTAL = Word("quota_total", "1日に投稿できる数")
NOTIFIED = Word("notified", "コメントの通知を受け取る設定")
SEALED = Word("sealed", "新しい鍵にした数")
UNREADABLE = Word("unreadable", "読めなかったもの")
SIGNED = Word("signed", "新しい鍵で付け直した数")
UNVERIFIED = Word("unverified", "どの鍵の印とも合わなかったもの")

HOLDER_ADDED = event(
    PASSWORD,
    "password.holder_add",
    "パスワードを知る人を登録した",
    "{who}が「{what}」を、公式アカウントのパスワードを知る人として登録しました。",
    REASON,
)
HOLDER_ENDED = event(
    PASSWORD,
    "password.holder_end",
    "パスワードを知る人でなくなった",
    "「{what}」が、公式アカウントのパスワードを知る人でなくなりました。",
)
PASSWORD_TASK_OPENED = event(
    PASSWORD,
    "password.task_open",
    "パスワードを変更する用務が生じた",
    "公式アカウントのパスワードを変更する用務が生じました({what})。",
    REASON,
    ABOUT,
)
PASSWORD_TASK_DISMISSED = event(
    PASSWORD,
    "password.task_dismiss",
    "パスワードを変更しないと決めた",
    "{who}が、公式アカウントのパスワードを変更しないと決めました({what})。",
    REASON,
)
OFFICIAL_PASSWORD_CHANGED = event(
    PASSWORD,
    "password.change",
    "公式アカウントのパスワードの変更を記録した",
    "{who}が、公式アカウントのパスワードの変更を記録しました({what})。",
    REASON,
    NOTE,
    CHANGED_AT,
    HOLDERS,
)
OFFICIAL_PASSWORD_CONFIRMED = event(
    PASSWORD,
    "password.confirm",
    "パスワードの変更を確認した",
    "{who}が、公式アカウントのパスワードの変更を確認しました({what})。",
)
PASSWORD_CHANGE_POSTPONED = event(
    PASSWORD,
    "password.postpone",
    "パスワードの変更を延期した",
    "{who}が公式アカウントのパスワードの変更を延期しました。",
    DUE_ON,
    UNTIL,
    REASON,
)
ACCOUNT_CHECKED = event(
    PASSWORD,
    "account_check.done",
    "公式アカウントを点検した",
    "{who}が公式アカウントを点検しました({what})。",
    AMISS,
)
TOKEN_CONNECTED = event(
    TOKEN,
    "token.connect",
    "Instagramと接続した",
    "{who}がInstagramと接続しました({what})。",
    ACCOUNT,
    FLAVOUR,
    SOURCE,
)
TOKEN_CHECKED = event(
    TOKEN,
    "token.check",
    "接続を確かめた",
    "{who}がInstagramとの接続を確かめました({what})。",
    QUOTA_USED,
    QUOTA_TOTAL,
    NOTIFIED,
)
TOKEN_DOUBTED = event(
    TOKEN,
    "token.doubt",
    "接続の確認が必要になった",
    "Instagramとの接続の確認が必要になりました({what})。",
    REASON,
)
TOKEN_LOST = event(TOKEN, "token.lost", "接続が切れた", "Instagramとの接続が切れました({what})。", PROBLEM)
ACCOUNT_BLOCKED = event(
    TOKEN,
    "token.blocked",
    "操作を制限された",
    "Instagramが公式アカウントの操作を制限しました({what})。",
    UNTIL,
    mark="error",
)
BLOCK_LIFTED = event(
    TOKEN,
    "token.unblock",
    "操作の制限の待機を終えた",
    "{who}が、操作の制限の待機を終えました({what})。",
    UNTIL,
    REASON,
)
TOKEN_REFRESHED = event(
    TOKEN,
    "token.refresh",
    "接続の期限を延ばした",
    "Instagramとの接続の期限を延ばしました({what})。",
    EXPIRES_AT,
)
TOKEN_REFRESH_FAILED = event(
    TOKEN,
    "token.refresh_fail",
    "接続の期限を延ばせなかった",
    "Instagramとの接続の期限を延ばせませんでした({what})。",
    PROBLEM,
)
SEAL_KEYS_ROTATED = event(
    TOKEN, "seal_keys.rotate", "真正の印の鍵を替えた", "{who}が真正の印の鍵を替えました。", SIGNED, UNVERIFIED
)
KEYS_ROTATED = event(
    TOKEN, "keys.rotate", "暗号化の鍵を替えた", "{who}が暗号化の鍵を替えました。", SEALED, UNREADABLE
)
