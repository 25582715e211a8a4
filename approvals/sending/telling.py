"""What becomes of something on its way out, told by letter to those who answer for it."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from approvals.models import Approvable, SendingJob, Submission, Verdict
from outbox.claims import GRACE
from security.letters import writing as letters
from security.models import POSTERS, Appointment, Organization, Role, User
from security.people.querysets import working_as


def concerned(item: Approvable, submission: Submission) -> QuerySet[User]:
    """Who wrote it, who answers for it and who approved it, as far as they are in office; else the section chief."""
    approvers = submission.decisions.filter(verdict=Verdict.APPROVED).values_list("by", flat=True)
    in_charge = getattr(item, "in_charge_id", None)
    ids = {one for one in (item.author_id, in_charge, submission.submitted_by_id, *approvers) if one}
    people = readers(item).filter(pk__in=ids)
    return people if people.exists() else working_as(Role.SECTION_CHIEF)


def readers(item: Approvable) -> QuerySet[User]:
    """Who may read it today: whoever wrote or approved it may work for the other side by now, or for none."""
    sides = Q(organization=item.organization_id) | Q(organization__kind=Organization.Kind.PREFECTURE)
    working = Appointment.objects.in_force().filter(sides).values("user")
    return User.objects.filter(pk__in=working, is_active=True)


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
