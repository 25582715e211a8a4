"""What pages read of the account."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from posts.drafting.models import Post
from posts.live import rules
from posts.live.models import AccountPost, AccountProfile, Register, Standing
from posts.publishing.models import LiveDifference
from security.models import AccessToken, Role
from security.people.actors import Actor

LATEST_FIRST = ("-posted_at", "-pk")
UNSETTLED = (Standing.WAITING, Standing.OPEN)
JOINABLE_SHOWN = 50


@dataclass(frozen=True)
class OpenFindings:
    """What nobody has settled yet: for what stands above every page."""

    posts: int = 0
    post: AccountPost | None = None
    profile: AccountProfile | None = None
    # The one that was read first, while the chief has not confirmed it.
    first_profile: AccountProfile | None = None


def current_register() -> Register | None:
    """Of the account that is connected, or was last. One query."""
    connected = AccessToken.objects.filter(replaced_at=None)
    of_it = Q(account__in=connected.values("user_id")) | ~Exists(connected)
    return Register.objects.filter(of_it).order_by("-read_at", "-pk").first()


def profiles_shown(register: Register) -> QuerySet[AccountProfile]:
    """The one that stands, and those before it that nobody has settled."""
    return register.profiles.filter(Q(ended_at=None) | Q(standing=Standing.OPEN))


def on_account(register: Register) -> QuerySet[AccountPost]:
    """What stands there now, and what has gone and is not settled; with its document, and whether it `differs`."""
    rows = register.posts.filter(Q(gone_at=None) | Q(standing__in=UNSETTLED))
    rows = rows.select_related("post__organization", "post__dossier")
    return rows.annotate(differs=Exists(_differences()))


def _differences() -> QuerySet[LiveDifference]:
    """Of a live post from what was approved, which nobody has looked into yet."""
    return LiveDifference.objects.filter(seen_at=None, job__media_id=OuterRef("media_id"))


def unsettled(rows: QuerySet[AccountPost]) -> QuerySet[AccountPost]:
    return rows.filter(standing__in=UNSETTLED)


def with_differences(rows: QuerySet[AccountPost]) -> QuerySet[AccountPost]:
    return rows.filter(Exists(_differences()))


def open_findings() -> OpenFindings:
    """Two queries."""
    posts = list(AccountPost.objects.filter(standing=Standing.OPEN).order_by("posted_at", "pk"))
    waiting = Q(standing=Standing.OPEN) | Q(standing=Standing.FIRST, ended_at=None)
    profiles = list(AccountProfile.objects.filter(waiting).order_by("pk"))
    return OpenFindings(
        posts=len(posts),
        post=posts[0] if posts else None,
        profile=next((one for one in profiles if one.is_open), None),
        first_profile=next((one for one in profiles if not one.is_open), None),
    )


def joinable(actor: Actor) -> QuerySet[Post]:
    """The documents that this person may say a live post is: `rules.may_join`, as a query; the newest first."""
    posts = Post.objects.filter(state__in=rules.JOINABLE, submission__isnull=False)
    if not actor.is_any(Role.SECTION_CHIEF):
        sides = [one.organization_id for one in actor.acting if one.role == Role.MANAGER]
        posts = posts.filter(organization__in=sides)
    return posts.select_related("submission", "organization", "dossier").order_by("-edited_at", "-pk")
