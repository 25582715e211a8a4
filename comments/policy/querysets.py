"""What the policy's pages read."""

from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.models import Decision, State, Verdict
from approvals.querysets import judgeable
from comments.policy.models import Policy, PolicyPosting, PolicyReview
from comments.policy.rules import OPEN
from security.people.actors import Actor


def readable_by(actor: Actor) -> QuerySet[Policy]:
    """The versions of `rules.policy.may_read`, as a query."""
    if actor.is_of_prefecture:
        return Policy.objects.all()
    return Policy.objects.filter(Q(organization__in=actor.organization_ids) | Q(state=State.APPROVED))


def for_list(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """For lists: each version with whether it is posted as approved."""
    posted = PolicyPosting.objects.filter(policy=OuterRef("pk"), seal=OuterRef("submission__seal"))
    found = policies.select_related("author", "organization", "dossier", "submission")
    found = found.annotate(is_posted=Exists(posted))
    return found if found.ordered else found.order_by("-number")


def with_details(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """One version's page: its texts and everything the rules ask for."""
    return judgeable(policies).select_related("edited_by").prefetch_related("blocks")


def published() -> QuerySet[Policy]:
    """What everybody may read: approved versions with their sealed content, newest first."""
    return Policy.objects.approved().select_related("submission")


def preceding(policy: Policy) -> Policy | None:
    """What this version follows on: the newest approved one that takes effect before it, be it still to come."""
    others = Policy.objects.approved().exclude(pk=policy.pk).select_related("submission")
    if policy.in_force_from:
        others = others.filter(in_force_from__lt=policy.in_force_from)
    return others.first()


def on_the_same_day(policy: Policy) -> Policy | None:
    """Another approved version that takes effect on the day of this one."""
    if policy.in_force_from is None:
        return None
    others = Policy.objects.approved().exclude(pk=policy.pk)
    return others.filter(in_force_from=policy.in_force_from).first()


def drafted_beside(policy: Policy) -> QuerySet[Policy]:
    """Others that are on their way: two people may be writing at once, and should know."""
    return Policy.objects.filter(state__in=OPEN).exclude(pk=policy.pk)


def unposted() -> Policy | None:
    """The version in force, if it is not recorded as posted as it was approved (第６第１項)."""
    standing = Policy.objects.in_force()
    if standing is None:
        return None
    posted = standing.postings.filter(seal=F("policy__submission__seal"))
    return None if posted.exists() else standing


def last_looked_at() -> date | None:
    """When somebody last judged the policy as a whole: its last approval, or a recorded review."""
    approvals = Decision.objects.filter(
        verdict=Verdict.APPROVED,
        submission__in=Policy.objects.filter(state=State.APPROVED).values("submission"),
    )
    approved_at = approvals.aggregate(last=Max("decided_at"))["last"]
    reviewed_on = PolicyReview.objects.aggregate(last=Max("reviewed_on"))["last"]
    days = [timezone.localdate(approved_at) if approved_at else None, reviewed_on]
    return max((day for day in days if day), default=None)
