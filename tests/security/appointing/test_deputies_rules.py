"""What is deputised: deciding posts, reading them and the emergency stop. All else a deputy may only as what he is himself."""

import inspect

import pytest
from django.utils import timezone

from approvals.models import State
from posts.drafting import rules as post_rules
from posts.models import Post
from security.account import rules as account_rules
from security.models import Appointment, Device, PasswordChange, PasswordTask, PolicyText, Role
from security.people import rules as people_rules
from security.people.actors import Actor
from security.signing_in import rules as signing_in_rules
from security.workplaces import rules as workplace_rules
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

# Where the posts are decided, and that deputies come in as safely as those for whom they stand in.
DEPUTISED = {"may_enter_admin_site", "needs_second_factor", "may_be_signed_in_here"}


@pytest.fixture
def deputy(chief):
    """An auditor otherwise, who himself may do nothing but read."""
    absent = Appointment.objects.get(user=chief)
    absent.organization.deputies_allowed = True
    absent.organization.save()
    person, today = factories.person(Role.AUDITOR), timezone.localdate()
    appointment = Appointment(
        user=person,
        organization=absent.organization,
        role=absent.role,
        deputizes=absent,
        valid_from=today,
        valid_until=today,
    )
    appointment.save()  # no action would take an auditor
    return Actor.of(person)


@pytest.fixture
def asked_about(staff, chief, administrator):
    """What the rules' further arguments are called, and something for each."""
    appointment = Appointment.objects.get(user=staff)
    change = PasswordChange(changed_by=administrator)
    return {
        "knows": False,
        "organization": appointment.organization,
        "appointment": appointment,
        "absent": Appointment.objects.get(user=chief),
        "change": change,
        "task": PasswordTask(),
        "device": Device(organization=factories.ContractorFactory()),
        "authenticator_id": 0,
        "text": PolicyText(),
        "token": None,
        "person": staff,
    }


def first_parameter(rule):
    return next(iter(inspect.signature(rule).parameters), "")


ABOUT_AN_ACTOR = {
    name: rule
    for noun in (account_rules, people_rules, signing_in_rules, workplace_rules)
    for name, rule in inspect.getmembers(noun, inspect.isfunction)
    if not name.startswith("_") and first_parameter(rule) == "actor"
}


@pytest.mark.parametrize("name", sorted(set(ABOUT_AN_ACTOR) - DEPUTISED))
def test_ground_floor_asks_what_the_deputy_is_himself(deputy, asked_about, name):
    rule = ABOUT_AN_ACTOR[name]
    further = {key: asked_about[key] for key in list(inspect.signature(rule).parameters)[1:]}
    if name == "may_add_holder":
        further["person"] = Actor.of(further["person"])
    assert bool(rule(deputy, **further)) == bool(rule(deputy.own, **further))


@pytest.mark.parametrize("name", ["may_check_account", "may_administer", "may_keep_devices", "may_connect"])
def test_deputy_keeps_neither_account_nor_settings(deputy, name):
    assert not ABOUT_AN_ACTOR[name](deputy)


def test_deputy_enters_where_posts_are_decided(deputy):
    assert people_rules.may_enter_admin_site(deputy)


def in_state(post, state):
    Post.objects.filter(pk=post.pk).update(state=state)
    return Post.objects.get(pk=post.pk)


def test_what_was_published_is_not_settled_by_a_deputy(deputy, poster, chief):
    drafted = factories.submitted(poster)
    photo = drafted.photos.get()
    post = in_state(drafted, State.UNCONFIRMED)
    assert post_rules.may_resolve(Actor.of(chief), post)
    assert not post_rules.may_resolve(deputy, post)
    assert post_rules.may_withdraw_permission(Actor.of(chief), photo)
    assert not post_rules.may_withdraw_permission(deputy, photo)
    post = in_state(drafted, State.PUBLISHED)
    assert not post_rules.may_record_removal(deputy, post)
    assert post_rules.may_read(deputy, post)
