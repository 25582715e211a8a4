"""What becomes of an item on its way to approval, told to who decides it and to who answers for it.

Each runs in the transaction of the act, with the item as the act leaves it.
"""

from datetime import datetime

from django.db.models import QuerySet

from approvals import notices, rules
from approvals.answering import authors, concerned
from approvals.models import Approvable, Decision, Step, Submission, Unnoted
from security.models import Appointment, Role, User
from security.notices import telling
from security.notices.registry import Kind
from security.people.actors import Actor
from security.people.querysets import working_as

# How long the first page goes on showing what went wrong.
UNTIL_NOTED = (
    "次にできることは、ページに書かれています。対応が済むか、起案した組織の投稿者が「確認しました」を押すまで、"
    "関係する方のホームに表示されます。"
)
# What an item that is decided or taken back no longer waits for.
TO_DECIDERS = (notices.ASKED, notices.STILL_WAITING)


def deciders(item: Approvable, step: Step) -> QuerySet[User]:
    """Whoever could take the step now, deputies included."""
    return User.objects.filter(pk__in=rules.deciders(item, step).values("user"))


def of_asking(item: Approvable, submission: Submission, step: Step, actor: Actor) -> None:
    """The version waits for its first step, or for the next one after an approval by `actor`.

    What was not told yet of a step or version before is told by this.
    """
    telling.take_back(*TO_DECIDERS, about=item)
    is_first = step == submission.steps[0]
    what = "の承認を求めています" if is_first else "を承認し、次の承認を待っています"
    _tell(
        notices.ASKED,
        deciders(item, step),
        item,
        title="承認のお願い",
        sentence=f"{actor.label}が「{item}」({submission}){what}。必要なのは「{step.label}」です。",
        by=actor,
        until=item.publish_at,
    )


def of_waiting(item: Approvable, submission: Submission, step: Step, *, how_long: str, key: str) -> None:
    """It waits for this step still, and its time comes near; once under the key. Runs in a transaction of its own."""
    runs_out = "日時までに承認されないと、期限切れになり、投稿されません。" if item.publish_at else ""
    _tell(
        notices.STILL_WAITING,
        deciders(item, step),
        item,
        title=f"承認待ちのまま、{how_long}",
        sentence=f"「{item}」({submission})は、まだ承認を待っています。必要なのは「{step.label}」です。{runs_out}",
        by=None,
        until=item.publish_at,
        key=key,
    )


def of_approval(item: Approvable, decision: Decision, actor: Actor) -> None:
    """The last needed step is approved."""
    done = f"{actor.label}が「{item}」({decision.submission})を承認しました。必要な承認はすべて済みました。"
    follows = item.after_approval()
    sentence = f"{done}\n{follows}" if follows else done
    to = authors(item, decision.submission)
    _tell(notices.APPROVED, to, item, title="承認されました", sentence=sentence, by=actor)


def of_return(item: Approvable, decision: Decision, actor: Actor) -> None:
    sentence = _against(item, decision, actor, "を差し戻しました。直してから、もう一度承認を求めてください")
    to = authors(item, decision.submission)
    _tell(notices.RETURNED, to, item, title="差し戻されました", sentence=sentence, by=actor)


def of_rejection(item: Approvable, decision: Decision, actor: Actor) -> None:
    sentence = _against(item, decision, actor, "を却下しました")
    to = authors(item, decision.submission)
    _tell(notices.REJECTED, to, item, title="却下されました", sentence=sentence, by=actor)


def of_revoking(item: Approvable, decision: Decision, actor: Actor) -> None:
    """Those who had approved it hear of it too."""
    sentence = _against(item, decision, actor, "の承認を取り消し、下書きに戻しました")
    to = concerned(item, decision.submission)
    _tell(notices.REVOKED, to, item, title="承認が取り消されました", sentence=sentence, by=actor)


def of_loss(
    item: Approvable,
    submission: Submission,
    *,
    was_approved: bool,
    because: str,
    by: Actor | None,
) -> None:
    """An approval that stood, or was asked for, is gone by no decision."""
    telling.take_back(*TO_DECIDERS, about=item)
    lost = "承認がなくなりました" if was_approved else "承認待ちではなくなりました"
    sentence = f"「{item}」({submission})は、{lost}。{because}"
    to = concerned(item, submission)
    _tell(notices.LOST, to, item, title=lost, sentence=sentence, by=by)


def of_deputised(item: Approvable, decision: Decision) -> None:
    """代決: to whoever holds the place itself, who looks at it afterwards (後閲)."""
    office = decision.appointment
    if office.deputizes_id is None:
        return
    holders = Appointment.objects.in_force().filter(
        role=office.role, organization=office.organization_id, deputizes=None
    )
    telling.tell(
        notices.DEPUTISED,
        to=User.objects.filter(pk__in=holders.values("user")),
        about=item,
        title=f"代決されました: {item}",
        sentence=f"{decision.by.name}さんが、ご不在の間に「{item}」({decision.submission})を代決しました(「{decision.get_step_display()}」、{decision.get_verdict_display()})。\n"
        "ページで内容をご覧のうえ、「後閲した」を押してください。",
        url=item.get_absolute_url(),
        by=decision.by,
        key=f"deputised:{decision.pk}",
    )


def is_seen_after(item: Approvable, by: User) -> None:
    """後閲した."""
    telling.settle(notices.DEPUTISED, about=item, person=by)


def of_expiry(item: Approvable, submission: Submission) -> None:
    """Not approved by its time: to who answers for it, and to who could have decided and does not need to any more."""
    telling.take_back(*TO_DECIDERS, about=item)
    people, step = authors(item, submission), rules.next_step(submission)
    if step:
        people |= deciders(item, step)
    because = (
        "投稿する日時までに承認されなかったため、投稿しませんでした。\n"
        "投稿するときは、起案した組織の投稿者が「下書きに戻す」を押し、日時を改めて、もう一度承認を求めてください。"
    )
    of_going_wrong(item, because, to=people, key=f"expired:{submission.pk}")


def of_going_wrong(
    item: Approvable, because: str, *, to: QuerySet[User], key: str, by: Actor | None = None
) -> None:
    """It has not gone out, or nobody knows; under the key once. The item in its new state, and `unnoted`."""
    people = to | working_as(Role.ADMINISTRATOR) if item.unnoted == Unnoted.TECHNICAL else to
    word = item.get_state_display()
    sentence = f"「{item}」は、「{word}」になりました。{because}\n{UNTIL_NOTED}"
    _tell(notices.WENT_WRONG, people, item, title=word, sentence=sentence, by=by, key=key)


def is_taken_up(item: Approvable, by: User) -> None:
    """Somebody does what was to be done: nobody need be told any more that it went wrong, nor he of what he answers by it."""
    told = (notices.APPROVED, notices.RETURNED, notices.REVOKED, notices.LOST, notices.WENT_WRONG)
    telling.settle(*told, about=item, person=by)
    telling.take_back(notices.WENT_WRONG, about=item)


def is_noted(item: Approvable, by: User) -> None:
    """Who has taken note need not be told any more."""
    telling.settle(notices.WENT_WRONG, about=item, person=by)


def is_decided(item: Approvable, by: User) -> None:
    """Who has decided need not be asked any more; the others find nothing new of it at the bell."""
    telling.lay_aside(*TO_DECIDERS, about=item)
    telling.settle(*TO_DECIDERS, about=item, person=by)


def _against(item: Approvable, decision: Decision, actor: Actor, what: str) -> str:
    return f"{actor.label}が「{item}」({decision.submission}){what}。\n理由: {decision.reason}"


def _tell(
    kind: Kind,
    to: QuerySet[User],
    item: Approvable,
    *,
    title: str,
    sentence: str,
    by: Actor | None,
    until: datetime | None = None,
    key: str = "",
) -> None:
    telling.tell(
        kind,
        to=to,
        about=item,
        title=f"{title}: {item}",
        sentence=sentence,
        url=item.get_absolute_url(),
        by=by.user if by else None,
        until=until,
        key=key,
    )
