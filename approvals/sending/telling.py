"""What becomes of something on its way out, told by letter to those who answer for it."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from approvals.answering import concerned, readers
from approvals.models import Approvable, SendingJob, Verdict
from outbox.claims import GRACE
from security.letters import writing as letters
from security.models import POSTERS, Appointment


def of_end(item: Approvable, job: SendingJob, sentence: str) -> None:
    """It did not go out, or nobody knows. Once an attempt. Runs in the transaction that ends it."""
    word, url = item.get_state_display(), f"{settings.PUBLIC_URL}{item.get_absolute_url()}"
    for person in concerned(item, job.submission):
        context = {"person": person, "item": item, "word": word, "sentence": sentence, "url": url}
        letters.write(
            key=f"ended:{job._meta.model_name}:{job.pk}:{item.state}",
            to=person,
            subject=f"{word}: {item}",
            body=render_to_string("approvals/letters/ended.txt", context),
        )


@transaction.atomic
def of_waiting(job: SendingJob, sentence: str) -> None:
    """Only a person can end what it waits for: to the posters of its organisation and who approved it. Once an attempt."""
    item, until = job.item, job.asked_for + GRACE
    posters = Appointment.objects.in_force().filter(organization=item.organization_id, role__in=POSTERS)
    given = job.submission.decisions.filter(verdict=Verdict.APPROVED)
    people = Q(pk__in=posters.values("user")) | Q(pk__in=given.values("by"))
    for person in readers(item).filter(people):
        url = f"{settings.PUBLIC_URL}{item.get_absolute_url()}"
        context = {"person": person, "item": item, "sentence": sentence, "until": until, "url": url}
        letters.write(
            key=f"waiting:{job._meta.model_name}:{job.pk}",
            to=person,
            subject=f"担当の方がいないため、待っています: {item}",
            body=render_to_string("approvals/letters/waiting.txt", context),
        )
