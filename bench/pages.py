"""Pages against the bare page of a bare project, at 500 posts and with a long archive behind them.

A page's row tells its milliseconds with the archive (the median of interleaved visits), how many times the bare
page's that is, its queries, how many times its milliseconds at 500, and the kilobytes sent to a browser that takes
gzip.
"""

import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bench import databases, stock
from bench.deep import List
from bench.figures import Figure, at_most, heading
from bench.queries import counted
from bench.site import Answer, get, visit_ms
from bench.stock import Stock
from comments.handling.querysets.listing import Place
from comments.models import Case, Comment, LivePost, Reply
from posts.models import Post
from security.models import AuditEvent

ROUNDS = 9
# A page so slow that it would use more than these seconds is visited less often.
PATIENCE_S, LEAST_ROUNDS = 4.0, 3
KILOBYTES_MAX = 60
COLUMNS = f"{'ms':>8}{'x bare':>8}{'queries':>9}{'growth':>8}{'KB':>6}"


@dataclass(frozen=True)
class Limits:
    """At most so many times the bare page, so many queries, and so many times as long as at 500. None asks nothing."""

    bare: float | None = None
    queries: int | None = None
    growth: float | None = None
    is_due: bool = True

    def __str__(self) -> str:
        words = {f"{self.bare or 0:g}x bare": self.bare, f"{self.queries} queries": self.queries}
        words |= {f"growth {self.growth or 0:g}": self.growth}
        told = ", ".join(word for word, most in words.items() if most)
        return f"<= {told}{'' if self.is_due else ' (due later)'}" if told else ""


EMPTY = Limits(bare=2.5)
LIST = Limits(bare=4, queries=8, growth=1.2)
FIRST = Limits(bare=5, growth=1.2)
SEARCH = Limits(bare=5)
TOLD = Limits()


@dataclass(frozen=True)
class Page:
    """`address` is asked once for each of the two databases: a place deep in a list is another in each."""

    name: str
    who: str
    address: str | Callable[[], str]
    limits: Limits


@dataclass
class Measured:
    """The visits to one page: `times` at 500 and with the archive, in milliseconds."""

    page: Page
    times: list[list[float]] = field(default_factory=lambda: [[], []])
    queries: int = 0
    sent: int = 0
    compressed: int = 0

    def figure(self, bare: float) -> Figure:
        small, large = self.times
        found = {
            "bare": statistics.median(large) / bare,
            "queries": self.queries,
            "growth": statistics.median(more / less for less, more in zip(small, large, strict=True)),
        }
        limits = self.page.limits
        over = [name for name, value in found.items() if (most := getattr(limits, name)) and value > most]
        row = f"{statistics.median(large):8.1f}{found['bare']:8.1f}{self.queries:9}{found['growth']:8.2f}"
        is_judged = limits.is_due and limits != TOLD
        return Figure(
            self.page.name,
            f"{row}{self.sent / 1000:6.0f}",
            str(limits),
            not over if is_judged else None,
            ", ".join(over),
        )


def run() -> list[Figure]:
    settings.ROOT_URLCONF = "bench.urls"
    with ExitStack() as stack:
        began = time.perf_counter()
        name = databases.current_name()
        small = stack.enter_context(databases.copied(name, "small"))
        office = stock.small()
        small.close()
        large = stack.enter_context(databases.copied(small.settings_dict["NAME"], "large"))
        stock.archive(office)
        filled_s = time.perf_counter() - began
        bare_ms = stack.enter_context(_bare(databases.address_of(large)))
        bare, found = _measure(list(_pages(office)), office, [small, large], bare_ms)
    return list(_told(bare, found, filled_s))


def _told(bare: float, found: Sequence[Measured], filled_s: float) -> Iterator[Figure]:
    posts, rows = f"{stock.POSTS:,} posts", f"{stock.COMMENTS:,} comments and audit events each"
    yield heading(f"pages, with {posts}, {rows}", COLUMNS)
    yield Figure("the bare page", f"{bare:8.1f}{1:8.1f}")
    yield from (one.figure(bare) for one in found)
    heaviest = max(found, key=lambda one: one.sent)
    yield at_most(f"heaviest page as sent: {heaviest.page.name}", heaviest.sent / 1000, KILOBYTES_MAX, "KB")
    yield Figure("  the same compressed", f"{heaviest.compressed / 1000:.1f} KB")
    yield Figure("  filling both databases", f"{filled_s:.0f} s")


# --- Measuring -----------------------------------------------------------------------------------------------------


def _measure(
    pages: Sequence[Page], office: Stock, sizes: Sequence[databases.Connection], bare_ms: Callable[[], float]
) -> tuple[float, list[Measured]]:
    """The bare page's milliseconds, and the visits. In rounds through all pages and both sizes, so that other work on
    the machine troubles them alike.
    """
    found, bare = [Measured(page) for page in pages], []
    addresses = [[_first_look(one, office, size) for one in found] for size in sizes]
    for turn in range(ROUNDS):
        for place, one in enumerate(found):
            if turn >= LEAST_ROUNDS and sum(map(sum, one.times)) > PATIENCE_S * 1000:
                continue
            bare.append(bare_ms())
            for times, size, known in zip(one.times, sizes, addresses, strict=True):
                databases.use(size)
                times.append(visit_ms(known[place], office.cookies[one.page.who]))
    return statistics.median(bare), found


def _first_look(one: Measured, office: Stock, size: databases.Connection) -> str:
    """The page's address; its queries and weight are kept. Of three visits the leanest counts: now and then one notes
    that the person is still there.
    """
    databases.use(size)
    given = one.page.address
    address = given if isinstance(given, str) else given()
    looks = [_look(address, office.cookies[one.page.who]) for _ in range(3)]
    one.queries, answer = min(looks, key=lambda look: look[0])
    one.sent, one.compressed = len(answer.sent), len(gzip.compress(answer.body, 6))
    return address


def _look(address: str, cookie: str) -> tuple[int, Answer]:
    with counted() as queries:
        answer = get(address, cookie)
    assert answer.status == 200, f"{address}: {answer.status} {answer.headers}"
    return len(queries), answer


@contextmanager
def _bare(database: str) -> Iterator[Callable[[], float]]:
    """Visits to the bare page, in a process of its own: one Django knows one project."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.bare"],
        env=os.environ | {"DATABASE_URL": database},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout

    def visit() -> float:
        process.stdin.write("\n")
        process.stdin.flush()
        return float(process.stdout.readline())

    try:
        yield visit
    finally:
        process.stdin.close()
        process.wait(timeout=30)


# --- The pages -----------------------------------------------------------------------------------------------------


def _pages(office: Stock) -> Iterator[Page]:
    yield Page("empty", "staff", "/bench/empty/", EMPTY)
    yield Page("notices", "chief", reverse("notices:list"), LIST)
    for who in ("staff", "chief", "manager", "poster", "administrator", "auditor"):
        yield Page(f"first page, {who}", who, "/", FIRST)
    yield from _of_posts(office)
    yield from _of_comments(office)
    yield from _of_replies_and_cases(office)
    yield from _of_the_trail(office)


def _of_posts(office: Stock) -> Iterator[Page]:
    latest, address = Post.objects.order_by("-edited_at", "-pk"), reverse("posts:list")
    everything = List(address, latest)
    published = List(f"{address}?state=published", latest.filter(state="published"))
    of_contractor = List(address, latest.filter(organization=office.contractor))
    yield Page("posts", "staff", address, LIST)
    yield Page("posts, middle", "staff", _deep(office, "staff", everything), LIST)
    yield Page("posts, last", "staff", _deep(office, "staff", everything, share=1), LIST)
    yield Page("posts, drafts", "staff", f"{address}?state=draft", LIST)
    yield Page("posts, published", "staff", published.address, LIST)
    yield Page("posts, published, middle", "staff", _deep(office, "staff", published), LIST)
    yield Page("posts of the contractor", "poster", address, LIST)
    yield Page("posts of the contractor, middle", "poster", _deep(office, "poster", of_contractor), LIST)
    yield Page("search, many found", "staff", f"{address}?q={quote('北海道')}", SEARCH)
    yield Page("search, one in a hundred", "staff", f"{address}?q={quote('流氷')}", SEARCH)
    yield Page("search, none found", "staff", f"{address}?q={quote('ありえない言葉')}", SEARCH)
    yield Page(
        "search, a document's number",
        "staff",
        f"{address}?q=R{office.posts['shown'].dossier.fiscal_year - 2018}-1007",
        SEARCH,
    )
    for name, asked in {
        "right holder": f"holder={quote('地域')}",
        "host": "host=www.example.jp",
        "period of publication": f"when=published&since={timezone.localdate()}",
        "two words and a topic": f"q={quote('冬 流氷')}&topic={office.posts['shown'].topics.get().pk}",
    }.items():
        yield Page(f"search, {name}", "staff", f"{address}?{asked}", SEARCH)
    # This month has some 96 posts a day with the archive, which no office has: only told. An ordinary one has few.
    calendar = reverse("posts:calendar")
    yield Page("calendar, 2,880 posts in the month", "staff", calendar, TOLD)
    following = f"{calendar}?month={timezone.localdate() + timedelta(days=45):%Y-%m}"
    yield Page("calendar", "staff", following, LIST)
    yield Page("calendar of the contractor", "poster", following, LIST)
    yield Page("queue of the chief", "chief", reverse("admin:posts_post_changelist"), LIST)
    yield Page("posts to be approved, manager", "manager", f"{address}?state=pending", LIST)
    yield Page("post", "staff", reverse("posts:detail", args=[office.posts["shown"].pk]), LIST)
    for photos, most in ((3, 6), (10, 8)):
        edit = reverse("posts:edit", args=[office.posts[f"with {photos} photos"].pk])
        yield Page(f"editor with {photos} photos", "staff", edit, Limits(bare=most, is_due=False))


def _of_comments(office: Stock) -> Iterator[Page]:
    listed = reverse("comments:list")
    narrowed = {
        "undecided": "handling=open",
        "to be answered": "handling=reply",
        "measures": "handling=measure",
        "mine": "mine=on",
        "hint: abuse": "hint=abuse",
    }
    deep = {
        "middle": "",
        "no answer, middle": "handling=no_reply&",
        "hint: question, middle": "hint=question&",
    }
    yield Page("comments", "staff", listed, LIST)
    for name, asked in narrowed.items():
        yield Page(f"comments, {name}", "staff", f"{listed}?{asked}", LIST)
    for name, asked in deep.items():
        yield Page(f"comments, {name}", "staff", _deep_comments(listed, asked), LIST)
    yield Page("comments of a post", "staff", lambda: f"{listed}?post={_live_post()}", LIST)
    yield Page("comments until a day", "staff", lambda: f"{listed}?until={_day():%Y-%m-%d}", LIST)
    for name, word in {"many found": "家族", "none found": "ありえない言葉"}.items():
        yield Page(f"comments, search, {name}", "staff", f"{listed}?q={quote(word)}", TOLD)
    yield Page(
        "threads under a post", "staff", lambda: reverse("comments:of_post", args=[_live_post()]), LIST
    )
    yield Page("comment", "staff", reverse("comments:detail", args=[office.comment.pk]), LIST)


def _of_replies_and_cases(office: Stock) -> Iterator[Page]:
    replies = List(reverse("replies:list"), Reply.objects.order_by("-edited_at", "-pk"))
    cases = List(reverse("cases:list"), Case.objects.order_by("-state", "-opened_at", "-pk"), "opened_at")
    for name, one in {"replies": replies, "cases": cases}.items():
        yield Page(name, "staff", one.address, LIST)
        yield Page(f"{name}, middle", "staff", _deep(office, "staff", one), LIST)
    yield Page("reply", "staff", reverse("replies:detail", args=[office.replies["pending"].pk]), LIST)
    yield Page("case", "staff", reverse("cases:detail", args=[office.cases["open"].pk]), LIST)


def _of_the_trail(office: Stock) -> Iterator[Page]:
    address, latest = reverse("security:trail"), AuditEvent.objects.order_by("-number")
    everything = List(address, latest, "at", per_page=50)
    approvals = List(f"{address}?kind=item.approve", latest.filter(tag="item.approve"), "at", per_page=50)
    yield Page("trail", "auditor", address, LIST)
    yield Page("trail, middle", "auditor", _deep(office, "auditor", everything), LIST)
    yield Page("trail, one person", "auditor", f"{address}?person={office.people['staff'].pk}", LIST)
    yield Page("trail, one kind", "auditor", approvals.address, LIST)
    yield Page("trail, one kind, middle", "auditor", _deep(office, "auditor", approvals), LIST)
    about = f"posts.post:{office.posts['shown'].pk}"
    yield Page("trail, one post", "auditor", f"{address}?subject={about}", LIST)


# --- Places deep in a list -----------------------------------------------------------------------------------------


def _deep(office: Stock, who: str, one: List, share: float = 0.5) -> Callable[[], str]:
    return lambda: replace(one, rows=one.rows.all()).deep(share, get(one.address, office.cookies[who]).text)


def _deep_comments(listed: str, asked: str) -> Callable[[], str]:
    """The first page ends among the undecided: its link says nothing of the others."""

    def address() -> str:
        there = _middle(Comment.objects.order_by("commented_at"))
        return f"{listed}?{asked}after={quote(str(Place('rest', there.commented_at, there.pk)))}"

    return address


def _middle(rows: Any) -> Any:
    return rows[rows.count() // 2]


def _live_post() -> int:
    return LivePost.objects.order_by("-posted_at")[5].pk


def _day() -> Any:
    return timezone.localdate(_middle(Comment.objects.order_by("commented_at")).commented_at)
