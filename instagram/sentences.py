"""What a person reads when Instagram says no: what happened, and what to do now."""

from instagram.limits import (
    CAPTION_MAX,
    CAROUSEL_MAX,
    CAROUSEL_MIN,
    IMAGE_BYTES_MAX,
    IMAGE_RATIO_DOCUMENTED,
    IMAGE_RATIO_MAX,
    IMAGE_RATIO_TALLEST,
)

_WAIT = "そのままお待ちください。"
_APPROVE_AGAIN = "改めて承認を受けてください。"
_ASK_ADMINISTRATOR = "システム管理者に連絡してください。"
_NOTHING_IS_OUT = "何も投稿されていません。"
_LATER = "もう一度投稿するときは、時間をおいてください。"

PHOTO_BEING_PREPARED = f"Instagramが写真をまだ準備しています。時間をおいて自動で続けますので、{_WAIT}"
PHOTO_NOT_FETCHED = (
    f"Instagramが写真を取りに来られませんでした。時間をおいて自動でやり直しますので、{_WAIT}"
    f"何度も続くときは、{_ASK_ADMINISTRATOR}"
)
PHOTO_FAILED = (
    f"Instagramが写真の処理に失敗しました。写真を自動で送り直しますので、{_WAIT}"
    f"再び失敗したときは、別の写真に差し替えて、{_APPROVE_AGAIN}"
)
PHOTO_TOO_LARGE = (
    f"写真のデータが大きすぎます(上限{IMAGE_BYTES_MAX // 1_000_000}MB)。"
    f"写真を小さくして差し替え、{_APPROVE_AGAIN}"
)
PHOTO_FORMAT = f"写真の形式をInstagramが受け付けませんでした。別の写真に差し替えて、{_APPROVE_AGAIN}"
PHOTO_RATIO = (
    "写真の縦横比をInstagramが受け付けませんでした。"
    f"縦長 {IMAGE_RATIO_TALLEST.numerator}:{IMAGE_RATIO_TALLEST.denominator}の写真は、受け付けられないことがあります。"
    f"{_NOTHING_IS_OUT}写真の形を「縦長 {IMAGE_RATIO_DOCUMENTED.numerator}:{IMAGE_RATIO_DOCUMENTED.denominator}」など、"
    f"横{IMAGE_RATIO_DOCUMENTED.numerator}:縦{IMAGE_RATIO_DOCUMENTED.denominator}から"
    f"横{float(IMAGE_RATIO_MAX)}:縦1までのものに変えて、{_APPROVE_AGAIN}"
)
PHOTO_COUNT = (
    f"複数枚の投稿は写真{CAROUSEL_MIN}枚から{CAROUSEL_MAX}枚までです。写真の枚数を直して、{_APPROVE_AGAIN}"
)
CAPTION_TOO_LONG = f"本文が長すぎます(上限{CAPTION_MAX:,}字)。本文を短くして、{_APPROVE_AGAIN}"
TAGS = f"本文の@によるタグ付けが多すぎるか、正しくありません。タグを減らすか直して、{_APPROVE_AGAIN}"
DUPLICATE = (
    "同じ内容の投稿がすでにあるとInstagramが判断しました。"
    f"同じ投稿が載っていないか確かめ、載っていなければ本文を変えて、{_APPROVE_AGAIN}"
)
OUR_MISTAKE = (
    "Instagramへの送り方に誤りがあり、受け付けられませんでした。投稿の内容の問題ではありません。"
    f"{_ASK_ADMINISTRATOR}"
)
WRONG_KIND = f"動画など、このシステムで扱わない種類の投稿として断られました。{_ASK_ADMINISTRATOR}"

_CONNECT_AGAIN = "システム管理者か担当課長が「Instagramとの接続」を開いて、接続をやり直してください。"

CONNECTION_CUT = f"Instagramとの接続が切れました(アクセストークンが無効です)。{_CONNECT_AGAIN}"
TOKEN_EXPIRED = f"Instagramとの接続が切れました(アクセストークンの有効期限が過ぎました)。{_CONNECT_AGAIN}"
PASSWORD_CHANGED = (
    "Instagramとの接続が切れました(公式アカウントのパスワードが変更されたか、"
    f"安全のためInstagramが接続を終わらせました)。{_CONNECT_AGAIN}"
)
TOKEN_INVALIDATED = (
    "Instagramとの接続が切れました(アクセストークンが取り消されました)。"
    "心当たりがないときは、公式アカウントのパスワードとログイン中の端末も確かめてください。"
    f"{_CONNECT_AGAIN}"
)
APP_REMOVED = (
    "Instagramとの接続が切れました(公式アカウントの設定で、アプリの許可が取り消されています)。"
    f"公式アカウントでアプリをもう一度許可したうえで、{_CONNECT_AGAIN}"
)
LOGIN_CHECKPOINT = (
    "Instagramとの接続が切れました(Instagramが公式アカウントの本人確認を求めています)。"
    "公式アプリでログインして案内に従った後、「Instagramとの接続」で接続を確かめてください。"
)
PAGE_ROLE_LOST = (
    "Instagramとの接続が切れました(トークンを発行した方が、Facebookページを管理できなくなっています)。"
    f"ページの役割を確かめたうえで、{_CONNECT_AGAIN}"
)
MALFORMED = (
    "アクセストークンとして使えない文字が含まれているか、空です。"
    "前後の空白や改行、途中で切れたところがないか確かめて、もう一度貼り付けてください。"
)
NOT_GIVEN = (
    "Instagramがアクセストークンの延長または交換を受け付けませんでした。"
    "発行から24時間たっていないときは、時間をおいて自動でもう一度試みますので、そのままお待ちください。"
)
NOT_PERMITTED = (
    "Instagramの操作が許可されていません。接続が直るまで投稿できません。"
    "システム管理者に、アプリの権限の確認を依頼してください。"
)
ACCOUNT_RESTRICTED = (
    "Instagramのアカウントが制限されています。"
    "公式アプリでログインして案内を確認し、解除の手続をしてください。"
)

DAILY_LIMIT = (
    "Instagramに24時間で投稿できる件数の上限に達しました。"
    "時刻から30分のうちに枠が空かなければ、この投稿は投稿されません。"
    "急ぐ場合は、ほかの投稿との日時の調整を相談してください。"
)
BLOCKED = (
    "Instagramがこのアカウントの操作を一時的に制限しました。1日以上、投稿を控えてください。"
    "続くときは、公式アプリでお知らせを確認してください。"
)
BLOCKED_MAYBE_LIVE = (
    "Instagramがこのアカウントの操作を一時的に制限しましたが、投稿は載っている場合があります。"
    "確認が終わるまで、同じ内容を手作業で投稿しないでください。ほかの投稿も1日以上控えてください。"
)

_LOOKED_FOR = "投稿は載っている場合があるため、確かめています。確認が終わるまで、同じ内容を手作業で投稿しないでください。"
NOT_PERMITTED_MAYBE_LIVE = f"Instagramが、投稿の操作を許可されていないと答えました。{_LOOKED_FOR}"
RESTRICTED_MAYBE_LIVE = f"Instagramが、アカウントが制限されていると答えました。{_LOOKED_FOR}"

# To whoever has just pasted a token, by the subcode of 190.
_GIVE_ANOTHER = "トークンをもう一度発行して、すぐに貼り付けてください。"
PASTED_REFUSED = {
    None: (
        "このトークンは無効です。途中で切れていないか、別の方式(Facebookログインなど)のトークンでないか確かめて、"
        "もう一度貼り付けてください。"
    ),
    458: (
        "公式アカウントが、アプリを許可していません(テスターの招待が承認されていないか、許可が取り消されています)。"
        f"公式アカウントで許可したうえで、{_GIVE_ANOTHER}"
    ),
    459: "Instagramが公式アカウントの本人確認を求めています。公式アプリでログインして案内に従った後、もう一度お試しください。",
    460: f"このトークンは、公式アカウントのパスワードが変更される前のものです。{_GIVE_ANOTHER}",
    463: f"このトークンは、有効期限が過ぎています。{_GIVE_ANOTHER}",
    464: "Instagramが公式アカウントの本人確認を求めています。公式アプリでログインして案内に従った後、もう一度お試しください。",
    467: f"このトークンは、取り消されています。{_GIVE_ANOTHER}",
    492: f"トークンを発行した方が、Facebookページを管理できません。ページの役割を確かめたうえで、{_GIVE_ANOTHER}",
}
PASTED_NOT_PERMITTED = (
    "このトークンには、投稿に必要な許可がありません。"
    "トークンを発行するときに、下の手順にある許可をすべて選んで、もう一度貼り付けてください。"
)
NOT_NOW = "Instagramが一時的に応答できず、確かめられませんでした。少し待ってから、もう一度お試しください。"
UNREACHABLE = (
    "Instagramにつながりませんでした。ネットワークの状態を確かめて、少し待ってから、もう一度お試しください。"
)

# The same once the work has been given up.
FINALLY = {
    NOT_GIVEN: (
        "Instagramがアクセストークンの延長または交換を受け付けませんでした。"
        "「Instagramとの接続」を開いて、トークンを確かめてください。"
    ),
    PHOTO_BEING_PREPARED: (f"Instagramの写真の準備が時刻までに終わりませんでした。{_NOTHING_IS_OUT}{_LATER}"),
    PHOTO_NOT_FETCHED: (
        f"Instagramが写真を取りに来られませんでした。{_NOTHING_IS_OUT}{_LATER}"
        f"再び失敗したときは、{_ASK_ADMINISTRATOR}"
    ),
    PHOTO_FAILED: (
        f"Instagramが写真の処理に失敗しました。{_NOTHING_IS_OUT}"
        f"再び失敗したときは、別の写真に差し替えて、{_APPROVE_AGAIN}"
    ),
    DAILY_LIMIT: (
        f"Instagramに24時間で投稿できる件数の上限に達していたため、投稿できませんでした。{_NOTHING_IS_OUT}"
        "もう一度投稿するときは、枠が空いてからにしてください。"
    ),
    BLOCKED: (
        f"Instagramがこのアカウントの操作を一時的に制限したため、投稿できませんでした。{_NOTHING_IS_OUT}"
        "もう一度投稿するときは、1日以上おいてください。続くときは、公式アプリでお知らせを確認してください。"
    ),
    NOT_PERMITTED_MAYBE_LIVE: (
        "Instagramが、投稿の操作を許可されていないと答えましたが、投稿は載っている場合があります。"
        "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
    ),
    RESTRICTED_MAYBE_LIVE: (
        "Instagramが、アカウントが制限されていると答えましたが、投稿は載っている場合があります。"
        "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
    ),
    BLOCKED_MAYBE_LIVE: (
        "Instagramがこのアカウントの操作を一時的に制限しましたが、投稿は載っている場合があります。"
        "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
    ),
}
