"""What is told of every item on its way to approval: to whom, and how. approvals/telling.py tells it."""

from django.db.models import Model, QuerySet

from approvals.models import Approvable
from security.models import APPROVERS, POSTERS, Role
from security.notices.models import How
from security.notices.reading import narrows
from security.notices.registry import Kind, Preview, Standing, declare
from security.people.actors import Actor

GROUP, SENDING = "承認", "投稿・返信の結果"
PREVIEWED = 80  # characters of the words
DECIDERS = "承認できる方(代決者を含む)"
AUTHORS = "起案した方、担当の方"
ALL_CONCERNED = "起案した方、担当の方、承認した方"
NOTHING_GOES_OUT = (
    "承認がなくなったものは、もう一度承認を受けるまで投稿・返信できないため、メールでお知らせします。"
)


def standing(item: Approvable) -> Standing:
    """As the item's cards say it."""
    if item.is_returned:
        return Standing("returned", "差戻し")
    return Standing(item.state, item.get_state_display())


@narrows(Approvable)
def readable(model: type[Model], reader: Actor) -> QuerySet[Model] | None:
    """The division reads everything, the other side its own (`answering.readers`)."""
    if reader.is_of_prefecture:
        return None
    return model._default_manager.filter(organization__in=reader.organization_ids)


def preview(item: Approvable, reader: Actor) -> Preview | None:
    """How it begins, as it is now; nothing of it to who may not read it (`answering.readers`)."""
    if not (reader.is_of_prefecture or item.organization_id in reader.organization_ids):
        return None
    words = item.preview_words.strip()
    return Preview(words if len(words) <= PREVIEWED else f"{words[:PREVIEWED]}…", item.preview_picture)


ASKED = declare(
    Kind(
        "approval_asked",
        "承認を求められた",
        DECIDERS,
        APPROVERS,
        least=How.DIGEST,
        because="承認を受けずに投稿・返信することはできないため、承認できる方にはメールでお知らせします。",
        clause="第４",
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
STILL_WAITING = declare(
    Kind(
        "approval_waiting",
        "承認待ちのまま、投稿の時刻が近い(24時間前と2時間前)、または1開庁日たった(日時の決まっていないもの)",
        DECIDERS,
        APPROVERS,
        urgent=True,
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
APPROVED = declare(
    Kind(
        "approval_given",
        "承認された",
        AUTHORS,
        POSTERS,
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
RETURNED = declare(
    Kind(
        "approval_returned",
        "差し戻された",
        AUTHORS,
        POSTERS,
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
REJECTED = declare(
    Kind(
        "approval_rejected",
        "却下された",
        AUTHORS,
        POSTERS,
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
REVOKED = declare(
    Kind(
        "approval_revoked",
        "承認が取り消された",
        ALL_CONCERNED,
        (*POSTERS, *APPROVERS),
        least=How.DIGEST,
        because=NOTHING_GOES_OUT,
        clause="第４",
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
LOST = declare(
    Kind(
        "approval_lost",
        "内容の変更、取下げなどで、承認がなくなった",
        ALL_CONCERNED,
        (*POSTERS, *APPROVERS),
        least=How.DIGEST,
        because=NOTHING_GOES_OUT,
        clause="第４",
        standing=standing,
        preview=preview,
        group=GROUP,
    )
)
DEPUTISED = declare(
    Kind(
        "approval_deputised",
        "不在の間に代決された(後閲を待っている)",
        "代決された立場の方(担当課長、業務処理責任者)",
        APPROVERS,
        how=How.DIGEST,
        group=GROUP,
    )
)
WENT_WRONG = declare(
    Kind(
        "sending_went_wrong",
        "投稿・返信されなかった、または結果が分からない(投稿失敗、送信失敗、要確認、期限切れ)",
        "起案した方、担当の方、承認した方、承認を求められていた方。システムに原因があるときは、システム管理者も",
        (*POSTERS, *APPROVERS, Role.ADMINISTRATOR),
        least=How.DIGEST,
        because="出るはずのものが出ていないため、メールと、確かめられるまで画面でお知らせします。",
        clause="第４",
        standing=standing,
        group=SENDING,
    )
)
HELD = declare(
    Kind(
        "sending_held",
        "担当の方がいないため、投稿・返信が待っている",
        "起案した組織の投稿者、承認した方",
        (*POSTERS, *APPROVERS),
        least=How.AT_ONCE,
        because="30分のうちにどなたかが対応しないと取りやめになるため、すぐにメールでお知らせします。",
        clause="第４第２項",
        urgent=True,
        standing=standing,
        group=SENDING,
    )
)
