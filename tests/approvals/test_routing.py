"""Which approvals a post needs, in which order, and whose they are (第３第１項(2), 第４)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions, rules
from approvals.models import Category, Decision, State, Step
from approvals.querysets import awaiting, judgeable
from posts.models import Post
from security.models import Role
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "chief_approves_all", "category", "steps"),
    [
        pytest.param(
            "prefecture", False, Category.REGULAR, [Step.CHIEF], marks=pytest.mark.clause("第４第１項(1)")
        ),
        pytest.param(
            "prefecture",
            False,
            Category.OTHER,
            [Step.CHIEF, Step.RECOGNITION],
            marks=pytest.mark.clause("第３第１項(2)"),
        ),
        pytest.param(
            "contractor", False, Category.REGULAR, [Step.MANAGER], marks=pytest.mark.clause("第４第３項(1)")
        ),
        pytest.param(
            "contractor",
            False,
            Category.OTHER,
            [Step.MANAGER, Step.RECOGNITION],
            marks=pytest.mark.clause("第３第１項(2)"),
        ),
        ("contractor", True, Category.REGULAR, [Step.MANAGER, Step.CHIEF]),
        ("contractor", True, Category.OTHER, [Step.MANAGER, Step.CHIEF, Step.RECOGNITION]),
    ],
)
def test_steps_of_organisation_category_and_contract(
    staff, chief, poster, manager, contractor, kind, chief_approves_all, category, steps
):
    contractor.chief_approves_all = chief_approves_all
    contractor.save()
    post = factories.submitted(staff if kind == "prefecture" else poster, category=category)
    assert post.submission.steps == steps
    for step in steps:
        post.refresh_from_db()
        assert post.state == State.PENDING
        decider = manager if step == Step.MANAGER else chief
        assert actions.approve(by=decider, item=post, seal=post.submission.seal).step == step
    post.refresh_from_db()
    assert post.state == State.APPROVED


@pytest.mark.clause("第３第１項(2)")
def test_other_content_waits_for_the_chief_after_the_managers_approval(poster, manager, chief):
    post = factories.submitted(poster, category=Category.OTHER)
    with pytest.raises(Refused, match="業務処理責任者の承認"):
        actions.approve(by=chief, item=post, seal=post.submission.seal)
    actions.approve(by=manager, item=post, seal=post.submission.seal)
    with pytest.raises(Refused) as refusal:
        actions.approve(by=manager, item=post, seal=post.submission.seal)
    assert refusal.value.answer.clause == "第３第１項(2)"
    assert Post.objects.get().state == State.PENDING


def test_contract_changed_meanwhile_does_not_shorten_the_way(poster, manager, contractor):
    contractor.chief_approves_all = True
    contractor.save()
    post = factories.submitted(poster)
    contractor.chief_approves_all = False
    contractor.save()
    actions.approve(by=manager, item=post, seal=post.submission.seal)
    assert Post.objects.get().state == State.PENDING


def people():
    """One of everyone who might think of deciding, and an outsider's manager."""
    yield "administrator", factories.person(Role.ADMINISTRATOR)
    yield "auditor", factories.person(Role.AUDITOR)
    yield "other staff", factories.person(Role.PREFECTURE_POSTER)
    yield "other manager", factories.person(Role.MANAGER, factories.ContractorFactory())
    yield "nobody", factories.UserFactory()


@pytest.mark.parametrize("verdict", ["approve", "send_back", "reject"])
@pytest.mark.parametrize("author", ["staff", "poster"])
def test_only_the_steps_own_decider_decides(request, chief, manager, author, verdict):
    post = factories.submitted(request.getfixturevalue(author))
    wrong = manager if author == "staff" else chief
    reason = {} if verdict == "approve" else {"reason": "理由"}
    for _, person in [("wrong side", wrong), *people()]:
        with pytest.raises(Refused):
            getattr(actions, verdict)(by=person, item=post, seal=post.submission.seal, **reason)
    assert not Decision.objects.exists()
    assert Post.objects.get().state == State.PENDING


@pytest.mark.clause("第４第３項(1)")
def test_manager_of_another_contractor_is_refused(poster):
    other = factories.person(Role.MANAGER, factories.ContractorFactory())
    post = factories.submitted(poster)
    with pytest.raises(Refused) as refusal:
        actions.approve(by=other, item=post, seal=post.submission.seal)
    assert refusal.value.answer.clause == "第４第３項(1)"


@pytest.mark.clause("第２")
def test_manager_whose_contract_has_ended_is_refused(poster, manager, contractor, time_machine):
    post = factories.submitted(poster)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=40))
    with pytest.raises(Refused):
        actions.approve(by=manager, item=post, seal=post.submission.seal)


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECTION_CHIEF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_designated_posters_submit(poster, contractor, role):
    draft = factories.draft(poster)
    other = factories.person(role, contractor if role == Role.MANAGER else None)
    with pytest.raises(Refused):
        factories.submit(other, draft)
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    with pytest.raises(Refused) as refusal:
        factories.submit(stranger, draft)
    assert refusal.value.answer.clause == "第４第２項"


def test_queue_deciders_and_rule_give_the_same_answer(staff, chief, poster, manager, contractor):
    """Three ways to ask one question: the list, the reverse question and the rule itself."""
    both = factories.person(Role.SECTION_CHIEF)
    factories.AppointmentFactory(user=both, role=Role.PREFECTURE_POSTER)
    factories.submitted(staff)
    factories.submitted(both)
    factories.submitted(poster)
    halfway = factories.submitted(poster, category=Category.OTHER)
    factories.submitted(poster, category=Category.OTHER)
    actions.approve(by=manager, item=halfway, seal=halfway.submission.seal)
    everyone = [staff, chief, poster, manager, both, *(person for _, person in people())]
    pending = list(judgeable(Post.objects.all()))
    for person in everyone:
        actor = Actor.of(person)
        by_rule = {post.pk for post in pending if rules.may_decide(actor, post)}
        in_queue = set(awaiting(Post.objects.all(), actor).values_list("pk", flat=True))
        by_deciders = {
            post.pk
            for post in pending
            if rules.deciders(post, rules.next_step(post.submission)).filter(user=person).exists()
        }
        assert by_rule == in_queue == by_deciders, person.name
    assert len(pending) == 5


def test_list_of_what_waits_is_read_without_a_query_per_row(staff, chief, django_assert_num_queries):
    for _ in range(3):
        factories.submitted(staff)
    actor = Actor.of(chief)
    with django_assert_num_queries(3):
        posts = list(judgeable(awaiting(Post.objects.all(), actor)))
        assert [bool(rules.may_approve(actor, post)) for post in posts] == [True] * 3


@pytest.mark.parametrize(
    ("author", "step", "clause"),
    [
        ("staff", Step.CHIEF, "第４第１項(1)"),
        ("poster", Step.MANAGER, "第４第３項(1)"),
        ("poster", Step.CHIEF, "委託契約"),
        ("poster", Step.RECOGNITION, "第３第１項(2)"),
    ],
)
def test_step_cites_what_asks_for_it(request, author, step, clause):
    post = factories.draft(request.getfixturevalue(author))
    assert rules.clause_of_step(step, post) == clause


def test_chiefs_desk_cites_the_contract_for_a_contractors_post(client, poster, manager, chief, contractor):
    contractor.chief_approves_all = True
    contractor.save()
    post = factories.submitted(poster)
    actions.approve(by=manager, item=post, seal=post.submission.seal)
    client.force_login(chief)
    assert client.get(reverse("admin:posts_post_change", args=[post.pk])).context["clause"] == "委託契約"
    with pytest.raises(Refused) as refusal:
        actions.approve(by=manager, item=post, seal=post.submission.seal)
    assert refusal.value.answer.clause == "委託契約"
