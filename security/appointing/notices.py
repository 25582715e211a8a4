"""What is told of contracts and appointments that end, and of offices that nobody will hold. running_out.py tells it."""

from security.confirming.notices import GROUP
from security.notices.models import How
from security.notices.registry import Kind, declare
from security.people.models import APPROVERS, Role

TO = "担当課長、その事業者の業務処理責任者、システム管理者"
ROLES = (*APPROVERS, Role.ADMINISTRATOR)

CONTRACT_ENDS = declare(
    Kind(
        "contract_ends",
        "委託契約の終わりが近い(30日前、14日前、7日前)",
        TO,
        ROLES,
        how=How.DIGEST,
        least=How.DIGEST,
        because="契約が終わると、その事業者の方はどなたも投稿や承認ができなくなるため、メールでお知らせします。",
        clause="第２",
        group=GROUP,
    )
)
APPOINTMENT_ENDS = declare(
    Kind(
        "appointment_ends",
        "任用の終わりが近い(30日前と7日前)",
        TO,
        ROLES,
        how=How.DIGEST,
        group=GROUP,
    )
)
ROLE_EMPTY = declare(
    Kind(
        "role_empty",
        "役割を担う方がいなくなる",
        "担当課長、その事業者の業務処理責任者(担当課長がいなくなるときはすべての業務処理責任者)、システム管理者",
        ROLES,
        how=How.DIGEST,
        least=How.DIGEST,
        because="承認や投稿ができる方がいなくなるため、メールでお知らせします。",
        clause="第４",
        group=GROUP,
    )
)
