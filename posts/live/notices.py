"""What people are told of that happens around the system."""

from posts.live.models import Finding
from security.account.notices import GROUP
from security.models import Role
from security.notices.models import How
from security.notices.registry import Kind, Standing, declare

TOLD = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)
TOLD_WORDS = "移住交流担当課長、業務処理責任者、システム管理者"
BECAUSE = "公式アカウントのパスワードが他人に知られたおそれがあるため、すぐにメールでお知らせします。"


def standing(finding: Finding) -> Standing:
    return Standing(finding.standing, finding.get_standing_display())


POST = declare(
    Kind(
        "around_post",
        "公式アカウントに、承認の記録のない投稿がある",
        TOLD_WORDS,
        TOLD,
        least=How.AT_ONCE,
        because=BECAUSE,
        clause="第４、第５第１項",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
PROFILE = declare(
    Kind(
        "around_profile",
        "公式アカウントのプロフィールが変わった",
        TOLD_WORDS,
        TOLD,
        least=How.AT_ONCE,
        because=BECAUSE,
        clause="第５第１項",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
