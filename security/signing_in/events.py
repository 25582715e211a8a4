"""What the trail tells of passwords, second factors, sessions and invitations."""

from security.confirming.kinds import tells_of_account
from security.trail.registry import FIRST, Kind, Word, event
from security.trail.words import COUNT, KIND, PEOPLE, REASON

SIGNING_IN = Kind("sign_in", "ログイン", place=10)

DEVICE = Word("device", "使われた端末")
FISCAL_YEAR = Word("fiscal_year", "年度")

SIGN_IN = event(SIGNING_IN, "account.sign_in", "ログインした", "{who}がログインしました。")
SIGN_OUT = event(SIGNING_IN, "account.sign_out", "ログアウトした", "{who}がログアウトしました。")
SIGN_IN_FAILED = event(
    SIGNING_IN,
    "account.sign_in_failed",
    "ログインに失敗した",
    "ログインID「{what}」でのログインに失敗しました。",
    REASON,
)
PASSWORD_CHANGED = event(
    SIGNING_IN, "account.password_change", "パスワードを変更した", "{who}が自分のパスワードを変更しました。"
)
SESSION_ENDED = event(
    SIGNING_IN,
    "account.session_end",
    "ログインを終わらせた",
    "{who}が「{what}」のログインを終わらせました。",
    REASON,
    COUNT,
)
SESSION_REFUSED = event(
    SIGNING_IN,
    "account.session_refused",
    "別の端末からの利用を拒んだ",
    "「{what}」のログインが、始めた端末の印のないところで使われたため、終わらせました。",
    DEVICE,
)
SECOND_FACTOR_ADDED = event(
    SIGNING_IN, "account.second_factor_add", "二要素認証を設定した", "{who}が二要素認証を設定しました。", KIND
)
SECOND_FACTOR_REMOVED = event(
    SIGNING_IN,
    "account.second_factor_remove",
    "二要素認証を解除した",
    "{who}が「{what}」の二要素認証を解除しました。",
    KIND,
)
RECOVERY_CODES_MADE = event(
    SIGNING_IN, "account.recovery_codes", "予備のコードを作った", "{who}が予備のコードを作りました。"
)
INVITED = event(PEOPLE, "person.invite", "招待した", "{who}が「{what}」を招待しました。", place=FIRST)
INVITATION_USED = event(
    PEOPLE,
    "person.invitation_used",
    "招待から利用を始めた",
    "「{what}」が招待から利用を始めました。",
    place=FIRST,
)
ACKNOWLEDGED = event(
    PEOPLE,
    "policy.acknowledge",
    "セキュリティポリシーを確認した",
    "{who}がセキュリティポリシーを確認しました。",
    FISCAL_YEAR,
    place=FIRST,
)

tells_of_account(
    INVITED,
    INVITATION_USED,
    PASSWORD_CHANGED,
    SECOND_FACTOR_ADDED,
    SECOND_FACTOR_REMOVED,
    RECOVERY_CODES_MADE,
)
