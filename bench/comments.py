"""New comments per second into PostgreSQL: from the bytes of Instagram's answers to rows."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from bench.figures import Figure, at_least
from comments.actions import arriving
from comments.actions.yardstick import Yardstick
from comments.models import Comment, LivePost
from posts.instagram.results import CommentPage, RemoteComment

COMMENTS, POSTS, A_PAGE, REPLIES_A_PAGE = 200_000, 100, 50, 10
TEXTS = (
    "雪の北海道、とてもきれいですね。いつか家族で行ってみたいです",
    "移住を考えています。冬の暮らしについて教えてください",
    "素敵な写真をありがとうございます🍁✨",
    "毎日楽しみにしています!",
)
# As a long thread's answers lie there at once.
PAGES_AT_ONCE = 20
WANTED_PER_SECOND = 5_000


def pages() -> list[tuple[str, bytes]]:
    """(post, answer) as Instagram sends it: 50 threads, some with a reply, non-ASCII escaped."""
    numbers, made = count(17_900_000_000_000_000), []
    count_of_pages = COMMENTS // (A_PAGE + REPLIES_A_PAGE)
    for page in range(count_of_pages):
        threads = [_node(next(numbers)) for _ in range(A_PAGE)]
        for thread in threads[:REPLIES_A_PAGE]:
            reply = _node(next(numbers)) | {"parent_id": thread["id"]}
            thread["replies"] = {"data": [reply]}
        answer = {"data": threads, "paging": {"cursors": {"before": "QQ", "after": "Qg"}}}
        made.append((str(1_800_000 + page * POSTS // count_of_pages), json.dumps(answer).encode()))
    return made


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
    answers = pages()
    LivePost.objects.bulk_create(LivePost(media_id=media) for media in {media for media, _ in answers})
    posts = {post.media_id: post for post in LivePost.objects.all()}
    by, half = Yardstick.load(), len(answers) // 2

    def take(part: Sequence[tuple[str, bytes]], at_once: int) -> float:
        """Comments per second, so many pages of a post in one piece."""
        began, taken = time.perf_counter(), 0
        for start in range(0, len(part), at_once):
            found: defaultdict[str, list[RemoteComment]] = defaultdict(list)
            for media, body in part[start : start + at_once]:
                found[media] += CommentPage.from_json(json.loads(body)).items
            for media, items in found.items():
                taken += len(arriving.take_in(live_post=posts[media], comments=items, by=by).ids)
        return taken / (time.perf_counter() - began)

    in_pieces = take(answers[:half], PAGES_AT_ONCE)
    page_by_page = take(answers[half:], 1)
    stored = Comment.objects.count()
    assert stored == len(answers) * (A_PAGE + REPLIES_A_PAGE)
    known = take(answers[:half][::5], 1)
    assert Comment.objects.count() == stored
    name = f"new comments, {PAGES_AT_ONCE} pages at once ({stored // 2:,})"
    return [
        at_least(name, in_pieces, WANTED_PER_SECOND, "/s"),
        Figure(f"  page by page ({stored // 2:,})", f"{page_by_page:,.0f} /s"),
        Figure("  known ones read again, page by page", f"{known:,.0f} /s"),
        Figure(
            "  load of the machine meanwhile, 1 min", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        ),
    ]
