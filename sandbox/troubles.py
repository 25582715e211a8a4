"""The faults in a trainer's words: what will happen, and at which of the next calls."""

from dataclasses import dataclass

from sandbox import faults


@dataclass(frozen=True)
class Trouble:
    """A fault at one of its points."""

    fault: str
    point: str
    words: str

    @property
    def name(self) -> str:
        return f"{self.fault} {self.point}"

    @property
    def call(self) -> str:
        return CALLS[self.point]


CALLS = {
    faults.CREATE: "写真を渡す呼び出し",
    faults.CREATE_FETCH: "写真を渡す呼び出し",
    faults.STATUS: "準備の状態を尋ねる呼び出し",
    faults.PUBLISH: "公開を頼む呼び出し",
    faults.PUBLISH_READY: "公開を頼む呼び出し",
    faults.PUBLISH_APPLIED: "公開を頼む呼び出し",
    faults.LIMIT: "公開できる残りの件数を尋ねる呼び出し",
    faults.MEDIA: "投稿の一覧を読む呼び出し",
    faults.POST: "投稿を1件読む呼び出し",
    faults.ACCOUNT: "公式アカウントを読む呼び出し",
    faults.TAKE_DOWN: "投稿を削除する呼び出し",
    faults.TAKE_DOWN_APPLIED: "投稿を削除する呼び出し",
    faults.COMMENTS: "コメントの一覧を読む呼び出し",
    faults.COMMENT: "コメントを1件読む呼び出し",
    faults.REPLY: "返信を書く呼び出し",
    faults.REPLY_APPLIED: "返信を書く呼び出し",
    faults.HIDE: "非表示・再表示の呼び出し",
    faults.HIDE_APPLIED: "非表示・再表示の呼び出し",
    faults.DELETE: "コメントを削除する呼び出し",
    faults.DELETE_APPLIED: "コメントを削除する呼び出し",
    faults.WEBHOOK_TWICE: "コメントの通知",
    faults.WEBHOOK_ORDER: "コメントの通知",
    faults.WEBHOOK_SIGNATURE: "コメントの通知",
    faults.WEBHOOK_REPLAY: "コメントの通知",
}
TROUBLES = {
    "公開:投稿は載る": (
        Trouble("F1", faults.PUBLISH_APPLIED, "投稿は載るが、「操作を制限しました」と断られる"),
        Trouble("F1-permission", faults.PUBLISH_APPLIED, "投稿は載るが、「権限がありません」と断られる"),
        Trouble("F2", faults.PUBLISH_APPLIED, "投稿は載るが、応答の前に通信が切れる"),
        Trouble("F3", faults.PUBLISH_APPLIED, "投稿は載るが、番号のない応答が返る"),
        Trouble("F17-applied", faults.PUBLISH_APPLIED, "投稿は載るが、障害の画面が返る"),
        Trouble("fatal", faults.PUBLISH_APPLIED, "投稿は載るが、「Instagramの内部のエラー」と返る"),
    ),
    "公開:投稿は載らない": (
        Trouble("F1-refused", faults.PUBLISH_READY, "投稿は載らず、「操作を制限しました」と断られる"),
        Trouble("F4", faults.PUBLISH_READY, "投稿は載らず、「まだ準備ができていません」と返る"),
        Trouble("F5", faults.PUBLISH_READY, "投稿は載らず、「見つかりません」と返る"),
        Trouble("fatal", faults.PUBLISH_READY, "投稿は載らず、「Instagramの内部のエラー」と返る"),
        Trouble("restricted", faults.PUBLISH_READY, "投稿は載らず、「アカウントが制限されています」と返る"),
        Trouble("F12", faults.PUBLISH, "投稿は載らず、呼び出しが多すぎると断られる"),
        Trouble("F17", faults.PUBLISH, "投稿は載らず、障害の画面が返る"),
        Trouble("F18", faults.PUBLISH, "投稿は載らず、日本語のエラーが返る"),
    ),
    "公開の準備": (
        Trouble("F7", faults.CREATE_FETCH, "写真を取りに来られない"),
        Trouble("F17", faults.CREATE, "写真は渡らず、障害の画面が返る"),
        Trouble("F12", faults.CREATE, "写真は渡らず、呼び出しが多すぎると断られる"),
        Trouble("F15", faults.STATUS, "渡した写真の期限が切れる"),
        Trouble("F16", faults.STATUS, "渡した写真の準備が、いつまでも終わらない"),
        Trouble("F16-error", faults.STATUS, "渡した写真の準備に失敗する"),
        Trouble("F6", faults.STATUS, "あるはずの準備の状態が、見つからないと返る"),
        Trouble("F17", faults.STATUS, "準備の状態の代わりに、障害の画面が返る"),
    ),
    "投稿の読み込み・削除": (
        Trouble("F17", faults.MEDIA, "一覧の代わりに、障害の画面が返る"),
        Trouble("F20", faults.MEDIA, "一覧の本文から「@」が抜ける"),
        Trouble("F6", faults.POST, "載っている投稿が、見つからないと返る"),
        Trouble("F20", faults.POST, "投稿の本文から「@」が抜ける"),
        Trouble("F17", faults.LIMIT, "残りの件数の代わりに、障害の画面が返る"),
        Trouble("F19", faults.TAKE_DOWN, "投稿は削除されず、エラーが返る"),
        Trouble("F17-applied", faults.TAKE_DOWN_APPLIED, "投稿は削除されるが、障害の画面が返る"),
    ),
    "返信": (
        Trouble("F8", faults.REPLY_APPLIED, "返信は載るが、エラーが返る"),
        Trouble("F9", faults.REPLY_APPLIED, "返信は載るが、応答の前に通信が切れる"),
        Trouble("F17-applied", faults.REPLY_APPLIED, "返信は載るが、障害の画面が返る"),
        Trouble("F17", faults.REPLY, "返信は載らず、障害の画面が返る"),
        Trouble("F12", faults.REPLY, "返信は載らず、呼び出しが多すぎると断られる"),
        Trouble("F18", faults.REPLY, "返信は載らず、日本語のエラーが返る"),
    ),
    "非表示・削除": (
        Trouble("F17-applied", faults.HIDE_APPLIED, "非表示・再表示は済むが、障害の画面が返る"),
        Trouble("F17", faults.HIDE, "非表示・再表示はされず、障害の画面が返る"),
        Trouble("F17-applied", faults.DELETE_APPLIED, "削除は済むが、障害の画面が返る"),
        Trouble("F17", faults.DELETE, "削除はされず、障害の画面が返る"),
    ),
    "コメントの読み込み": (
        Trouble("F10", faults.COMMENTS, "コメントがあるのに、一覧が空で返る"),
        Trouble("F11", faults.COMMENTS, "コメントを書いた人の番号が伏せられる"),
        Trouble("F6", faults.COMMENT, "あるはずのコメントが、見つからないと返る"),
        Trouble("F12", faults.COMMENTS, "呼び出しが多すぎると断られる"),
        Trouble("F17", faults.COMMENTS, "障害の画面が返る"),
    ),
    "接続(起こると、新しいトークンを登録するまで続く)": (
        Trouble("F13", faults.PUBLISH, "パスワードの変更で接続が切れる"),
        Trouble("F13-463", faults.PUBLISH, "トークンの期限が切れる"),
        Trouble("F13-458", faults.CREATE, "アプリの許可が取り消される"),
        Trouble("F13-467", faults.REPLY, "ログアウトで接続が切れる"),
        Trouble("F13", faults.COMMENTS, "パスワードの変更で接続が切れる"),
    ),
    "コメントの通知": (
        Trouble("F14-twice", faults.WEBHOOK_TWICE, "同じ通知が二度届く"),
        Trouble("F14-order", faults.WEBHOOK_ORDER, "次の通知に追い越されて届く"),
        Trouble("F14-signature", faults.WEBHOOK_SIGNATURE, "署名の正しくない通知が届く"),
        Trouble("F14-replay", faults.WEBHOOK_REPLAY, "古い通知がもう一度届く"),
    ),
}
BY_NAME = {trouble.name: trouble for group in TROUBLES.values() for trouble in group}


def words(fault: str, point: str) -> str:
    """Also of what was armed otherwise than here."""
    trouble = BY_NAME.get(f"{fault} {point}")
    return f"{trouble.words}({trouble.call})" if trouble else f"{fault} ({point})"
