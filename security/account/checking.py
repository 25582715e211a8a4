"""四半期の点検: what to look at in Instagram's own settings, and whether this quarter's has been done (第５第１項)."""

from dataclasses import dataclass

from django.utils import timezone

from security.account.models import AccountCheck
from security.office.calendar import fiscal_year, quarter


@dataclass(frozen=True)
class CheckPoint:
    """`key` stays for good: findings are kept under it."""

    key: str
    label: str
    how: str


POINTS = (
    CheckPoint(
        "apps",
        "連携しているアプリ",
        "「ウェブサイトのアクセス許可」などに、使っていないアプリや知らないアプリがないこと。",
    ),
    CheckPoint(
        "sessions",
        "ログインの状況",
        "「ログインアクティビティ」に、知らない端末や場所がないこと。",
    ),
    CheckPoint(
        "recovery",
        "登録されたメールアドレスと電話番号",
        "いまの担当のもので、異動した人や契約の終わった事業者のものでないこと。",
    ),
    CheckPoint(
        "second_factor",
        "二段階認証と予備のコード",
        "二段階認証が有効で、予備のコードが決めた場所に保管されていること。",
    ),
    CheckPoint(
        "admins",
        "Metaのビジネス・Facebookページの管理者",
        "管理者とアクセス権が、いまの担当だけになっていること。",
    ),
)


def this_quarter() -> tuple[int, int]:
    """Fiscal year and quarter of today."""
    today = timezone.localdate()
    return fiscal_year(today), quarter(today)


def is_due() -> bool:
    year, number = this_quarter()
    return not AccountCheck.objects.filter(fiscal_year=year, quarter=number).exists()


def is_last_month() -> bool:
    """Of the quarter: time to press."""
    return timezone.localdate().month % 3 == 0
