"""What the administrators are told of the system. That it stands still right now only its pages and /healthz can say."""

from security.notices.models import How
from security.notices.registry import Kind, Unchosen, declare, declare_unchosen
from security.people.models import Role

GROUP = "システム"


TO = "システム管理者"
ADMINISTRATORS = (Role.ADMINISTRATOR,)

STOOD_STILL = declare(
    Kind(
        "system_stood_still",
        "自動の処理が止まっていて、再び動き出した",
        TO,
        ADMINISTRATORS,
        group=GROUP,
    )
)
DISK = declare(
    Kind(
        "system_disk",
        "ディスクの空きが少ない",
        TO,
        ADMINISTRATORS,
        urgent=True,
        group=GROUP,
    )
)
MAIL_STUCK = declare(
    Kind(
        "system_mail_stuck",
        "メールが1時間たっても送れない",
        TO,
        ADMINISTRATORS,
        how=How.PAGE,
        most=How.PAGE,
        because="送れないメールのことを、さらにメールでお送りすることはしません。",
        group=GROUP,
    )
)

declare_unchosen(
    Unchosen(
        "サーバーの時計が確かめられない",
        TO,
        ADMINISTRATORS,
        "時計が確かめられない間は、ほかのお知らせをまとめる処理も止まるためです。",
    ),
    Unchosen(
        "証跡と合わない記録が見つかった",
        TO,
        ADMINISTRATORS,
        "システムの中の記録が書き換えられていても届くように、システムの外に残すためです。",
        "第５第２項",
    ),
    Unchosen(
        "証跡の控え",
        "閲覧者(いないときは担当課長)",
        (Role.AUDITOR, Role.SECTION_CHIEF),
        "毎日(休日も)、システムの外に保管していただくためです。ご覧になるのは、開庁日でかまいません。",
        "第５第２項",
    ),
)
