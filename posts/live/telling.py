"""What nobody here has approved, told at once. Each runs in the transaction that found it."""

from collections.abc import Sequence

from posts.live import notices
from posts.live.models import AccountPost, AccountProfile
from security.models import User
from security.notices import telling
from security.office.days import with_weekday_time
from security.people.querysets import working_as

# More at once are told as a number: a flood is a few notices, not hundreds.
TOLD_MAX = 3
WORDS_MAX = 300
UNTIL_SETTLED = (
    "移住交流担当課長か業務処理責任者が、ページで何であるかを記録するまで、画面の上に表示されます。"
)


def of_posts(found: Sequence[AccountPost]) -> None:
    _of_posts(
        found,
        title="公式アカウントに、承認の記録のない投稿があります",
        what="に、公式アカウントに投稿されました",
        why="承認された文書のなかに、これに当たるものがありません(第４)。",
    )


def of_rewritten(found: Sequence[AccountPost]) -> None:
    """They were there before the register, with other words or another number of pictures."""
    _of_posts(
        found,
        title="公式アカウントの要領より前の投稿が、書き換えられました",
        what="に公式アカウントに投稿された、要領より前の投稿です",
        why="照合を始めた後に、本文か写真が変わりました。変更を承認した文書はありません(第４)。",
    )


def _of_posts(found: Sequence[AccountPost], *, title: str, what: str, why: str) -> None:
    """The oldest first; of many at once the rest as a number."""
    in_order = sorted(found, key=lambda one: one.posted_at)
    left_off = len(in_order[TOLD_MAX:])
    for place, post in enumerate(in_order[:TOLD_MAX], start=1):
        more = f"\nほかに{left_off}件あります。" if left_off and place == TOLD_MAX else ""
        telling.tell(
            notices.POST,
            to=working_as(*notices.TOLD),
            about=post,
            title=f"{title}: {post.first_line}",
            sentence=(
                f"{with_weekday_time(post.posted_at)}{what}({post.what})。{why}\n"
                f"「{shortened(post.caption)}」{more}\n"
                f"心当たりのあるものか、すぐに確かめてください。{UNTIL_SETTLED}"
            ),
            url=post.get_absolute_url(),
            by=None,
        )


def of_profile(profile: AccountProfile, changed: Sequence[str]) -> None:
    parts = "\n".join(f"{label}: {value or '(なし)'}" for label, value in profile.rows if label in changed)
    telling.tell(
        notices.PROFILE,
        to=working_as(*notices.TOLD),
        about=profile,
        title=f"公式アカウントのプロフィールが変わりました({'、'.join(changed)})",
        sentence=(
            "公式アカウントのプロフィールが、確かめてあるものと違います(第５第１項)。\n"
            f"{shortened(parts)}\n心当たりのある変更か、すぐに確かめてください。{UNTIL_SETTLED}"
        ),
        url=profile.get_absolute_url(),
        by=None,
    )


def shortened(words: str) -> str:
    return words if len(words) <= WORDS_MAX else f"{words[:WORDS_MAX]}…"


def take_back_post(post: AccountPost) -> None:
    """It is explained after all: who has not heard of it need not."""
    telling.take_back(notices.POST, about=post)


def is_settled(finding: AccountPost | AccountProfile, by: User) -> None:
    """Who has settled it need not be told any more; others who have not heard of it still do, and what it is now."""
    kind = notices.POST if isinstance(finding, AccountPost) else notices.PROFILE
    telling.lay_aside(kind, about=finding)
    telling.settle(kind, about=finding, person=by)
