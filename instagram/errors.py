"""What can go wrong on the way to Instagram: one class for each thing that the caller can do about it.

`verdicts.py` decides which class an answer belongs to.
"""

from enum import StrEnum

from instagram.limits import ACTION_BLOCK


class Call(StrEnum):
    """The kinds of call. A publication and a reply cannot be repeated: nobody sees what the others do twice."""

    CREATE = "create"
    STATUS = "status"
    PUBLISH = "publish"
    READ = "read"
    COMMENTS = "comments"  # reading them, and how many a post has
    REPLY = "reply"
    MODERATE = "moderate"  # hide, show, delete, subscribe: doing it twice does no more than once
    TOKEN = "token"  # noqa: S105 - a kind of call: about the token itself


class InstagramError(Exception):
    """Base of all. `str()` is for the log; the sentences are for the person at the screen, never Meta's text.

    sentence: what has happened, while the work goes on.
    final_sentence: the same once it has been given up; nothing goes on by itself then. A class has its own; an
    error with a sentence of its own ends with that one, unless it is given another.

    call: the kind of call that failed, or None when nothing was sent.
    http_status, code, subcode, fbtrace_id: of Meta's answer, as far as it gave them.
    retry_after_s: seconds that Meta (or its known practice) asks to wait before the same call is made again.
    then: the class to treat the error as once repeating has not helped; None means that a person has to look.
    """

    sentence = "Instagramとのやり取りに失敗しました。システム管理者に連絡してください。"
    final_sentence = sentence
    is_technical = True  # what lasts of it is for the administrator to look into
    usual_pause_s = 0  # where Meta does not say when to come back; 0: as long as it has taken so far

    def __init__(
        self,
        message: str,
        *,
        sentence: str | None = None,
        final_sentence: str | None = None,
        call: Call | None = None,
        http_status: int | None = None,
        code: int | None = None,
        subcode: int | None = None,
        fbtrace_id: str | None = None,
        retry_after_s: int | None = None,
        then: "type[InstagramError] | None" = None,
    ) -> None:
        super().__init__(message)
        if sentence is not None:
            self.sentence = sentence
            self.final_sentence = final_sentence or sentence
        self.call = call
        self.http_status = http_status
        self.code = code
        self.subcode = subcode
        self.fbtrace_id = fbtrace_id
        self.retry_after_s = retry_after_s
        self.then = then

    @property
    def is_action_block(self) -> bool:
        """Instagram has restricted the account for a while: nothing else is to be asked of it either."""
        return self.subcode == ACTION_BLOCK


class TryAgain(InstagramError):
    """Wait, then repeat the same step. Certainly nothing was published."""

    sentence = (
        "Instagramが一時的に応答できませんでした。"
        "時間をおいて自動でやり直しますので、そのままお待ちください。"
    )
    final_sentence = (
        "Instagramが応答できない状態が続いたため、投稿を取りやめました。何も投稿されていません。"
        "もう一度投稿するときは、時間をおいてください。"
    )


class ListTooLong(TryAgain):
    """The account's list of posts does not reach back to the moment that was asked for."""


class Gone(TryAgain):
    """Instagram does not find the comment, or the post.

    Mostly it has been deleted. But fresh objects have been unreadable for days, and a missing permission answers the
    same: whoever draws a conclusion looks twice, and not only at the object itself.
    """

    sentence = (
        "Instagramで見つかりませんでした。削除されたか、見る許可がないと思われます。"
        "Instagramの画面で確かめてください。"
    )
    final_sentence = sentence
    is_technical = False


class NotPermitted(InstagramError):
    """The token may not do this, though it may do other things: nothing else needs to stop."""

    sentence = (
        "この操作は、アクセストークンに許可されていません。システム管理者に、許可の確認を依頼してください。"
    )
    final_sentence = sentence


class NewContainerNeeded(InstagramError):
    """The container can no longer be used: create a new one and go on. Nothing was published."""

    sentence = (
        "Instagramに預けた写真が使えなくなりました。写真を自動で送り直しますので、そのままお待ちください。"
    )
    final_sentence = (
        "Instagramに預けた写真が使えなくなり、送り直しても間に合わなかったため、投稿を取りやめました。"
        "何も投稿されていません。"
    )


class ContentRefused(InstagramError):
    """Repeating cannot help: a person has to change the post."""

    sentence = (
        "Instagramが投稿の内容を受け付けませんでした。"
        "写真と本文を見直し、直したうえで改めて承認を受けてください。"
    )
    final_sentence = sentence
    is_technical = False


class AccessLost(InstagramError):
    """Token, permission or account: stop the queue and tell the administrator.

    Raised by `publish` it is a definite no, but ask the container's status before publishing it again.
    """

    sentence = (
        "Instagramとの接続が切れています。接続が戻るまで投稿できません。"
        "システム管理者に接続のやり直しを依頼してください。"
    )
    final_sentence = (
        "Instagramとの接続が切れているため、投稿できませんでした。何も投稿されていません。"
        "システム管理者に接続のやり直しを依頼してください。"
    )


class TokenRefused(AccessLost):
    """The token itself: nothing can be done with it any more, whatever the call."""

    sentence = (
        "Instagramが、いまのアクセストークンを受け付けません。接続が戻るまで投稿できません。"
        "システム管理者に接続のやり直しを依頼してください。"
    )
    final_sentence = (
        "Instagramが、いまのアクセストークンを受け付けないため、投稿できませんでした。何も投稿されていません。"
        "システム管理者に接続のやり直しを依頼してください。"
    )


class NotConnected(AccessLost):
    """Nobody has connected the account yet; nothing was sent."""

    sentence = (
        "Instagramのアカウントがまだ接続されていません。"
        "システム管理者にアカウントのIDとアクセストークンの登録を依頼してください。"
    )
    final_sentence = (
        "Instagramのアカウントがまだ接続されていないため、何も送っていません。"
        "システム管理者に登録を依頼し、済んでから、もう一度行ってください。"
    )


class QuotaReached(InstagramError):
    """A limit of Meta's: reschedule, after `retry_after_s` where it is known."""

    sentence = (
        "Instagramの利用回数の上限に達しました。"
        "時刻から30分のうちに利用できるようにならなければ、この投稿は投稿されません。"
        "急ぐ場合は、ほかの投稿との日時の調整を相談してください。"
    )
    final_sentence = (
        "Instagramの利用回数の上限に達していたため、投稿できませんでした。何も投稿されていません。"
        "もう一度投稿するときは、上限が戻ってからにしてください。"
    )
    is_technical = False
    usual_pause_s = 600


class OutcomeUnknown(InstagramError):
    """The post or reply may be live: ask Instagram what it has before sending it again. Raised by `publish` and
    `reply` alone."""

    sentence = (
        "投稿がInstagramに載ったかどうか、まだ確かめられていません。"
        "二重に載るのを防ぐため、確認が終わるまで、同じ内容を手作業で投稿しないでください。"
    )
    final_sentence = (
        "投稿がInstagramに載ったかどうか、確かめられませんでした。二重に載るのを防ぐため、自動ではやり直しません。"
        "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
    )
