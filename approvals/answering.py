"""Who answers for an item: today it decides whether it may go out, and who is told what becomes of it."""

from django.db.models import Q, QuerySet

from approvals.models import Approvable, Submission, Verdict
from security.models import Appointment, Organization, Role, User
from security.people.querysets import posters_of, posts_for, working_as


def somebody_answers_for(item: Approvable, submission: Submission) -> bool:
    """第４: of those who wrote, took over or submitted it, one is a poster of its organisation today."""
    return posts_for(item.organization_id, (*item.answering_ids, submission.submitted_by_id))


def authors(item: Approvable, submission: Submission) -> QuerySet[User]:
    """Who wrote it, took it over or submitted it, as far as in office; else the posters of its organisation."""
    mine = _readers_among(item, {*item.answering_ids, submission.submitted_by_id})
    return mine if mine.exists() else posters_of(item.organization_id)


def concerned(item: Approvable, submission: Submission) -> QuerySet[User]:
    """Who wrote it, took it over or submitted it and who approved it, as far as in office; else the section chief."""
    approvers = submission.decisions.filter(verdict=Verdict.APPROVED).values_list("by", flat=True)
    people = _readers_among(item, {*item.answering_ids, submission.submitted_by_id, *approvers})
    return people if people.exists() else working_as(Role.SECTION_CHIEF)


def readers(item: Approvable) -> QuerySet[User]:
    """Who may read it today: whoever wrote or approved it may work for the other side by now, or for none."""
    sides = Q(organization=item.organization_id) | Q(organization__kind=Organization.Kind.PREFECTURE)
    working = Appointment.objects.in_force().filter(sides).values("user")
    return User.objects.filter(pk__in=working, is_active=True)


def _readers_among(item: Approvable, ids: set[int | None]) -> QuerySet[User]:
    return readers(item).filter(pk__in=[one for one in ids if one])
