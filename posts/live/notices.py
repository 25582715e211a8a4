"""What people are told of that happens around the system."""

from io import BytesIO

from posts.drafting import files
from posts.imaging.failures import PhotoFailure
from posts.imaging.whole import LETTER_SIDE_MAX, small_whole
from posts.live.models import AccountPost, Finding
from security.account.notices import GROUP
from security.letters.pictures import made_by
from security.models import Role
from security.notices.models import How
from security.notices.registry import Kind, Preview, Standing, declare
from security.people.actors import Actor

TOLD = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)
TOLD_WORDS = "移住交流担当課長、業務処理責任者、システム管理者"
BECAUSE = "公式アカウントのパスワードが他人に知られたおそれがあるため、すぐにメールでお知らせします。"


def standing(finding: Finding) -> Standing:
    return Standing(finding.standing, finding.get_standing_display())


PICTURES = "around"


def preview(post: AccountPost, reader: Actor) -> Preview | None:
    """Its picture, once it could be fetched. Its words stand in the sentence."""
    return Preview("", f"{PICTURES}:{post.preview}") if post.preview else None


@made_by(PICTURES)
def small(digest: str) -> bytes | None:
    data = files.sighting(digest)
    try:
        return small_whole(BytesIO(data), side=LETTER_SIDE_MAX) if data else None
    except PhotoFailure:
        return None


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
        preview=preview,
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
