"""A row read inside another query is the row itself, on either database."""

import pytest
from django.forms import model_to_dict
from django.utils import timezone

from approvals import actions as approval_actions
from cafe_instagram.home.facts import Facts
from security.actors import Actor
from security.embedding import embedded, revived
from security.models import AccessToken, Safeguards, User

pytestmark = pytest.mark.django_db


def read_along(person, model):
    rows = User.objects.filter(pk=person.pk).annotate(found=embedded(model._default_manager.order_by("pk")))
    return revived(model, rows.values_list("found", flat=True).get())


def every_value(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_column_comes_back_as_its_field_gives_it(administrator):
    made = AccessToken.objects.create(
        flavour="instagram",
        user_id="17841400000000001",
        username="hokkaido_cafe",
        sealed_secret="x" * 300,
        permissions=["instagram_business_basic", "神(\ufa19)\"'"],
        connected_by=administrator,
        expires_at=timezone.now(),
    )
    made.refresh_from_db()
    found = read_along(administrator, AccessToken)
    assert every_value(found) == every_value(made)
    assert found.expires_at.utcoffset() is not None


def test_nothing_there_is_none(staff):
    assert read_along(staff, AccessToken) is None


def test_actor_knows_what_the_office_asks_without_a_query(staff, django_assert_num_queries):
    Safeguards.objects.create(pk=1, idle_minutes=7, second_factor="everyone")
    actor = Actor.of(staff)
    with django_assert_num_queries(0):
        assert (actor.safeguards.idle_minutes, actor.safeguards.second_factor) == (7, "everyone")
        assert actor.own.safeguards.idle_minutes == 7
    assert model_to_dict(actor.safeguards) == model_to_dict(Safeguards.current())


def test_whatever_a_page_shows_of_its_facts_they_cost_one_query(staff, chief, django_assert_num_queries):
    approval_actions.stop(by=chief, reason="誤った情報")
    facts = Facts(Actor.of(staff))
    with django_assert_num_queries(1):
        assert facts.stop.reason == "誤った情報"
        assert facts.stop.started_by_name == chief.name
        assert facts.stop.started_at <= timezone.now()
        assert facts.token is None
        assert facts.standing.open_tasks == 0
