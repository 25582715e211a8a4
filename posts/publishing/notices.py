"""What is told of a post on its way to Instagram and of what stands there: to whom, and how. telling.py tells it."""

from approvals.models import State
from approvals.notices import AUTHORS, standing
from posts.drafting.models import Post
from posts.drafting.notices import GROUP
from posts.publishing.models import LiveDifference
from security.models import APPROVERS, POSTERS
from security.notices.models import How
from security.notices.registry import Kind, Standing, declare

WAITS_FOR_PRESS = declare(
    Kind(
        "post_waits_for_press",
        "承認済の投稿が、「投稿する」が押されるのを待っている(承認された次の開庁日の朝に1回)",
        AUTHORS,
        POSTERS,
        standing=standing,
        group=GROUP,
    )
)
WAITS_FOR_HAND = declare(
    Kind(
        "post_waits_for_hand",
        "投稿する時刻になり、「手動で投稿する」が押されるのを待っている(手動で投稿することにしているシステムだけ)",
        "起案した組織の投稿者",
        POSTERS,
        least=How.AT_ONCE,
        because="30分のうちに始めないと投稿できなくなるため、すぐにメールでお知らせします。",
        clause="第４第１項(1)、第３項(1)",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
IN_HAND = declare(
    Kind(
        "post_in_hand",
        "手動での投稿を始めたまま、どうなったかを記録していない",
        "手動での投稿を始めた方",
        POSTERS,
        least=How.AT_ONCE,
        because="記録されないと「要確認」になるため、すぐにメールでお知らせします。",
        clause="第４第１項(1)、第３項(1)",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
LINK_DEAD = declare(
    Kind(
        "post_link_dead",
        "リンク先が開けないため、投稿が待っている",
        AUTHORS,
        POSTERS,
        least=How.AT_ONCE,
        because="30分のうちに直らないと投稿されないため、すぐにメールでお知らせします。",
        clause="第４第１項(3)、第３項(3)",
        urgent=True,
        standing=standing,
        group=GROUP,
    )
)
LINKS_UNSEEN = declare(
    Kind(
        "post_links_unseen",
        "リンク先をシステムから確かめられないまま、投稿を続けている",
        AUTHORS,
        POSTERS,
        least=How.DIGEST,
        because="リンク先をご自分の端末で確かめていただくため、メールでお知らせします。",
        clause="第４第１項(3)、第３項(3)",
        standing=standing,
        group=GROUP,
    )
)
LIVE = declare(
    Kind(
        "post_live",
        "投稿された",
        AUTHORS,
        POSTERS,
        standing=standing,
        group=GROUP,
    )
)
LIVE_TO_READ = declare(
    Kind(
        "post_live_to_read",
        "承認したもの、供覧を確認していないものが投稿された",
        "承認した方、供覧をまだ確認していない地域政策課の方",
        (*POSTERS, *APPROVERS),
        how=How.DIGEST,
        standing=standing,
        group=GROUP,
    )
)


def _looked_into(post: Post) -> Standing:
    """Somebody's looking into it leaves the post 投稿済."""
    unseen = LiveDifference.objects.filter(job__post=post, seen_at=None)
    if post.state == State.PUBLISHED and not unseen.exists():
        return Standing("looked_into", "違いを確かめた")
    return standing(post)


LIVE_DIFFERS = declare(
    Kind(
        "post_live_differs",
        "公式アカウントの投稿が、承認された版と違う、見当たらない、または投稿してはならないときに手動で投稿された",
        "起案した方、担当の方、承認した方",
        (*POSTERS, *APPROVERS),
        least=How.DIGEST,
        because="承認を受けていない内容が公開されているおそれがあるため、どなたかが確かめるまで、メールと画面でお知らせします。",
        clause="第４第１項、第３項",
        standing=_looked_into,
        group=GROUP,
    )
)
