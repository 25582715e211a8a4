"""What is told of the work on posts and of their files: to whom, and how."""

from posts.drafting.models import DamagedFile
from security.models import POSTERS, Role
from security.notices.models import How
from security.notices.registry import Kind, Standing, declare

GROUP = "投稿"


HANDED_OVER = declare(
    Kind(
        "post_handed_over",
        "投稿の担当を引き継いだ",
        "引き継いだ方",
        POSTERS,
        least=How.DIGEST,
        because="担当する投稿が替わったことを知っていただくため、メールでお知らせします。",
        clause="第４第２項",
        group=GROUP,
    )
)


def _of_file(found: DamagedFile) -> Standing:
    return Standing("restored", "元に戻りました") if found.ended_at else Standing("damaged", "違うまま")


FILE_DAMAGED = declare(
    Kind(
        "post_file_damaged",
        "保存された写真や資料が、保存したときと違う",
        "システム管理者",
        (Role.ADMINISTRATOR,),
        least=How.AT_ONCE,
        because="書き換えられたおそれがあり、その間は承認も投稿もできないため、すぐにメールでお知らせします。",
        clause="第４第１項(1)",
        standing=_of_file,
        group=GROUP,
    )
)
