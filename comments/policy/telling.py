"""A version of the operating policy was approved or posted, or it is time to look at it again: told to who keeps it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals.answering import authors
from comments.policy import notices, reviewing
from comments.policy.models import Policy, PolicyPosting
from comments.policy.querysets import last_looked_at
from comments.policy.rules import KEEPERS
from security.account.reminders import OPENING
from security.models import User
from security.notices import telling
from security.notices.models import Notice
from security.notices.registry import Kind
from security.office.calendar import is_working_day
from security.people.querysets import working_as


def of_approval(policy: Policy, by: User) -> None:
    """Its authors hear it from the approval itself. Runs in that transaction."""
    assert policy.submission is not None  # noqa: S101 - an approved version has one, by constraint
    keepers = working_as(*KEEPERS)
    others = keepers.exclude(pk__in=authors(policy, policy.submission).order_by().values("pk"))
    sentence = (
        f"{policy}が承認されました(第６第１項)。施行日から、コメントへの措置は、この版の基準によって行います。"
        "課のホームページに掲示したら、そのアドレスと日付を記録してください。"
    )
    _tell(notices.CHANGED, others, policy, title="運用ポリシーの版が承認されました", sentence=sentence, by=by)


def of_posting(posting: PolicyPosting, by: User) -> None:
    """Runs in the transaction that records it."""
    sentence = f"{posting.policy}の掲示が記録されました(第６第１項)。\n掲示したページ: {posting.url}"
    _tell(
        notices.CHANGED,
        working_as(*KEEPERS),
        posting.policy,
        title="運用ポリシーが掲示されました",
        sentence=sentence,
        by=by,
    )


@transaction.atomic
def remind() -> None:
    """見直しの時期: once a year, in the hours of the office. Run every minute by beat."""
    is_open = timezone.localtime().time() >= OPENING and is_working_day(timezone.localdate())
    if not is_open or not reviewing.is_due():
        return
    key = f"policy-review:{last_looked_at()}"
    policy = Policy.objects.in_force()
    if policy is None or Notice.objects.filter(key=key).exists():
        return
    sentence = (
        f"{policy}は、前の承認または見直しから1年がたちました(第６第１項)。"
        "内容を見直し、改めるところがなければ「見直しを記録する」から結果を記録してください。"
        "改めるときは、新しい版を起案してください。"
    )
    title = "運用ポリシーの見直しの時期です"
    _tell(notices.REVIEW, working_as(*KEEPERS), policy, title=title, sentence=sentence, by=None, key=key)


def is_reviewed(policy: Policy) -> None:
    """Nobody needs to be reminded any more. Runs in the transaction that records the review."""
    telling.take_back(notices.REVIEW, about=policy)


def _tell(
    kind: Kind,
    to: QuerySet[User],
    policy: Policy,
    *,
    title: str,
    sentence: str,
    by: User | None,
    key: str = "",
) -> None:
    telling.tell(
        kind,
        to=to,
        about=policy,
        title=f"{title}: {policy}",
        sentence=sentence,
        url=policy.get_absolute_url(),
        by=by,
        key=key,
    )
