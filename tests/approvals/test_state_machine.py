"""Which transition is allowed from which state, and that nothing goes around the machine."""

import pytest
from django.db import IntegrityError, transaction
from django_fsm import TransitionNotAllowed

from approvals.models import Approvable, State
from posts.models import Post
from tests import factories, misses

pytestmark = pytest.mark.django_db

S = State
ALLOWED = {
    "submit": {S.DRAFT: S.PENDING},
    "approve": {S.PENDING: S.APPROVED},
    "send_back": {S.PENDING: S.DRAFT},
    "pull_back": {S.PENDING: S.DRAFT},
    "reject": {S.PENDING: S.REJECTED},
    "revoke": {S.APPROVED: S.DRAFT, S.FAILED: S.DRAFT},
    "reopen": dict.fromkeys([S.PENDING, S.APPROVED, S.FAILED, S.EXPIRED], S.DRAFT),
    "withdraw": dict.fromkeys([S.DRAFT, S.PENDING, S.APPROVED, S.FAILED, S.EXPIRED], S.WITHDRAWN),
    "expire": dict.fromkeys([S.PENDING, S.APPROVED], S.EXPIRED),
    "begin_publishing": {S.APPROVED: S.PUBLISHING},
    "take_back": {S.PUBLISHING: S.APPROVED},
    "confirm_published": dict.fromkeys([S.PUBLISHING, S.UNCONFIRMED], S.PUBLISHED),
    "find_published": {S.APPROVED: S.PUBLISHED},
    "lose_track": {S.PUBLISHING: S.UNCONFIRMED},
    "find_doubtful": {S.APPROVED: S.UNCONFIRMED},
    "fail": dict.fromkeys([S.APPROVED, S.PUBLISHING, S.UNCONFIRMED], S.FAILED),
    "retry": {S.FAILED: S.APPROVED},
    "remove": {S.PUBLISHED: S.REMOVED},
}


def test_table_names_every_transition():
    machine = {transition.name for transition in Post(state=S.DRAFT).get_all_state_transitions()}
    assert machine == ALLOWED.keys()


def test_transitions_are_allowed_from_their_own_states_only():
    """Every transition from every state: all that go wrong are told."""
    missed = []
    for name, allowed in ALLOWED.items():
        for state in State:
            post, refused = Post(state=state), False
            try:
                getattr(post, name)()
            except TransitionNotAllowed:
                refused = True
            if (refused, post.state) != (state not in allowed, allowed.get(state, state)):
                missed.append(f"{name} from {state}: {'refused' if refused else 'went'}, now {post.state}")
    misses.none(missed)


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("state", [S.WITHDRAWN, S.REJECTED, S.REMOVED])
def test_ends_are_ends(state):
    assert all(state not in sources for sources in ALLOWED.values())


def test_nothing_but_approval_leads_to_publication():
    leads_to_publishing = {name for name, moves in ALLOWED.items() if S.PUBLISHING in moves.values()}
    assert leads_to_publishing == {"begin_publishing"}
    leads_to_approved = {name for name, moves in ALLOWED.items() if S.APPROVED in moves.values()}
    assert leads_to_approved == {"approve", "retry", "take_back"}


@pytest.mark.clause("第４第１項(1)")
def test_state_cannot_be_assigned(staff):
    post = factories.draft(staff)
    with pytest.raises(AttributeError):
        post.state = State.APPROVED
    post.save()
    assert Post.objects.get().state == State.DRAFT


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize(
    "state", [S.PENDING, S.APPROVED, S.PUBLISHING, S.PUBLISHED, S.UNCONFIRMED, S.REMOVED]
)
def test_database_refuses_a_sealed_state_without_a_version(staff, state):
    post = factories.draft(staff)
    with pytest.raises(IntegrityError, match="post_stands_on_a_sealed_version"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state=state)


def test_database_refuses_an_unknown_state(staff):
    post = factories.draft(staff)
    with pytest.raises(IntegrityError, match="post_state_is_known"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="anything")


def test_one_version_cannot_stand_under_two_posts(staff):
    first, second = factories.submitted(staff), factories.draft(staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=second.pk).update(submission=first.submission)


def test_reading_again_brings_the_databases_state(staff):
    post = factories.draft(staff)
    Post.objects.filter(pk=post.pk).update(state=State.WITHDRAWN)
    assert post.state == State.DRAFT
    post.refresh_from_db()
    assert post.state == State.WITHDRAWN
    with pytest.raises(AttributeError):
        post.state = State.DRAFT


def test_reading_a_deleted_row_leaves_the_protection_on(staff):
    post = factories.draft(staff)
    gone = Post(pk=987654, state=State.DRAFT)
    with pytest.raises(Post.DoesNotExist):
        gone.refresh_from_db()
    with pytest.raises(AttributeError):
        post.state = State.APPROVED


def test_every_state_has_a_name_for_the_screen():
    assert all(Post(state=state).get_state_display() for state in State)
    assert issubclass(Post, Approvable)
