"""What went wrong while a reply was sent, in words: one sentence while it is tried again, one once it is given up."""

from instagram.errors import AccessLost, ContentRefused, InstagramError, OutcomeUnknown, QuotaReached

_NOTHING = "返信は載っていません。"
_LATER = "もう一度送るときは、時間をおいてください。"

WAITING: dict[type[InstagramError], str] = {
    AccessLost: "Instagramとの接続が切れています。接続が戻るまで返信を待っています。",
    QuotaReached: "Instagramの利用回数の上限に達しています。時間をおいて自動でやり直します。",
    OutcomeUnknown: (
        "返信がInstagramに載ったかどうか、まだ確かめられていません。"
        "二重に載るのを防ぐため、確認が終わるまで、同じ返信を手作業でしないでください。"
    ),
    InstagramError: "Instagramが一時的に応答できませんでした。時間をおいて自動でやり直します。",
}
GIVEN_UP: dict[type[InstagramError], str] = {
    AccessLost: f"Instagramとの接続が切れているため、返信できませんでした。{_NOTHING}もう一度送るときは、接続が戻ってからにしてください。",
    QuotaReached: f"Instagramの利用回数の上限に達していたため、返信できませんでした。{_NOTHING}{_LATER}",
    ContentRefused: (
        f"Instagramが返信を受け付けませんでした。{_NOTHING}コメントと返信文を確かめ、直したうえで改めて承認を受けてください。"
    ),
    InstagramError: (f"Instagramが応答できない状態が続いたため、返信を取りやめました。{_NOTHING}{_LATER}"),
}


def of(error: InstagramError, said: dict[type[InstagramError], str]) -> str:
    """The sentence of the error's class, or of the nearest above it."""
    return next(said[kind] for kind in type(error).__mro__ if kind in said)
