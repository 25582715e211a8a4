"""What must hold before anything is sent: the approval, the seal over rows and bytes, and the permissions."""

from django.conf import settings
from django.utils import timezone

from approvals import rules as approval_rules
from approvals import seals
from approvals.models import State
from posts.drafting import querysets, rules
from posts.drafting.models import Post
from posts.imaging import store
from posts.publishing.models import PublishJob
from security.office.answers import YES, Answer, no


def may_send(job: PublishJob) -> Answer:
    """Asked before the first request and once more right before publication. Reads the photos' files."""
    post = querysets.with_details(Post.objects.filter(pk=job.post_id)).get()
    checks = (
        _author_may_still,
        lambda post: _approval_stands(post, job),
        lambda post: _seal_holds(post, job),
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
    standing = post.submission
    complete = standing and standing.pk == job.submission_id and approval_rules.next_step(standing) is None
    if complete and post.state in (State.APPROVED, State.PUBLISHING):
        return YES
    return no(
        "この版の承認がいまは有効でないため、投稿しません。", clause=rules.approval_clause(post.organization)
    )


def _seal_holds(post: Post, job: PublishJob) -> Answer:
    differing = seals.differing_parts(post, job.submission)
    if not differing:
        differing = [f"{place}枚目の写真" for place in _changed_files(job)]
    if not differing:
        return YES
    return no(
        f"承認された版と保存されている内容が一致しないため、投稿しません(違うところ: {'、'.join(differing)})。",
        clause=rules.approval_clause(post.organization),
        remedy="システム管理者に知らせてください。",
    )


def _changed_files(job: PublishJob) -> list[int]:
    """The places of the photos whose stored bytes are missing or are not those that were sealed."""
    changed = []
    for place, digest in enumerate(job.content.digests, start=1):
        try:
            store.renditions().read_verified(digest)
        except (store.Tampered, FileNotFoundError):
            changed.append(place)
    return changed


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
