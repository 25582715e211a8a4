"""The way to everything about people, devices, the account and the records."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from security.account import rules as account_rules
from security.account.querysets import knows_password
from security.people import rules as people_rules
from security.people.actors import Actor
from security.people.requests import OfficeRequest
from security.workplaces import rules as workplaces_rules

OWN = "ご自分のこと"
PEOPLE = "人と任用"
ACCOUNT = "公式アカウント"
WORKPLACES = "職場の端末"
RECORDS = "記録と設定"
GROUPS = (OWN, PEOPLE, ACCOUNT, WORKPLACES, RECORDS)


@dataclass(frozen=True)
class Entry:
    """One line of the page: a link with a sentence, and the clause that it serves; `group` is its heading."""

    group: str
    label: str
    url: str
    text: str
    clause: str = ""


@require_safe
@login_required
def index(request: OfficeRequest) -> HttpResponse:
    found = sorted(entries(request.actor), key=lambda entry: GROUPS.index(entry.group))
    return render(request, "security/index.html", {"entries": found})


def entries(actor: Actor) -> Iterator[Entry]:
    """What this person may open, within a group in the order of the guideline."""
    if people_rules.may_see_people(actor):
        yield Entry(
            PEOPLE,
            "任用と異動",
            reverse("security:people"),
            "投稿する人と承認する人の、任用の期間。投稿者の指定、終了、代決者、年度替わりの異動。",
            "第２、第４第２項",
        )
    if account_rules.may_see_register(actor, knows=knows_password(actor.user)):
        yield Entry(
            ACCOUNT,
            "公式アカウントのパスワード",
            reverse("security:account_password"),
            "いまだれが知っているか、いつ変更したか、次の期限。変更の記録と確認。",
            account_rules.REGISTER_CLAUSE,
        )
    if people_rules.may_administer(actor):
        yield Entry(
            RECORDS,
            "通知メール",
            reverse("security:letters"),
            "このシステムが送るメール。送れないもの、送れたか分からないもの。",
        )
    if workplaces_rules.may_see_devices(actor):
        yield Entry(
            WORKPLACES,
            "職場の端末とネットワーク",
            reverse("security:devices"),
            "職場のタブレット等の登録、登録コードの発行、紛失したときの利用停止。",
            "第４第１項(1)",
        )
    yield Entry(
        WORKPLACES,
        "この端末を職場の端末にする",
        reverse("security:enrol_device"),
        "いまお使いの端末で登録コードを入力し、職場の端末として使い始めます。",
        "第４第１項(1)",
    )
    yield Entry(
        ACCOUNT,
        "Instagramとの接続",
        reverse("security:connection"),
        "公式アカウントとつながっているか、期限はいつまでか。接続を確かめ、やり直します。",
        "第５第１項",
    )
    if people_rules.may_read_records(actor):
        yield Entry(
            ACCOUNT,
            "公式アカウントの点検",
            reverse("security:account_checks"),
            "四半期ごとに、Instagramの設定(連携アプリ、ログイン、連絡先、二段階認証、管理者)を確かめます。",
            "第５第１項",
        )
    yield Entry(
        OWN,
        "セキュリティポリシー",
        reverse("security:acknowledgement"),
        "道のセキュリティポリシーの内容と、今年度の確認。",
        "第５第２項",
    )
    if people_rules.may_read_records(actor):
        yield Entry(
            PEOPLE,
            "セキュリティポリシーの確認状況",
            reverse("security:acknowledgements"),
            "今年度に確認した人と、まだの人。",
            "第５第２項",
        )
    yield Entry(
        OWN,
        "二要素認証",
        reverse("mfa_index"),
        "パスワードのほかに、認証アプリやパスキーでもご本人を確かめます。",
        "第５第２項",
    )
    yield Entry(
        OWN,
        "ログインしている端末",
        reverse("account_sessions"),
        "どこでログインしているかを見て、終わらせます。",
    )
    if people_rules.may_administer(actor):
        yield Entry(
            PEOPLE,
            "利用者のログイン",
            reverse("security:sign_ins"),
            "利用者を招待します。二要素認証の端末をなくした人や、離席したままの人のログインにも対応します。",
            "第５第２項",
        )
        yield Entry(
            RECORDS,
            "セキュリティの設定",
            reverse("security:safeguards"),
            "二要素認証、職場の端末、パスワードの変更の間隔、ログインの時間。",
            "第４第１項(1)、第５",
        )
    if people_rules.may_read_records(actor):
        text = "いつ、だれが、何をしたか。絞り込んで読み、ファイルに書き出せます。"
        yield Entry(RECORDS, "証跡", reverse("security:trail"), text, "第５第２項")
