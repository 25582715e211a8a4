"""Who may post by hand, and what must hold when the words are handed out and when it is recorded: the worker's questions."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals import lateness
from approvals import rules as approval_rules
from approvals.models import EmergencyStop, State
from outbox.claims import GRACE
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import preflight
from posts.publishing.models import PublishJob
from posts.publishing.reconcile import CLOCKS
from security.office.answers import YES, Answer, no
from security.office.days import with_weekday_time
from security.people.actors import Actor
from security.workplaces.rules import from_workplace

# So long before its time it may be taken in hand, which keeps the worker from it. The words come with the time.
EARLY = timedelta(minutes=15)
# After the person's time is over: nobody has said what became of it.
GIVEN_UP = timedelta(hours=2)
STOPPED = no(
    "緊急停止中のため、投稿できません。",
    clause="第６第４項",
    remedy="何も投稿しないでください。すでに投稿したときは、そのアドレスを記録してください。",
)


def may_take(actor: Actor, post: Post, stop: EmergencyStop | None) -> Answer:
    """手動で投稿する: the posters of its side, from the workplace (第４第１項(1), 第３項(1)); no connection is needed."""
    return could_take(actor, post, stop) and from_workplace(actor, post.organization)


def could_take(actor: Actor, post: Post, stop: EmergencyStop | None) -> Answer:
    """Whether the person may at all, wherever he is."""
    answer = approval_rules.may_write(actor, post)
    if not answer:
        return answer
    if post.state == State.FAILED and post.submission:
        answer = lateness.may_retry_still(post)
    elif post.state != State.APPROVED:
        answer = no(
            f"手動で投稿できるのは、承認済のものだけです(いまは「{post.get_state_display()}」です)。",
            clause=rules.approval_clause(post.organization),
        )
    if not answer:
        return answer
    if stop:
        return no(
            "緊急停止中のため、手動でも投稿できません。",
            clause="第６第４項",
            remedy="解除された後に、あらためて押してください。",
        )
    if post.publish_at and timezone.now() < post.publish_at - EARLY:
        return no(
            f"投稿する日時は{with_weekday_time(post.publish_at)}です。",
            clause=rules.approval_clause(post.organization),
            remedy=f"手動での投稿は、その{EARLY.seconds // 60}分前から始められます。",
        )
    return YES


def is_in_time(job: PublishJob) -> Answer:
    """Whether what still waits in the queue may go out at all, as a worker would ask."""
    if not lateness.is_too_late(job):
        return YES
    return no(job.TOLD.stopped if lateness.was_stopped(job, timezone.now()) else job.TOLD.late)


def until(job: PublishJob) -> datetime:
    """When whoever has it in hand is to have posted it: a worker's half hour, counted from when both could begin."""
    assert job.in_hand_at is not None  # noqa: S101 - asked of what is in hand
    return max(job.asked_for, job.in_hand_at) + GRACE


def may_be_handed_out(actor: Actor, post: Post, job: PublishJob, stop: EmergencyStop | None) -> Answer:
    """Asked anew each time before words or pictures are shown. `post`: preflight.as_it_stands."""
    answer = may_end(actor, post, job)
    if answer and job.in_hand_of_id != actor.user.pk:
        answer = no(
            f"この投稿は、{job.in_hand_of}さんが手動で投稿しています。", remedy="ご本人に確かめてください。"
        )
    if answer and (stop or lateness.was_stopped(job, timezone.now())):
        answer = STOPPED
    if answer and timezone.now() > until(job):
        answer = no(
            f"投稿できる時刻({with_weekday_time(until(job))}まで)を過ぎました。",
            remedy="もう投稿しないでください。すでに投稿したときは、そのアドレスを記録してください。",
        )
    if not answer:
        return answer
    wait = preflight.waits_for(post, job)
    return preflight.may_send(post, job) and (no(wait.sentence) if wait else YES)


def may_end(actor: Actor, post: Post, job: PublishJob | None) -> Answer:
    """Say what has become of it, from the workplace: who has it in hand, or another poster of its side."""
    if job is None:
        return no(
            f"手動で投稿している方はいません(いまは「{post.get_state_display()}」です)。",
            remedy="投稿のページで、いまの状態をご覧ください。",
        )
    return approval_rules.may_write(actor, post) and from_workplace(actor, post.organization)


def may_give_back(actor: Actor, post: Post, job: PublishJob | None) -> Answer:
    """Only who had the words can say that he has posted none of them."""
    answer = may_end(actor, post, job)
    if answer and job and job.in_hand_of_id != actor.user.pk:
        return no(
            f"何も投稿していないと記録できるのは、手動で投稿している{job.in_hand_of}さんだけです。",
            remedy="ご本人に依頼してください。ご不在のときは、「要確認」になるのを待ち、公式アカウントで確かめて記録してください。",
        )
    return answer


def may_be_the_time(job: PublishJob, posted_at: datetime) -> Answer:
    """A post that was made before the words were handed out, or is still to come, is another."""
    assert job.in_hand_at is not None  # noqa: S101 - by the caller
    if posted_at > timezone.now() + CLOCKS:
        return no("投稿した日時が、これからの日時になっています。")
    if posted_at < job.in_hand_at - CLOCKS:
        return no(
            f"手動での投稿が始められたのは{with_weekday_time(job.in_hand_at)}です。それより前の日時は記録できません。",
            remedy="その前からある投稿であれば、別の投稿です。「公式アカウントのいま」で確かめてください。",
        )
    return YES


def against(post: Post, job: PublishJob, posted_at: datetime) -> str:
    """What spoke against it when it was posted: told, and looked into by another. A fact is recorded all the same."""
    if _stops(job, posted_at).exists():
        return "緊急停止の後に、手動で投稿されました。"
    if post.publish_at and posted_at < post.publish_at - CLOCKS:
        return f"承認された日時({with_weekday_time(post.publish_at)})より前に、手動で投稿されました。"
    if posted_at > until(job) + CLOCKS:
        return f"投稿できる時刻({with_weekday_time(until(job))}まで)を過ぎてから、手動で投稿されました。"
    answer = preflight.may_send(post, job)
    return "" if answer else f"手動で投稿されましたが、投稿できない事情がありました: {answer.reason}"


def _stops(job: PublishJob, posted_at: datetime) -> QuerySet[EmergencyStop]:
    """Those that stood when it was posted, or since it was to go out."""
    stood = Q(ended_at=None) | Q(ended_at__gte=job.asked_for)
    return EmergencyStop.objects.filter(stood, started_at__lte=posted_at)
