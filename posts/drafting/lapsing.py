"""The ground of an approval is gone: a site's agreement has been ended before the post goes out (第４第１項(3)ウ)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from approvals.models.approvable import EDITABLE
from posts.drafting.models import Post, SiteAgreement
from posts.drafting.models.links import day_needed
from security.office.calendar import reiwa

REMEDY = (
    "起案した組織の投稿者は、ページを開き、次のどちらかをしてから、もう一度承認を求めてください。\n"
    "・リンクを外すか、ほかのリンクに替える\n"
    "・相手方にあらためて了解を得て、「サイトの了解」の期限を改める"
)
# Where an approval is asked for or given, and nothing has been asked of Instagram.
RESTING = (State.PENDING, State.APPROVED)


@dataclass(frozen=True)
class Resting:
    """A post whose approval rests on the agreement, and the day until which that has to last at least."""

    post: Post
    needs: date


def resting_on(agreement: SiteAgreement) -> list[Resting]:
    """Soonest first."""
    posts = _posts(agreement).filter(state__in=RESTING).select_related("dossier")
    today = timezone.localdate()
    found = [Resting(post, day_needed(post.publish_at, today)) for post in posts]
    return sorted(found, key=lambda one: (one.needs, one.post.pk))


def lock(agreement: SiteAgreement) -> None:
    """The posts before the agreement, as submitting takes them, and all of them before the first event."""
    if agreement.pk is None:  # nothing rests on it yet; by no key, all that rest on none would be found
        return
    rows = Post.objects.filter(pk__in=_posts(agreement).values("pk"), state__in=EDITABLE).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def agreement_shortened(agreement: SiteAgreement) -> None:
    """What it no longer covers loses its approval, asked for or given. Runs in the transaction of the change."""
    for one in resting_on(agreement):
        if agreement.valid_on(one.needs):
            continue
        if approval_actions.lapse(item=one.post, because=_because(agreement), remedy=REMEDY):
            Post.objects.filter(pk=one.post.pk).update(is_returned=True)


def _posts(agreement: SiteAgreement) -> QuerySet[Post]:
    return Post.objects.filter(links__agreement=agreement.pk).distinct()


def _because(agreement: SiteAgreement) -> str:
    end = agreement.valid_until
    assert end is not None  # noqa: S101 - it has been shortened
    day = f"{reiwa(end.year)}年{end.month}月{end.day}日"
    return (
        f"リンク先 {agreement.host} の了解の期限が、{day}までに改められました(第４第１項(3)ウ、第３項(3)ウ)。"
    )
