"""What the official account offers on the page of security."""

from security.account import rules
from security.account.querysets import knows_password
from security.office.answers import Answer
from security.pages.index import Entry, Group, offer
from security.people import rules as people_rules
from security.people.actors import Actor


def _may_see_register(actor: Actor) -> Answer:
    return rules.may_see_register(actor, knows=knows_password(actor.user))


offer(
    Entry(
        Group.ACCOUNT,
        "公式アカウントのパスワード",
        "security:account_password",
        "いまだれが知っているか、いつ変更したか、次の期限。変更の記録と確認。",
        rules.REGISTER_CLAUSE,
        _may_see_register,
    ),
    Entry(
        Group.ACCOUNT,
        "Instagramとの接続",
        "security:connection",
        "公式アカウントとつながっているか、期限はいつまでか。接続を確かめ、やり直します。",
        "第５第１項",
    ),
    Entry(
        Group.ACCOUNT,
        "公式アカウントの点検",
        "security:account_checks",
        "四半期ごとに、Instagramの設定(連携アプリ、ログイン、連絡先、二段階認証、管理者)を確かめます。",
        "第５第１項",
        people_rules.may_read_records,
    ),
)
