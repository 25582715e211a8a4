"""What is told of comments as they come in: to whom, and how. comments/inbox/telling.py tells it."""

from security.models import POSTERS, Role
from security.notices.models import How
from security.notices.registry import Kind, declare

GROUP = "コメント・返信"


POSTERS_OF_THE_SIDE = "投稿を担当する組織の投稿者、地域政策課の投稿者"
BE_QUICK = "すみやかに対応できるよう、メールでお知らせします。"

NEW = declare(
    Kind(
        "comments_new",
        "新しいコメントが届いた(件数)",
        POSTERS_OF_THE_SIDE,
        POSTERS,
        how=How.DIGEST,
        group=GROUP,
    )
)
ABUSE = declare(
    Kind(
        "comments_abuse",
        "誹謗中傷のおそれがあるコメントが見つかった",
        POSTERS_OF_THE_SIDE,
        POSTERS,
        least=How.DIGEST,
        because=BE_QUICK,
        clause="第６第３項",
        group=GROUP,
    )
)
PERSONAL = declare(
    Kind(
        "comments_personal",
        "個人情報を含むおそれがあるコメントが見つかった",
        POSTERS_OF_THE_SIDE,
        POSTERS,
        least=How.DIGEST,
        because=BE_QUICK,
        clause="第６第４項",
        group=GROUP,
    )
)
UNREADABLE = declare(
    Kind(
        "comments_unreadable",
        "Instagramのコメントを読み取れない",
        "システム管理者",
        (Role.ADMINISTRATOR,),
        least=How.DIGEST,
        because="読み取れない間は、新しいコメントがこのシステムに表示されないため、メールでお知らせします。",
        clause="第６第２項",
        group=GROUP,
    )
)
