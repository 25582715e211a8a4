"""What becomes of something on its way out, told to those who answer for it and who approved it."""

from django.db import transaction
from django.db.models import Q

from approvals import notices
from approvals import telling as approvals
from approvals.answering import concerned, readers
from approvals.models import Approvable, SendingJob, Verdict
from outbox.claims import GRACE
from security.notices import telling
from security.people.actors import Actor
from security.people.querysets import posters_of


def of_end(item: Approvable, job: SendingJob, sentence: str, *, by: Actor | None = None) -> None:
    """It did not go out, or nobody knows. Once an attempt. Runs in the transaction that ends it."""
    key = f"ended:{job._meta.model_name}:{job.pk}:{item.state}"
    approvals.of_going_wrong(item, sentence, to=concerned(item, job.submission), key=key, by=by)


@transaction.atomic
def of_waiting(job: SendingJob, sentence: str) -> None:
    """Only a person can end what it waits for: to the posters of its organisation and who approved it. Once an attempt."""
    item = job.item
    given = job.submission.decisions.filter(verdict=Verdict.APPROVED)
    people = Q(pk__in=posters_of(item.organization_id)) | Q(pk__in=given.values("by"))
    telling.tell(
        notices.HELD,
        to=readers(item).filter(people),
        about=item,
        title=f"担当の方がいないため、待っています: {item}",
        sentence=f"「{item}」は、担当する方がいないため、まだ出していません(第４第２項)。{sentence}\n"
        "時刻を過ぎると取りやめになり、後から出ることはありません。",
        url=item.get_absolute_url(),
        by=None,
        until=job.asked_for + GRACE,
        key=f"waiting:{job._meta.model_name}:{job.pk}",
    )
