"""What lists, pages and banners read of cases."""

from datetime import date

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.lookups import In

from comments.cases.models import Case, CaseEntry, CaseState, Evidence, Measure, MeasureJob, MeasureState, Way
from comments.cases.rules.cases import OPEN_MEASURES, organizations_of
from comments.cases.rules.measures import ENDED
from comments.inbox.models import Comment, LivePost
from comments.inbox.roles import DIVISION, WORKERS
from posts.drafting.querysets import readable_by as readable_posts
from posts.models import Post
from security.models import Appointment, Organization, Role, User
from security.people.actors import Actor
from security.people.querysets import working_as

# The order of the list of cases, as Case.Meta.indexes has it: "open" comes after "closed" in the alphabet.
OPEN_FIRST = ("-state", "-opened_at", "-pk")


def readable_by(actor: Actor) -> QuerySet[Case]:
    """The cases of `rules.may_read`, as a query."""
    if actor.is_of_prefecture:
        return Case.objects.all()
    return Case.objects.filter(_concerns(actor))


def _concerns(actor: Actor) -> Q:
    """Looked up for each case that is read: joins take PostgreSQL longer to plan, and `Exists` reads all comments first."""
    mine = list(actor.organization_ids)
    of_post = Post.objects.filter(pk=OuterRef("post")).values("organization")
    of_comment = Comment.objects.filter(pk=OuterRef("comment")).values("live_post__post__organization")
    return Q(organization__in=mine) | Q(In(Subquery(of_post), mine)) | Q(In(Subquery(of_comment), mine))


def readers(case: Case) -> QuerySet[User]:
    """Who may read it today: `rules.may_read`, as a query."""
    sides = Q(organization__kind=Organization.Kind.PREFECTURE) | Q(organization__in=organizations_of(case))
    return User.objects.filter(pk__in=Appointment.objects.in_force().filter(sides).values("user"))


def for_list(cases: QuerySet[Case]) -> QuerySet[Case]:
    """For the list, in one query: open ones first, then the newest; with whether something waits in each."""
    measures = Measure.objects.filter(case=OuterRef("pk"))
    return (
        cases.select_related("kind", "organization", "opened_by", "owner")
        .annotate(
            waiting=Exists(measures.filter(state__in=OPEN_MEASURES)),
            unseen=Exists(measures.filter(is_emergency=True, seen_at=None)),
        )
        .order_by(*OPEN_FIRST)
    )


def find(pk: int) -> Case | None:
    """One case, with what it must show to be judged and headed: its parts are read for whoever may see it."""
    return (
        Case.objects.filter(pk=pk)
        .select_related(
            "kind", "organization", "opened_by", "noted_by", "owner", "closed_by",
            "comment__live_post__post", "post__dossier", "post__submission",
        )
        .first()
    )  # fmt: skip


def read_parts(case: Case) -> None:
    """Steps, measures, evidence without what it holds, and the log: everything the rules and the page ask for."""
    measures = Measure.objects.select_related(
        "proposed_by", "proposed_in", "decided_by", "decided_in", "seen_by", "policy", "comment", "post"
    ).prefetch_related(Prefetch("jobs", queryset=MeasureJob.objects.order_by("-created_at")))
    kept = Evidence.objects.defer("sealed_content", "sealed_file").select_related("kept_by")
    entries = CaseEntry.objects.select_related("by")
    prefetch_related_objects(
        [case],
        "steps__done_by",
        Prefetch("measures", queryset=measures),
        Prefetch("evidence", queryset=kept),
        Prefetch("entries", queryset=entries),
    )


def unnoted_for(actor: Actor) -> QuerySet[Case]:
    """Of which the division has not taken note: for its people, and for the organisation that reports or is concerned.

    No query for those who have no part in it.
    """
    if not actor.is_any(*WORKERS):
        return Case.objects.none()
    waiting = Case.objects.filter(state=CaseState.OPEN, noted_at=None)
    if not actor.is_any(*DIVISION):
        waiting = waiting.filter(_concerns(actor))
    return waiting.select_related("kind", "organization").order_by("is_drill", "opened_at")


def waiting_measures(actor: Actor) -> dict[str, int]:
    """For the chief's first page: how many measures wait for a decision, and how many for the look afterwards."""
    if not actor.is_any(Role.SECTION_CHIEF):
        return {"undecided": 0, "unseen": 0}
    unseen = Q(is_emergency=True, seen_at=None, state__in=ENDED) & ~Q(proposed_by=actor.user)
    return Measure.objects.filter(case__state=CaseState.OPEN).aggregate(
        undecided=Count("pk", filter=Q(state=MeasureState.PROPOSED)), unseen=Count("pk", filter=unseen)
    )


def to_act_on(actor: Actor) -> QuerySet[Case]:
    """Open ones that wait for this person: his own; to the division those not noted; to the chief also what is to decide.

    No drills, and no query for those who have no part in cases.
    """
    if not actor.is_any(*WORKERS):
        return Case.objects.none()
    theirs = Q(owner=actor.user)
    if actor.is_any(*DIVISION):
        theirs |= Q(noted_at=None)
    if actor.is_any(Role.SECTION_CHIEF):
        waiting = Measure.objects.filter(case=OuterRef("pk"))
        theirs |= Q(Exists(waiting.filter(state=MeasureState.PROPOSED)))
    return readable_by(actor).filter(theirs, state=CaseState.OPEN, is_drill=False)


def at_deadline(today: date) -> QuerySet[Case]:
    """Still open on the day of their deadline or after it."""
    return Case.objects.filter(state=CaseState.OPEN, due_on__lte=today)


def at_deadline_for(actor: Actor, today: date) -> QuerySet[Case]:
    """For whom `in_charge` names. No query for those who have no part in it."""
    if not actor.is_any(*WORKERS):
        return Case.objects.none()
    theirs = Q(owner=actor.user)
    if actor.is_any(Role.SECTION_CHIEF):
        theirs = Q()
    elif actor.is_any(*DIVISION):
        theirs |= ~Q(owner__in=working_as(*WORKERS))  # nobody among them
    return at_deadline(today).filter(theirs, pk__in=readable_by(actor)).order_by("is_drill", "due_on", "pk")


def in_charge(case: Case) -> QuerySet[User]:
    """Its owner and the chief; the division, as long as nobody who works here owns it."""
    owner = working_as(*WORKERS).filter(pk=case.owner_id or 0)
    roles = (Role.SECTION_CHIEF,) if owner.exists() else DIVISION
    return working_as(*roles) | owner


NEWEST_POSTS = 50


def reportable_posts(actor: Actor) -> QuerySet[Post]:
    """The newest that stand on the account and that the person may read."""
    live = LivePost.objects.filter(gone_at=None, post__in=readable_posts(actor))
    newest = live.order_by("-posted_at", "-pk").values_list("post", flat=True)[:NEWEST_POSTS]
    return Post.objects.filter(pk__in=list(newest)).order_by("-live_post__posted_at", "-pk")


def look_alikes(case: Case) -> list[str]:
    """The suspect names of the other cases so far, drills apart, each once."""
    found = Case.objects.filter(kind__way=Way.LOOK_ALIKE, is_drill=False).exclude(
        suspect_username__in=["", case.suspect_username]
    )
    return sorted(set(found.values_list("suspect_username", flat=True)))


def possible_owners(case: Case) -> QuerySet[User]:
    """担当: those of the division and of the organisations concerned who work today."""
    working = Appointment.objects.in_force().filter(role__in=WORKERS)
    concerned = working.filter(Q(role__in=DIVISION) | Q(organization__in=organizations_of(case)))
    return User.objects.filter(pk__in=concerned.values("user"), is_active=True).order_by("name")
