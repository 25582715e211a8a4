"""What must hold before anything is sent: the approval, the seal over rows and bytes, and the permissions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from approvals import seals, standing
from approvals.answering import somebody_answers_for
from approvals.models import State
from posts.drafting import files, querysets, rules
from posts.drafting.content import sealed
from posts.drafting.models import Post
from posts.publishing.binding import is_bound
from posts.publishing.models import PublishJob
from security.office.answers import YES, Answer, no


@dataclass(frozen=True)
class Wait:
    """Not now, and nothing is wrong with what was approved: why, and when to ask again."""

    sentence: str
    until: datetime
    ending: str = ""
    is_told: bool = False
    is_try: bool = False


def waits_for(post: Post, job: PublishJob) -> Wait | None:
    """What may still come right by itself or by somebody's act, before the post's time is over."""
    now, sealed_time = timezone.now(), job.content.publish_at
    if sealed_time and sealed_time > now:
        return Wait("承認された日時より早いため、その時刻まで待ちます。", sealed_time)
    if not somebody_answers_for(post, job.submission):
        return Wait(NOBODY_ANSWERS, now + timedelta(minutes=1), NOBODY_ANSWERED, is_told=True)
    return None


NOBODY_ANSWERS = (
    "起案した方の任用が終わり、担当を引き継いだ方もいないため、投稿していません。"
    "同じ組織の投稿者の方は、承認を取り消してもらい、もう一度承認を求めてください。"
)
NOBODY_ANSWERED = (
    "起案した方の任用が終わり、時刻までに担当を引き継いだ方もいなかったため、投稿しませんでした。"
)


def as_it_stands(job: PublishJob) -> Post:
    """With everything that is asked here."""
    posts = querysets.with_details(Post.objects.filter(pk=job.post_id))
    return posts.select_related(*standing.READ_WITH).get()


def may_send(post: Post, job: PublishJob) -> Answer:
    """What the rows say: asked before the first request, and once more under the locks of the last step."""
    checks = (
        _author_may_still,
        lambda post: _approval_stands(post, job),
        lambda post: _seal_holds(post, job),
        lambda post: is_bound(job),
    )
    for check in (*checks, _permissions_stand):
        answer = check(post)
        if not answer:
            return answer
    return YES


def _author_may_still(post: Post) -> Answer:
    """Outside its contract a contractor posts nothing (第２), and the demo's people post only in the demo."""
    if not post.organization.in_force(timezone.localdate()):
        return no(f"{post.organization.name}の委託契約の期間外のため、投稿しません。", clause="第２")
    if post.author.is_demo and not settings.DEMO:
        return no("デモの利用者が起案したものは、本番では投稿しません。")
    return YES


def _approval_stands(post: Post, job: PublishJob) -> Answer:
    stands = post.state in (State.APPROVED, State.PUBLISHING)
    if stands and post.submission and post.submission.pk == job.submission_id:
        return standing.approval_is_genuine(post, clause=rules.approval_clause(post.organization))
    return is_bound(job) and no(
        "この版の承認がいまは有効でないため、投稿しません。", clause=rules.approval_clause(post.organization)
    )


def _seal_holds(post: Post, job: PublishJob) -> Answer:
    differing = seals.differing_parts(post, post.submission or job.submission)
    return _unlike_the_seal(post, differing) if differing else YES


def files_stand(job: PublishJob) -> Answer:
    """What the photos' files say, which are not read within a transaction."""
    return _files_stand(job.post, job.content.digests)


def pictures_stand(post: Post) -> Answer:
    """The same of the version that the post stands on, before there is a job."""
    return _files_stand(post, sealed(post.submission).digests) if post.submission else YES


def _files_stand(post: Post, digests: list[str]) -> Answer:
    damaged = files.damaged_places(digests, post=post)
    return _unlike_the_seal(post, [f"{place}枚目の写真" for place in damaged]) if damaged else YES


def _unlike_the_seal(post: Post, differing: list[str]) -> Answer:
    return no(
        f"承認された版と保存されている内容が一致しないため、投稿しません(違うところ: {'、'.join(differing)})。",
        clause=rules.approval_clause(post.organization),
        remedy="システム管理者に知らせてください。",
        is_technical=True,
    )


def _permissions_stand(post: Post) -> Answer:
    today = timezone.localdate()
    for place, photo in enumerate(post.photos.all(), start=1):
        for problem in photo.permission_problems(today):
            return no(
                f"{place}枚目の写真: {problem}投稿しません。",
                clause=rules.photo_clause(post.organization),
                remedy="写真を替えるか、許可を取り直して、もう一度承認を求めてください。",
            )
    for place, link in enumerate(post.links.all(), start=1):
        if link.agreement and not link.agreement_stands:
            return no(
                f"リンク{place}の了解の期限が過ぎているため、投稿しません。",
                clause=rules.link_clause(post.organization, "ウ"),
            )
    return YES
