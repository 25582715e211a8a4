"""What a person reads when a call about comments fails: a reply, hiding or deleting, reading."""

from collections.abc import Mapping

from instagram import sentences as say
from instagram.errors import (
    AccessLost,
    Call,
    ContentRefused,
    Gone,
    InstagramError,
    NotPermitted,
    OutcomeUnknown,
    QuotaReached,
    TryAgain,
)

ABOUT_COMMENTS = frozenset({Call.REPLY, Call.MODERATE, Call.COMMENTS})

_WAIT = "時間をおいて自動でやり直しますので、そのままお待ちください。"
_PERMISSION = (
    "このアクセストークンには、コメントを扱う許可(instagram_business_manage_comments。"
    "Facebookログインではinstagram_manage_comments)がありません。"
    "システム管理者に、この許可を付けたトークンで接続をやり直すよう依頼してください。"
)
_OUR_MISTAKE = "Instagramへの送り方に誤りがあり、受け付けられませんでした。システム管理者に連絡してください。"
_NOT_FOUND = "このコメントは、Instagramで見つかりませんでした。書いた方が削除したと思われます。Instagramの画面で確かめてください。"
_NOT_READ = (
    "コメントか、コメントの付いた投稿が、Instagramで見つかりませんでした。"
    "削除されたと思われます。Instagramの画面で確かめてください。"
)

# What holds of every call: it speaks of the connection and the account, not of what was being done.
SHARED = frozenset(
    {
        say.CONNECTION_CUT,
        say.TOKEN_EXPIRED,
        say.PASSWORD_CHANGED,
        say.TOKEN_INVALIDATED,
        say.APP_REMOVED,
        say.LOGIN_CHECKPOINT,
        say.PAGE_ROLE_LOST,
        say.ACCOUNT_RESTRICTED,
    }
)

# While the work goes on, and once it has been given up.
Words = tuple[str, str]

WORDS: Mapping[Call, Mapping[type[InstagramError], Words]] = {
    Call.REPLY: {
        TryAgain: (
            f"Instagramが一時的に応答できませんでした。{_WAIT}",
            "Instagramが応答できない状態が続いたため、返信を取りやめました。何も返信されていません。"
            "時間をおいてから「もう一度返信する」を押してください。",
        ),
        AccessLost: (
            "Instagramとの接続が切れています。接続が戻るまで返信できません。"
            "システム管理者に接続のやり直しを依頼してください。",
            "Instagramとの接続が切れているため、返信できませんでした。何も返信されていません。"
            "システム管理者に接続のやり直しを依頼し、直ってから「もう一度返信する」を押してください。",
        ),
        OutcomeUnknown: (
            "返信がInstagramに載ったかどうか、まだ確かめられていません。"
            "二重に載るのを防ぐため、確認が終わるまで、同じ内容を手作業で返信しないでください。",
            "返信がInstagramに載ったかどうか、確かめられませんでした。二重に載るのを防ぐため、自動ではやり直しません。"
            "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。",
        ),
    },
    Call.MODERATE: {
        TryAgain: (
            f"Instagramが一時的に応答できず、コメントの操作が済んだかどうか分かりません。{_WAIT}",
            "Instagramが応答できない状態が続いたため、コメントの操作が済んだかどうか確かめられませんでした。"
            "Instagramの画面で確かめ、済んでいないときは、時間をおいてからもう一度行ってください。",
        ),
        ContentRefused: (_OUR_MISTAKE, _OUR_MISTAKE),
        AccessLost: (
            "Instagramとの接続が切れています。接続が戻るまでコメントの操作ができません。"
            "システム管理者に接続のやり直しを依頼してください。",
            "Instagramとの接続が切れているため、コメントの操作ができませんでした。急ぐときは、公式アプリから行ってください。",
        ),
        NotPermitted: (_PERMISSION, f"コメントの操作ができませんでした。{_PERMISSION}"),
        QuotaReached: (
            "Instagramの利用回数の上限に達したため、コメントの操作を待っています。"
            "急ぐときは、公式アプリから行ってください。",
            "Instagramの利用回数の上限に達していたため、コメントの操作ができませんでした。"
            "上限が戻ってからもう一度行うか、急ぐときは公式アプリから行ってください。",
        ),
        Gone: (_NOT_FOUND, _NOT_FOUND),
    },
    Call.COMMENTS: {
        TryAgain: (
            f"Instagramが一時的に応答できず、コメントを読み込めませんでした。{_WAIT}",
            "Instagramが応答できない状態が続いたため、コメントを読み込めませんでした。"
            "時間をおいてから、もう一度読み込んでください。",
        ),
        ContentRefused: (_OUR_MISTAKE, _OUR_MISTAKE),
        AccessLost: (
            "Instagramとの接続が切れています。接続が戻るまで、新しいコメントを読み込めません。"
            "システム管理者に接続のやり直しを依頼してください。",
            "Instagramとの接続が切れているため、コメントを読み込めませんでした。"
            "システム管理者に接続のやり直しを依頼してください。",
        ),
        NotPermitted: (_PERMISSION, f"コメントを読み込めませんでした。{_PERMISSION}"),
        QuotaReached: (
            "Instagramの利用回数の上限に達したため、コメントの読み込みを待っています。"
            "急ぐときは、公式アプリで確かめてください。",
            "Instagramの利用回数の上限に達していたため、コメントを読み込めませんでした。"
            "急ぐときは、公式アプリで確かめてください。",
        ),
        Gone: (_NOT_READ, _NOT_READ),
    },
}


def words(call: Call, kind: type[InstagramError], sentence: str | None) -> tuple[str | None, str | None]:
    """The two sentences of an error of this class; None: the class's own. `sentence` is what the table has."""
    if call in ABOUT_COMMENTS and sentence not in SHARED:
        return WORDS[call][kind]
    return sentence, say.FINALLY.get(sentence or "")
