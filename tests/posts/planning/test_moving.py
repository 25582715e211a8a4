"""Another time for a post: of a draft at once, of what was approved only once somebody has said that the approval may go."""

import datetime

import pytest
from django.utils import timezone

from approvals.models import State
from posts.drafting.actions import Stale
from posts.models import Post
from posts.planning import actions
from posts.planning.actions import AskFirst
from security.models import User
from security.office.answers import Refused
from tests import factories, misses
from tests.racing import race

pytestmark = pytest.mark.django_db


def typed(moment):
    return f"{moment:%Y-%m-%dT%H:%M}"


@pytest.fixture
def press(client):
    """Send the small form of the calendar, or of the page."""

    def sent(post, moment, **more):
        data = {"publish_at": typed(moment) if moment else "", "version": post.version, **more}
        return client.post(f"/posts/{post.pk}/move/", data)

    return sent


def test_draft_is_moved_at_once_and_shown_where_it_is_now(client, staff, at, press, said):
    post = factories.draft(staff, publish_at=at(2))
    client.force_login(staff)
    response = press(post, at(40, 18), week=f"{at(2):%Y-%m-%d}")
    day = at(40).date()
    monday = day - datetime.timedelta(days=day.weekday())
    assert response["Location"] == f"/posts/calendar/?week={monday}#day-{day}"
    moved = Post.objects.get()
    assert (moved.publish_at, moved.version, moved.state) == (at(40, 18), post.version + 1, State.DRAFT)
    assert "18:00に変えました" in said(client.get(response["Location"]))[0]


def test_idea_gets_a_day_and_can_lose_it_again(client, staff, at, press):
    post = factories.draft(staff)
    client.force_login(staff)
    press(post, at(3))
    assert Post.objects.get().publish_at == at(3)
    response = press(Post.objects.get(), None)
    assert response["Location"].endswith("#ideas")
    assert Post.objects.get().publish_at is None


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED])
def test_what_was_approved_or_asked_for_asks_first(client, staff, chief, at, press, state):
    make = {
        State.PENDING: factories.submitted,
        State.APPROVED: lambda by, **values: factories.approved(by, chief, **values),
    }
    post = make[state](staff, publish_at=at(2))
    client.force_login(staff)
    response = press(post, at(3, 15))
    page = response.content.decode()
    assert response.status_code == 409
    assert "下書きに戻して、日時を変える" in page
    assert f'value="{typed(at(3, 15))}"' in page, "where it was put is kept"
    assert (Post.objects.get().state, Post.objects.get().publish_at) == (state, at(2)), "nothing is done yet"
    assert press(post, at(3, 15), sure=state).status_code == 302
    assert (Post.objects.get().state, Post.objects.get().publish_at) == (State.DRAFT, at(3, 15))


@pytest.mark.clause("第４第１項(1)")
def test_saying_yes_to_one_state_is_no_yes_to_another(staff, chief, at):
    """Asked about a request, answered when it had been approved meanwhile: the question was another."""
    post = factories.approved(staff, chief, publish_at=at(2))
    for sure in ("", State.PENDING, State.DRAFT, "approve"):
        with pytest.raises(AskFirst):
            actions.move(by=staff, post=post, version=post.version, publish_at=at(3), sure=sure)
    assert Post.objects.get().state == State.APPROVED


def test_page_of_what_is_sealed_says_what_is_lost_before_anything_is_pressed(client, staff, chief, at):
    post = factories.approved(staff, chief, publish_at=at(2))
    client.force_login(staff)
    page = client.get(f"/posts/{post.pk}/move/").content.decode()
    assert "日時を変えると、承認がなくなります" in page
    assert 'name="sure" value="approved"' in page


def test_times_that_are_over_or_too_near_are_refused_with_the_sentence(client, staff, at, press):
    post = factories.draft(staff, publish_at=at(2))
    client.force_login(staff)
    now = timezone.localtime()
    asked = {
        "過ぎています": now - datetime.timedelta(minutes=1),
        "5分もありません": now + datetime.timedelta(minutes=4),
    }
    for sentence, moment in asked.items():
        response = press(post, moment)
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert Post.objects.get().publish_at == at(2)


def test_version_on_the_screen_that_is_no_more_moves_nothing(client, staff, at, press):
    post = factories.draft(staff, publish_at=at(2))
    factories.edited(staff, post, title="同僚の件名")
    client.force_login(staff)
    response = press(post, at(3))
    assert response.status_code == 409
    assert "変更されました" in response.content.decode()
    assert Post.objects.get().publish_at == at(2)
    assert press(Post.objects.get(), at(3)).status_code == 302


@pytest.mark.clause("第２", "第４第２項")
def test_only_the_posters_of_its_side_move_it(client, staff, chief, poster, auditor, at, press):
    post = factories.draft(staff, publish_at=at(2))
    for person in (chief, auditor, poster):
        client.force_login(person)
        assert press(post, at(3)).status_code == (404 if person == poster else 302)
    for person in (chief, poster):
        with pytest.raises(Refused):
            actions.move(by=person, post=post, version=post.version, publish_at=at(3))
    assert Post.objects.get().publish_at == at(2)


def test_odd_input_moves_nothing(client, staff, at):
    post = factories.draft(staff, publish_at=at(2))
    client.force_login(staff)
    odd = [
        {"publish_at": "\0"},
        {"publish_at": "12月3日"},
        {"version": "x"},
        {"version": "9" * 40},
        {"sure": "x" * 100},
        {"version": ""},
    ]
    base = {"publish_at": typed(at(3)), "version": post.version}
    misses.none([one for one in odd if client.post(f"/posts/{post.pk}/move/", base | one).status_code != 422])
    assert Post.objects.get().publish_at == at(2)


def test_idea_is_jotted_down_once_however_often_it_is_pressed(client, staff, said):
    client.force_login(staff)
    key = client.get("/posts/calendar/").context["jot"]["form_key"].value()
    for _ in range(2):
        response = client.post("/posts/calendar/idea/", {"title": "道の駅めぐり", "form_key": key})
    post = Post.objects.get()
    assert (post.title, post.state, post.publish_at) == ("道の駅めぐり", State.DRAFT, None)
    assert response["Location"].endswith("#ideas")
    again = client.post("/posts/calendar/idea/", {"title": "別のこと", "form_key": key})
    assert "別のこと" in again.content.decode(), "what was typed is not lost"
    assert client.post("/posts/calendar/idea/", {"title": ""}).status_code == 422


def move(username, pk, version, day):
    post, moment = (
        Post.objects.get(pk=pk),
        timezone.localtime().replace(microsecond=0) + datetime.timedelta(days=day),
    )
    try:
        actions.move(by=User.objects.get(username=username), post=post, version=version, publish_at=moment)
    except Stale:
        return "stale"
    return "moved"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_move_at_once_are_not_both_believed(staff, at):
    post = factories.draft(staff, publish_at=at(2))
    other = factories.person("prefecture_poster", name="北野 花")
    answers = race(f"{__name__}:move", *[(one.username, post.pk, post.version, day) for one, day in ((staff, 3), (other, 4))])  # fmt: skip
    assert sorted(answers) == ["moved", "stale"]
    assert Post.objects.get().version == post.version + 1
