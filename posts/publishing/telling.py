"""What a post waits for, that it is out, and what is wrong with it there, told to those whom it concerns.

Each runs in the transaction of what it tells of.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from approvals.answering import authors, concerned
from approvals.answering import readers as readers_of
from approvals.models import Decision, Reading, Submission, Verdict
from approvals.rules import READERS
from outbox.claims import GRACE
from posts.drafting.models import Post
from posts.publishing import notices
from posts.publishing.models import LiveDifference, PublishJob
from security.models import Organization, User
from security.notices import telling
from security.people.actors import Actor
from security.people.querysets import posters_of, working_as

TO_READ = "\n供覧の確認がまだです。ページで内容を確かめ、「供覧を確認した」を押してください(第４第３項(1))。"


def of_waiting_for_press(post: Post, submission: Submission) -> None:
    """Approved, and nobody has pressed 「投稿する」; once a version."""
    telling.tell(
        notices.WAITS_FOR_PRESS,
        to=authors(post, submission),
        about=post,
        title=f"承認済で、「{'手動で' if settings.PUBLISHES_BY_HAND else ''}投稿する」を待っています: {post}",
        sentence=f"「{post}」は承認されていますが、まだ投稿されていません。{post.after_approval()}",
        url=post.get_absolute_url(),
        by=None,
        key=press_key(submission.pk),
    )


def press_key(submission_id: int | None) -> str:
    return f"press:{submission_id}"


def of_waiting_for_hand(job: PublishJob) -> None:
    """Its time has come, and nothing here posts by itself; once a publication."""
    post, until = job.post, job.asked_for + GRACE
    telling.tell(
        notices.WAITS_FOR_HAND,
        to=posters_of(post.organization_id),
        about=post,
        title=f"手動で投稿する時刻です: {post}",
        sentence=f"「{post}」を投稿する時刻になりました。職場のタブレット等でページを開き、「手動で投稿する」を押してください。\n"
        f"{localtime(until):%H:%M}までに始めないと取りやめになり、後から投稿することはできません。",
        url=post.get_absolute_url(),
        by=None,
        until=until,
        key=f"hand-due:{job.pk}",
    )


def of_forgotten_hand(job: PublishJob, *, until: datetime) -> None:
    """Taken in hand, and nothing said since; once each time that it is taken."""
    post, person, at = job.post, job.in_hand_of, job.in_hand_at
    assert person is not None  # noqa: S101 - in hand
    assert at is not None  # noqa: S101 - as well
    telling.tell(
        notices.IN_HAND,
        to=User.objects.filter(pk=person.pk),
        about=post,
        title=f"手動での投稿の結果を記録してください: {post}",
        sentence=f"{localtime(at):%H:%M}に「{post}」の手動での投稿を始めましたが、どうなったかがまだ記録されていません。\n"
        "投稿したときは、その投稿のアドレスを記録してください。投稿していないときは、もう投稿せずに「やめて戻す」を押してください。\n"
        f"{localtime(until):%H:%M}までに記録されないと「要確認」になり、起案した方と承認した方に知らされます。",
        url=reverse("posts:by_hand", args=[post.pk]),
        by=None,
        key=f"in-hand:{job.pk}:{at.isoformat()}",
    )


def of_posting_against(job: PublishJob, problem: str) -> None:
    """A person has posted what was not to go out then: to those who answer for it and who approved it."""
    post = job.post
    telling.tell(
        notices.LIVE_DIFFERS,
        to=concerned(post, job.submission),
        about=post,
        title=f"投稿してはならないときに、手動で投稿されました: {post}",
        sentence=f"「{post}」({post.dossier.number})について、次のことが分かりました。{problem}\n"
        "Instagramで投稿を開いて確かめ、削除したときは「削除を記録する」から、残すときは「違いを確かめた」から、"
        "ページで記録してください。記録されるまで、画面の上に表示されます。",
        url=post.get_absolute_url(),
        by=None,
        key=f"against:{job.pk}",
    )


def of_dead_link(job: PublishJob, sentence: str) -> None:
    """Once a publication, to those who can mend it."""
    post, until = job.post, job.asked_for + GRACE
    telling.tell(
        notices.LINK_DEAD,
        to=authors(post, job.submission),
        about=post,
        title=f"リンク先が開けないため、投稿を待っています: {post}",
        sentence=f"「{post}」は、投稿する前にリンク先をもう一度確かめたところ開けなかったため、まだ投稿していません(第４第１項(3)、第３項(3))。\n"
        f"{sentence}\n"
        f"{localtime(until):%H:%M}までに元に戻れば、自動で投稿されます。戻らないときは「投稿失敗」になり、投稿されません。\n"
        "別のサイトに移っておらず、ご自分の端末では開けるときは、ページの「リンクの状態を開く」から、"
        "「開いて確かめた」を押してください。記録されると、投稿を続けます。\n"
        "待たずにリンクを替えるときは、「内容を直す」でリンクを直し、もう一度承認を求めてください。",
        url=post.get_absolute_url(),
        by=None,
        until=until,
        key=f"link-dead:{job.pk}",
    )


def of_unseen_links(job: PublishJob) -> None:
    """The same people, once a publication: the links could not be looked at from here, so somebody should."""
    post = job.post
    links = "\n".join(f"・{link.url}" for link in job.content.links)
    telling.tell(
        notices.LINKS_UNSEEN,
        to=authors(post, job.submission),
        about=post,
        title=f"リンク先をご自分の端末で確かめてください: {post}",
        sentence=f"「{post}」を投稿する前に、リンク先をもう一度確かめようとしましたが、システムのサーバーから外のサイトに"
        "出られないため、確かめられませんでした(第４第１項(3)、第３項(3))。"
        "承認のときに人が確かめたものとして、投稿を続けています。\n"
        f"お手数ですが、次のリンク先を、ご自分の端末で開いて確かめてください。\n{links}\n"
        "開けないとき、または別のサイトに移っているときは、投稿をどうするかを、承認した方とご相談ください。",
        url=post.get_absolute_url(),
        by=None,
        key=f"links-unseen:{job.pk}",
    )


def of_live_post(job: PublishJob, *, address: str = "", by: Actor | None = None) -> None:
    """It is out, once a publication; `address`: where, as far as Instagram has told it."""
    post, to = job.post, authors(job.post, job.submission)
    where = f"\n{address}" if address else "アドレスは、まだInstagramから届いていません。"
    sentence = f"「{post}」がInstagramに投稿されました。{where}"
    readers = _readers_to_come(post, job.submission).exclude(pk__in=to.values("pk"))
    approvers = _approvers(post, job.submission).exclude(pk__in=(to | readers).values("pk"))
    for kind, people, more in (
        (notices.LIVE, to, ""),
        (notices.LIVE_TO_READ, approvers, ""),
        (notices.LIVE_TO_READ, readers, TO_READ),
    ):
        telling.tell(
            kind,
            to=people,
            about=post,
            title=f"投稿されました: {post}",
            sentence=f"{sentence}{more}",
            url=post.get_absolute_url(),
            by=by.user if by else None,
            key=f"live:{job.pk}",
        )


def _approvers(post: Post, submission: Submission) -> QuerySet[User]:
    given = Decision.objects.filter(submission=submission, verdict=Verdict.APPROVED)
    return readers_of(post).filter(pk__in=given.values("by"))


def _readers_to_come(post: Post, submission: Submission) -> QuerySet[User]:
    """Of a contractor's, whoever of the division has not marked it as seen (第４第３項(1))."""
    if post.organization.kind != Organization.Kind.CONTRACTOR:
        return User.objects.none()
    seen = Reading.objects.filter(submission=submission, by=OuterRef("pk"))
    return working_as(*READERS).filter(~Exists(seen))


def of_difference(job: PublishJob, new: Sequence[LiveDifference.What], told: str) -> None:
    """What stands on the account is not what was approved, or nothing stands there; once each."""
    post = job.post
    if LiveDifference.What.GONE in new:
        what, found = "公式アカウントに見当たりません", "見当たりませんでした"
        now = (
            "Instagramを開き、削除されているかどうかを確かめてください。"
            "削除されていたときは、ページの「削除を記録する」から、削除したことと理由を記録してください。"
        )
    else:
        what, found = "承認された版と違います", "承認された版と違っていました"
        now = (
            "Instagramで投稿を開き、確かめてください。削除したときは「削除を記録する」から、"
            "残すときは「違いを確かめた」から、ページで記録してください。"
        )
    telling.tell(
        notices.LIVE_DIFFERS,
        to=concerned(post, job.submission),
        about=post,
        title=f"Instagramの投稿が、{what}: {post}",
        sentence=f"投稿した「{post}」({post.dossier.number})を公式アカウントで確かめたところ、{found}。{told}\n"
        f"{now}記録されるまで、画面の上に表示されます。",
        url=post.get_absolute_url(),
        by=None,
        key=f"differs:{job.pk}:{'+'.join(new)}",
    )
