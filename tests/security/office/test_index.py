"""「セキュリティ」: each noun offers its pages, under one heading with the others, to whom they are for."""

import pytest

pytestmark = pytest.mark.django_db

OWN = ["予定表の配信", "お知らせの設定", "セキュリティポリシー", "二要素認証", "ログインしている端末"]
EVERYBODY_S = [*OWN, "Instagramとの接続", "この端末を職場の端末にする"]


def offered(client, user):
    client.force_login(user)
    return [(one.group.value, one.label) for one in client.get("/security/").context["entries"]]


def test_entries_stand_together_under_their_headings_in_the_order_of_the_nouns(client, administrator):
    assert offered(client, administrator) == [
        *[("ご自分のこと", label) for label in OWN],
        ("人と任用", "任用と異動"),
        ("人と任用", "アカウントの変更の確認"),
        ("人と任用", "セキュリティポリシーの確認状況"),
        ("人と任用", "利用者のログイン"),
        ("公式アカウント", "公式アカウントのパスワード"),
        ("公式アカウント", "Instagramとの接続"),
        ("公式アカウント", "公式アカウントの点検"),
        ("職場の端末", "職場の端末とネットワーク"),
        ("職場の端末", "この端末を職場の端末にする"),
        ("記録と設定", "通知メール"),
        ("記録と設定", "セキュリティの設定"),
        ("記録と設定", "証跡"),
    ]


def test_nobody_is_offered_what_is_for_others(client, staff, administrator):
    assert {"証跡", "利用者のログイン", "通知メール"}.isdisjoint(label for _, label in offered(client, staff))
    assert set(EVERYBODY_S) <= {label for _, label in offered(client, staff)}
