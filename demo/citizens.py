"""What citizens write under the demo's posts. All of them are made up; they write in the sandbox, as they would on Instagram.

The product then reads their comments as it reads everybody's.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from comments.models import Comment, LivePost

logger = logging.getLogger(__name__)
TIMEOUT_S = (2, 5)
# Two turns at once would write everything twice.
LONGEST = 72  # hours ago; their span is shrunk to the time since the posts came out
TURN, TURN_S = "demo.citizens", 60


@dataclass(frozen=True)
class Said:
    """A comment under the post of this title; `answers`: who has written the one that it answers."""

    title: str
    username: str
    text: str
    hours_ago: int
    answers: str = ""


SAID = [
    Said("春のチューリップ畑", "mimi_to_inu", "きれい!!🌷 元気が出ました。いつもすてきな写真をありがとうございます。", 70),
    Said("春のチューリップ畑", "hatake_no_koe", "見ごろは5月の終わりとありますが、昨年は5月の中旬にはもう散り始めていました。訪ねる方が間違えないよう、日付を確かめてもらえませんか。", 52),
    Said("春のチューリップ畑", "travel_with_kids", "Beautiful! Where is this field? Is there an English page about visiting?", 30),
    Said("移住して三年目の農家さん", "tokyo_no_haru", "夫婦で移住を考えています。農家さんのところで働きながら住める家はありますか?家賃の目安も知りたいです。", 46),
    Said("移住して三年目の農家さん", "yotei_neighbor", "うちも移住組です。役場の窓口に相談すると早かったですよ。", 44, answers="tokyo_no_haru"),
    Said("移住して三年目の農家さん", "linh_in_sapporo", "わたしは にほんごを べんきょうしています。やさしい にほんごで おしえてください。いじゅうの そうだんは どこで できますか。", 20),
    Said("移住して三年目の農家さん", "teki_tou_san", "この農家の人、見るからに怠け者で気持ち悪い。二度と出すな", 9),
    Said("冬の窓辺でコーヒーを", "kohi_suki", "薪ストーブ、あこがれます☕", 33),
    Said("冬の窓辺でコーヒーを", "okane_fueru_888", "スマホだけで簡単に稼げる副業を紹介中!くわしくは https://bit.example.com/fukugyo まで。DMください", 15),
    Said("冬の窓辺でコーヒーを", "machi_no_hito", "お店に行きたいです。予約は 011-000-0000 の田中(見本)まで、と友だちから聞きましたが合っていますか?", 5),
]  # fmt: skip


def write() -> None:
    """Once, as soon as the demo's posts are live and known to be so; does nothing ever after."""
    if not settings.DEMO or Comment.objects.exists():
        return
    posts = {one.post.title: one.media_id for one in _live_posts() if one.post}
    if not {said.title for said in SAID} <= posts.keys() or not cache.add(TURN, 1, TURN_S):
        return
    try:
        if not _ask("GET", "state")["comments"]:
            list(_written(posts))
    except requests.RequestException as error:
        logger.warning("the sandbox takes no comments yet: %s", error)


def _live_posts() -> list[LivePost]:
    titles = {said.title for said in SAID}
    return list(LivePost.objects.select_related("post").filter(post__title__in=titles))


def _written(posts: dict[str, str]) -> Iterator[str]:
    """Their numbers in the sandbox."""
    numbers: dict[str, str] = {}
    elapsed = _seconds_since_the_last_post()
    for said in SAID:
        # The demo's posts have just come out: nobody has written before them.
        age = elapsed * said.hours_ago // LONGEST
        body = {"username": said.username, "text": said.text, "age_seconds": age}
        place = {"parent_id": numbers[said.answers]} if said.answers else {"media_id": posts[said.title]}
        numbers[said.username] = _ask("POST", "comments", json=body | place)["id"]
        yield numbers[said.username]


def _seconds_since_the_last_post() -> int:
    posted = [one.posted_at for one in _live_posts() if one.posted_at]
    return max(0, int((timezone.now() - max(posted)).total_seconds())) if posted else 0


def _ask(method: str, path: str, **sent: Any) -> Any:
    answer = requests.request(
        method, f"{settings.INSTAGRAM_GRAPH_URL}/_sandbox/{path}", timeout=TIMEOUT_S, **sent
    )
    answer.raise_for_status()
    return answer.json()
