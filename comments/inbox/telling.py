"""What has come in is told: how many new comments there are, and in how many the word list found something.

Thousands may come in a minute, so whoever stores them only counts, on the row of their post that is locked anyway; a
sweep makes notices of the numbers, and takes them off the row in the same transaction. They name and quote nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from comments.inbox import notices
from comments.inbox.models import Comment, Handling, Hint, LivePost
from comments.inbox.models.comments import AsTold
from comments.inbox.models.live import UNTOLD
from security.models import Organization, Role, User
from security.notices import telling
from security.notices.telling import Words
from security.people.querysets import posters_of, working_as

ANY = ""  # in place of a hint: all new comments, whatever is in them
KINDS = {ANY: notices.NEW, Hint.ABUSE.value: notices.ABUSE, Hint.PERSONAL.value: notices.PERSONAL}
COLUMNS = {ANY: "untold", Hint.ABUSE.value: "untold_abuse", Hint.PERSONAL.value: "untold_personal"}
ONLY_WORDS = "語句や形だけで見分けているため、当てはまらないこともあります。"


def count_new(comments: Iterable[AsTold]) -> None:
    """These have come in. Runs in the transaction that stores them and holds their posts."""
    of_post: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one in comments:
        if not one.is_own:
            numbers = of_post[one.live_post_id]
            numbers[ANY] += 1
            if one.hints:
                numbers.update(_told_of(one.hints))
    alike: defaultdict[frozenset[tuple[str, int]], list[int]] = defaultdict(list)
    for post_id, numbers in of_post.items():
        alike[frozenset(numbers.items())].append(post_id)
    for items, post_ids in alike.items():
        _count(post_ids, dict(items))


def count_rewritten(comment: Comment, *, before: str) -> None:
    """In its new words there is what was not in the former ones. Runs in the transaction that holds its post."""
    _count([comment.live_post_id], dict.fromkeys(_told_of(comment.hints) - _told_of(before), 1))


def _told_of(hints: str) -> set[str]:
    return KINDS.keys() & set(hints.split())


def _count(post_ids: Iterable[int], numbers: Mapping[str, int]) -> None:
    if numbers:
        more = {COLUMNS[hint]: F(COLUMNS[hint]) + number for hint, number in numbers.items()}
        LivePost.objects.filter(pk__in=post_ids).update(**more)


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return LivePost.objects.filter(UNTOLD).exists()


@transaction.atomic
def run() -> None:
    """Tell what has been counted. Posts under which comments are being stored just now come next time."""
    counted = LivePost.objects.filter(UNTOLD).select_related("post__organization").order_by("pk")
    posts = list(counted.select_for_update(no_key=True, skip_locked=True, of=("self",)))
    LivePost.objects.filter(pk__in=[post.pk for post in posts]).update(**dict.fromkeys(COLUMNS.values(), 0))
    found: defaultdict[tuple[Organization, str], Counter[int]] = defaultdict(Counter)
    division = _division()
    for post in posts:
        side = post.post.organization if post.post else division
        for hint, column in COLUMNS.items():
            if side and (number := getattr(post, column)):
                found[side, hint][post.pk] = number
    for organization, hint in sorted(found, key=lambda one: (one[0].pk, one[1])):
        _tell(organization, hint, found[organization, hint])


def _division() -> Organization | None:
    """In charge of what nobody here has posted, since the account is its own (第２); None before it is entered."""
    return Organization.objects.filter(kind=Organization.Kind.PREFECTURE).first()


def _tell(side: Organization, hint: str, numbers: Mapping[int, int], by: User | None = None) -> None:
    """numbers: how many by the key of the post."""
    count = sum(numbers.values())
    page = _page_of_the_one(hint, *numbers) if count == 1 and hint else ""
    telling.grow(
        KINDS[hint],
        to=_posters(side),
        about=side,
        count=count,
        words=partial(_words, side, hint, page),
        by=by,
    )


def _posters(side: Organization) -> QuerySet[User]:
    return posters_of(side.pk) | working_as(Role.PREFECTURE_POSTER)


def _page_of_the_one(hint: str, post_id: int) -> str:
    """Of the comment with the hint, if it is the only one under the post that nobody has decided about."""
    undecided = Comment.objects.filter(Q(hints__contains=hint), is_own=False, handling=Handling.OPEN)
    there = undecided.filter(live_post=post_id).order_by("-commented_at", "-pk")[:2]
    return there[0].get_absolute_url() if len(there) == 1 else ""


def _words(side: Organization, hint: str, page: str, count: int) -> Words:
    """page: the comment's, good as long as it is the only one."""
    narrowed = urlencode({"handling": Handling.OPEN.value, **({"hint": hint} if hint else {})})
    url = page if page and count == 1 else f"{reverse('comments:list')}?{narrowed}"
    where = f"{side.name}が担当する投稿"
    if hint == ANY:
        return Words(
            f"新しいコメント {count:,}件({side.name})",
            f"{where}に、新しいコメントが{count:,}件届きました。返信や対応の必要なものがないか、確かめてください(第６第２項)。",
            url,
        )
    what, then = {
        Hint.ABUSE.value: (
            "誹謗中傷",
            "個人的な誹謗中傷などに当たるときは、コメントのページから事案として報告してください(第６第３項)。",
        ),
        Hint.PERSONAL.value: (
            "個人情報",
            "電話番号や住所などが書き込まれているときは、コメントのページから事案として報告してください(第６第４項)。",
        ),
    }[hint]
    return Words(
        f"{what}のおそれがあるコメント {count:,}件({side.name})",
        f"{where}に、{what}のおそれがあるコメントが{count:,}件見つかりました。{ONLY_WORDS}\n内容を確かめ、{then}",
        url,
    )


def of_entered(comment: Comment, *, by: User) -> None:
    """Somebody has typed it in. Runs in that transaction, its post locked, before its event."""
    post = comment.live_post.post
    if side := post.organization if post else _division():
        for hint in sorted(_told_of(comment.hints) | {ANY}):
            _tell(side, hint, {comment.live_post_id: 1}, by=by)


def of_unreadable(post: LivePost) -> None:
    """Instagram counts comments under it and shows none: told once, not for each post. In the transaction that notes it."""
    if LivePost.objects.exclude(pk=post.pk).filter(gone_at=None, unreadable_since__isnull=False).exists():
        return
    telling.tell(
        notices.UNREADABLE,
        to=working_as(Role.ADMINISTRATOR, also_deputies=False),
        about=post,
        title="Instagramのコメントを読み取れません",
        sentence=(
            f"Instagramでは投稿「{post}」に{post.comments_count:,}件のコメントがあることになっていますが、"
            "1件も読み取れませんでした。読み取れない間、新しいコメントはこのシステムに表示されません(第６第２項)。\n"
            "Metaのアプリに、コメントを読む権限(アクセスレベル)が足りないときに、このようになります。"
            "Metaの開発者向け画面で、アプリが公開(Live)になっていること、"
            "コメントの権限(instagram_business_manage_comments)が認められていることを確かめ、"
            "「Instagramとの接続」のページから接続をやり直してください。\n"
            "直るまでの間は、担当の方に、タブレットのInstagramアプリでコメントを確かめ、必要なものを手入力するよう伝えてください。"
            "1時間ごとに自動で読み直し、読み取れるようになれば、ホームの表示は消えます。"
        ),
        url=reverse("security:connection"),
        by=None,
        key=f"comments-unreadable:{post.pk}:{timezone.localdate()}",
    )
