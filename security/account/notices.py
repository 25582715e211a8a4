"""What is told of the official account: its password, its connection with Instagram, the quarterly check (第５第１項)."""

from security.notices.models import How
from security.notices.registry import Kind, declare
from security.people.models import POSTERS, Role

GROUP = "公式アカウント"


CLAUSE = "第５第１項"
RESPONSIBLE = "システム管理者、パスワードを知っている方"
WORKING = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR, *POSTERS)
KEPT_SAFE = "公式アカウントを守るために必要なため、メールでお知らせします。"

PASSWORD_TASK = declare(
    Kind(
        "password_task",
        "公式アカウントのパスワードの変更が必要になった、まだ済んでいない(毎日)",
        RESPONSIBLE,
        WORKING,
        least=How.DIGEST,
        because=KEPT_SAFE,
        clause=CLAUSE,
        group=GROUP,
    )
)
PASSWORD_DUE = declare(
    Kind(
        "password_due",
        "公式アカウントのパスワードの変更の期限が近い(14日前、7日前、3日前、前日)、過ぎた(毎日)、まだ一度も記録されていない(毎週)",
        f"{RESPONSIBLE}。過ぎたときは担当課長も",
        WORKING,
        least=How.DIGEST,
        because=KEPT_SAFE,
        clause=CLAUSE,
        group=GROUP,
    )
)
PASSWORD_CHANGED = declare(
    Kind(
        "password_changed",
        "公式アカウントのパスワードの変更の確認を求められた",
        "担当課長、業務処理責任者、システム管理者、パスワードを知っている方",
        WORKING,
        least=How.DIGEST,
        because="変更した方とは別の方の確認が必要なため、メールでお知らせします。",
        clause=CLAUSE,
        group=GROUP,
    )
)
CONNECTION = declare(
    Kind(
        "connection",
        "Instagramとの接続の期限が近い、切れた",
        "システム管理者、担当課長",
        (Role.SECTION_CHIEF, Role.ADMINISTRATOR),
        least=How.DIGEST,
        because="切れている間は、承認された投稿も出ないため、メールでお知らせします。",
        clause=CLAUSE,
        urgent=True,
        group=GROUP,
    )
)
BLOCKED = declare(
    Kind(
        "account_blocked",
        "Instagramが公式アカウントの操作を制限した",
        "起案や承認をする方、システム管理者",
        WORKING,
        urgent=True,
        group=GROUP,
    )
)
CHECK_DUE = declare(
    Kind(
        "account_check",
        "公式アカウントの四半期の点検(四半期の初めと、まだのときは最後の月)",
        "担当課長、システム管理者",
        (Role.SECTION_CHIEF, Role.ADMINISTRATOR),
        how=How.DIGEST,
        group=GROUP,
    )
)
