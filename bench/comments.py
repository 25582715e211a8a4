"""New comments per second into PostgreSQL: from the bytes of Instagram's answers to rows, as the poller reads them."""

import json
import statistics
import time
from collections.abc import Iterator
from itertools import count
from typing import cast

from bench.figures import Figure, at_least, heading
from comments.inbox.reading import threads as reading
from comments.inbox.reading.calls import Calls
from comments.models import Comment, LivePost
from instagram.client import Client
from instagram.results import CommentPage

POSTS, PAGES_A_POST, A_PAGE, REPLIES_A_PAGE = 100, 34, 50, 10
TEXTS = (
    "雪の北海道、とてもきれいですね。いつか家族で行ってみたいです",
    "移住を考えています。冬の暮らしについて教えてください",
    "素敵な写真をありがとうございます🍁✨",
    "毎日楽しみにしています!",
)
WANTED_PER_SECOND = 5_000


class Recorded:
    """In place of `Client`: answers as Instagram sends them, 50 threads a page, some with a reply, non-ASCII escaped."""

    usage_percent = 0

    def __init__(self) -> None:
        numbers = count(17_900_000_000_000_000)
        self.answers = {
            (str(post), str(page or "")): _answer(numbers, page)
            for post in range(POSTS)
            for page in range(PAGES_A_POST)
        }

    def comments(self, media_id: str, *, after: str = "") -> CommentPage:
        return CommentPage.from_json(json.loads(self.answers[media_id, after]))


def _answer(numbers: Iterator[int], page: int) -> bytes:
    threads = [_node(next(numbers)) for _ in range(A_PAGE)]
    for thread in threads[:REPLIES_A_PAGE]:
        thread["replies"] = {"data": [_node(next(numbers)) | {"parent_id": thread["id"]}]}
    is_last = page + 1 == PAGES_A_POST
    paging = {"cursors": {"before": "QQ", "after": str(page + 1)}} | ({} if is_last else {"next": "https://"})
    return json.dumps({"data": threads, "paging": paging}).encode()


def _node(number: int) -> dict[str, object]:
    name = f"citizen.{number % 5000}"
    return {
        "id": str(number),
        "text": TEXTS[number % len(TEXTS)],
        "timestamp": "2026-11-22T05:32:52+0000",
        "username": name,
        "from": {"id": str(10**15 + number % 5000), "username": name},
        "hidden": False,
    }


def run() -> list[Figure]:
    client = Recorded()
    LivePost.objects.bulk_create(LivePost(media_id=str(post)) for post in range(POSTS))
    new = [_read(client, post) for post in LivePost.objects.order_by("pk")]
    stored = Comment.objects.count()
    assert stored == POSTS * PAGES_A_POST * (A_PAGE + REPLIES_A_PAGE)
    known = [_read(client, post) for post in LivePost.objects.order_by("pk")[: POSTS // 5]]
    assert Comment.objects.count() == stored
    a_post = stored // POSTS
    return [
        heading("comments"),
        at_least(f"new comments ({stored:,})", stored / sum(new), WANTED_PER_SECOND, "/s"),
        Figure("  fastest and slowest post", f"{a_post / min(new):,.0f} and {a_post / max(new):,.0f} /s"),
        Figure("  known ones read again", f"{a_post / statistics.mean(known):,.0f} /s"),
    ]


def _read(client: Recorded, post: LivePost) -> float:
    """Seconds for the whole of a post, in as many turns as the poller takes."""
    began = time.perf_counter()
    post.read_at = None
    while post.read_at is None:
        reading.read_one(Calls(cast(Client, client), account="", renew=_nobody_else_reads), post)
        post.refresh_from_db()
    return time.perf_counter() - began


def _nobody_else_reads() -> None:
    pass
