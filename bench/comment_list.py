"""The list of comments at five hundred and at a million: queries and milliseconds a page.

Two databases of their own, dropped afterwards. Takes some minutes.
"""

import time
from typing import Any

from bench.figures import Figure, at_most

SIZES = (500, 1_000_000)
TURNS, ROUNDS = 5, 4
FLOOR = "an empty page (floor)"
LIST = (
    "all",
    "all, deep",
    "undecided",
    "to be answered",
    "no answer, deep",
    "measures",
    "mine",
    "hint: abuse",
    "hint: question, deep",
)
SLOWER_MAX = 1.2
# The latest 500 are alike in both, so that the same pages show the same number of rows. Of them these are undecided.
OPEN_PART = 250

POSTS = """
INSERT INTO comments_livepost (media_id, first_line, permalink, posted_at, comments_count, comments_read, count_when_read, cursor, created_at)
SELECT '1789' || n, '北海道の冬の朝 その' || n, 'https://www.example.jp/p/' || n || '/', now() - n * interval '6 hours', 0, 0, 0, '', now()
FROM generate_series(1, {posts}) n
"""
COMMENTS = """
INSERT INTO comments_comment (live_post_id, remote_id, parent_remote_id, author_remote_id, username, text, commented_at,
    received_at, source, is_own, is_hidden, hints, handling, reason, handled_by_id, handled_at, assigned_to_id)
SELECT first.id + n % {posts}, 'c' || n, '', '', 'user_' || n % 5000,
    'とても素敵な写真ですね。いつか家族で行ってみたいです。' || n || CASE WHEN n % 9 = 0 THEN ' 冬の服装を教えてください?' ELSE '' END,
    now() - n * interval '1 minute', now(), 'poll', n % 40 = 0, false,
    CASE WHEN n % rare = 7 THEN 'abuse' WHEN n % rare = 3 THEN 'personal' WHEN n % 9 = 0 THEN 'question' WHEN n % 90 = 1 THEN 'spam' ELSE '' END,
    CASE WHEN n <= {open} THEN 'open' WHEN n % 10 = 1 THEN 'reply' WHEN n % rare = 5 THEN 'measure' ELSE 'no_reply' END,
    CASE WHEN n <= {open} THEN '' ELSE '感想・応援のコメントのため' END,
    CASE WHEN n <= {open} THEN NULL ELSE {person} END,
    CASE WHEN n <= {open} THEN NULL ELSE now() - n * interval '1 minute' END,
    CASE WHEN n % rare = 2 THEN {person} END
FROM generate_series(1, {size}) n, LATERAL (SELECT CASE WHEN n <= 500 THEN 10 ELSE 1000 END AS rare) shares,
    (SELECT min(id) AS id FROM comments_livepost) first
"""
ANSWERS = """
UPDATE comments_comment answer SET parent_id = answer.id - 1 WHERE answer.is_own
"""


def run() -> list[Figure]:
    """Prints every page's row; gives the figures that must be reached."""
    from django.db import connection  # noqa: PLC0415 - after setup
    from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: PLC0415 - see above

    setup_test_environment()
    given, bases, people = connection.settings_dict["NAME"], [], []
    try:
        for size in SIZES:
            _go_to(given)
            connection.settings_dict["TEST"]["NAME"] = f"bench_comments_{size}"
            bases.append(connection.creation.create_test_db(verbosity=0, autoclobber=True))
            people.append(_fill(size))
        found = _compare(bases, people)
    finally:
        for base in bases:
            _go_to(base)
            connection.creation.destroy_test_db(given, verbosity=0)
        _go_to(given)
        teardown_test_environment()
    _print(found)
    return _judged(found)


def _judged(found: dict[str, list[tuple[int, float]]]) -> list[Figure]:
    """The list itself, as it opens and narrowed by every index; a search and whole threads have prices of their own."""
    pages = [columns for name, columns in found.items() if name in LIST]
    queries = max(columns[-1][0] for columns in pages)
    ratio = max(columns[-1][1] / columns[0][1] for columns in pages)
    return [
        at_most(f"list of comments at {SIZES[-1]:,}: queries", queries, 8, "queries"),
        Figure(
            f"list at {SIZES[-1]:,} against {SIZES[0]}, worst page",
            f"{ratio:.2f} x",
            f"<= {SLOWER_MAX} x",
            ratio <= SLOWER_MAX,
        ),
    ]


def _go_to(base: str) -> None:
    from django.db import connection  # noqa: PLC0415 - after setup

    connection.close()
    connection.settings_dict["NAME"] = base


def _compare(bases: list[str], people: list[Any]) -> dict[str, list[tuple[int, float]]]:
    """Both sizes in turns, so that other work on the machine troubles them alike."""
    asked = []
    for size, base in zip(SIZES, bases, strict=True):
        _go_to(base)
        asked.append(_addresses(size))
    found: dict[str, list[tuple[int, float]]] = {}
    for name in asked[0]:
        turns: list[list[tuple[int, float]]] = [[] for _ in SIZES]
        for _ in range(TURNS):
            for place, base in enumerate(bases):
                _go_to(base)
                turns[place].append(_measure(people[place], asked[place][name]))
        found[name] = [(one[0][0], min(taken for _, taken in one)) for one in turns]
    return found


def _fill(size: int) -> Any:
    """The person who looks at the list."""
    from django.db import connection  # noqa: PLC0415 - after setup

    person = _person()
    posts = max(10, size // 300)
    with connection.cursor() as cursor:
        columns = {"size": size, "posts": posts, "open": OPEN_PART, "person": person.pk}
        cursor.execute(POSTS.format(**columns))
        cursor.execute(COMMENTS.format(**columns))
        cursor.execute(ANSWERS)
        cursor.execute("VACUUM ANALYZE comments_comment")
        cursor.execute("VACUUM ANALYZE comments_livepost")
    return person


def _person() -> Any:
    from security.models import Role  # noqa: PLC0415 - after setup
    from tests import factories  # noqa: PLC0415 - see above

    return factories.person(Role.PREFECTURE_POSTER)


def _addresses(size: int) -> dict[str, str]:
    from django.utils import timezone  # noqa: PLC0415 - after setup

    from comments.models import Comment, LivePost  # noqa: PLC0415 - see above
    from comments.querysets.listing import Place  # noqa: PLC0415 - see above

    deep = Comment.objects.order_by("commented_at")[size // 2]
    place = f"after={Place('rest', deep.commented_at, deep.pk)}".replace("+", "%2B")
    post = LivePost.objects.order_by("-posted_at")[5]
    some = Comment.objects.filter(is_own=False).order_by("-commented_at")[size // 2]
    day = timezone.localdate(deep.commented_at)
    return {
        FLOOR: "/posts/agreements/",
        "all": "/comments/",
        "all, deep": f"/comments/?{place}",
        "undecided": "/comments/?handling=open",
        "to be answered": "/comments/?handling=reply",
        "no answer, deep": f"/comments/?handling=no_reply&{place}",
        "measures": "/comments/?handling=measure",
        "mine": "/comments/?mine=on",
        "hint: abuse": "/comments/?hint=abuse",
        "hint: question, deep": f"/comments/?hint=question&{place}",
        "one post": f"/comments/?post={post.pk}",
        "a period": f"/comments/?until={day}",
        "search, many": "/comments/?q=家族",
        "search, none": "/comments/?q=ありえない言葉",
        "search, deep": f"/comments/?q=服装&{place.replace('rest', 'all')}",
        "threads of a post": f"/comments/posts/{post.pk}/",
        "one comment": f"/comments/{some.pk}/",
    }


def _measure(person: Any, address: str) -> tuple[int, float]:
    """Queries, and the whole request in milliseconds: the best of some, which other work on the machine disturbs least."""
    from django.db import connection  # noqa: PLC0415 - after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - see above

    from tests.signing_in import Browser  # noqa: PLC0415 - see above

    browser = Browser()
    browser.force_login(person)
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    asked = len(queries)  # before the next request forgets them
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        browser.get(address)
        taken.append((time.perf_counter() - start) * 1000)
    return asked, min(taken)


def _print(found: dict[str, list[tuple[int, float]]]) -> None:
    floor = found[FLOOR][-1]
    own_of_floor = 1  # the floor's page asks for its own rows once
    head = "".join(f"{f'ms at {size:,}':>18}" for size in SIZES)
    print(f"{'list of comments':<24}{'queries':>9}{'own':>5}{head}{'x':>7}{'x floor':>9}")
    for name, columns in found.items():
        queries = columns[-1][0]
        taken = "".join(f"{milliseconds:>18.1f}" for _, milliseconds in columns)
        ratio, over = columns[-1][1] / columns[0][1], columns[-1][1] / floor[1]
        print(f"{name:<24}{queries:>9}{queries - floor[0] + own_of_floor:>5}{taken}{ratio:>7.2f}{over:>9.2f}")
