"""What is handed out to whoever posts by hand: all of it from the sealed version, never from the rows."""

from dataclasses import dataclass

from posts.drafting.content import PostContent
from posts.drafting.models import Post, Sponsorship
from posts.drafting.views import previews
from posts.drafting.views.previews import Picture
from posts.publishing.models import PublishJob


@dataclass(frozen=True)
class Sheet:
    """One picture: its place in the order, and the name under which it is saved."""

    place: int
    name: str
    picture: Picture


@dataclass(frozen=True)
class Setting:
    """What is to be set in the app before it is posted: where, and why."""

    label: str
    how: str


def sheets(post: Post, job: PublishJob) -> list[Sheet]:
    pictures = previews.of_version(post, job.submission)
    return [Sheet(place, name_of(post, place), one) for place, one in enumerate(pictures, start=1)]


def name_of(post: Post, place: int) -> str:
    """So that they lie in their order on the device."""
    return f"{post.dossier.number}_{place:02}.jpg"


def settings_of(content: PostContent) -> list[Setting]:
    """What the approved version says that Instagram is to be told beside words and pictures."""
    found = []
    if content.is_generated:
        found.append(
            Setting(
                "AIラベル",
                "投稿する前の画面の「AIラベルを追加」(「その他のオプション」の中にあることもあります)をオンにします。",
            )
        )
    if content.sponsorship.kind == Sponsorship.PAID:
        found.append(
            Setting(
                "タイアップ投稿ラベル",
                f"「タイアップ投稿ラベルを追加」をオンにし、相手を指定します。承認された内容: {content.sponsorship.note}",
            )
        )
    elif content.sponsorship.kind == Sponsorship.REQUESTED:
        found.append(
            Setting(
                "依頼を受けた内容",
                f"謝礼はないため、タイアップ投稿ラベルは付けません。承認された内容: {content.sponsorship.note}",
            )
        )
    return found
