"""手動投稿: an approved version posted by a person from the official account's own app, exactly once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from approvals.querysets import current_stop
from outbox import claims
from outbox.jobs import JobState
from posts.imaging import store
from posts.models import LiveDifference, Photo, Post, PublishJob
from posts.publishing import actions as publishing
from posts.publishing import agreement, comparing, differing, errand, events, preflight, settling
from posts.publishing.by_hand import actions, rules, waiting
from security.models import Notice, Role, User
from security.office.answers import Refused
from security.people.actors import Actor
from security.trail import recording as audit
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]

ADDRESS = "https://www.instagram.com/p/Cabc123DEF4/"
CAPTION = "雪の朝の喫茶店です。\n#北海道"


@pytest.fixture
def post(staff, chief):
    return factories.approved(staff, chief, caption=CAPTION, photos=2)


@pytest.fixture
def moving(time_machine):
    """Our own time, which goes on and can be shifted."""
    time_machine.move_to(timezone.now())
    return time_machine


def page_of(name, post, *more):
    return reverse(f"posts:{name}", args=[post.pk, *more])


def state_of(post):
    return Post.objects.get(pk=post.pk).state


def told(kind):
    return [notice.person for notice in Notice.objects.filter(kind=kind)]


# --- Taken in hand ------------------------------------------------------------------------------------------------


def test_what_is_taken_in_hand_is_the_persons_and_no_workers(staff, post, sandbox):
    job = actions.take(by=staff, post=post)
    assert (job.state, job.in_hand_of, state_of(post)) == (JobState.RUNNING, staff, State.PUBLISHING)
    errand.run(job.pk)
    assert sandbox.state()["counts"]["media"] == 0
    assert actions.in_hand(post).pk == job.pk


def test_scheduled_post_leaves_the_queue_and_nothing_is_sent_at_its_time(staff, chief, clock, sandbox):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(minutes=10))
    (waiting_job,) = post.jobs.all()
    assert actions.take(by=staff, post=post).pk == waiting_job.pk
    clock.shift(minutes=15)
    errand.run(waiting_job.pk)
    assert sandbox.state()["counts"]["media"] == 0


def test_long_before_its_time_it_is_left_to_the_queue(staff, chief):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(hours=2))
    with pytest.raises(Refused, match="15分前から"):
        actions.take(by=staff, post=post)


def test_worker_that_was_faster_keeps_it(staff, post, sandbox):
    job = publishing.publish_now(by=staff, post=post)
    PublishJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    with pytest.raises(Refused, match="もう始まっています"):
        actions.take(by=staff, post=post)
    assert state_of(post) == State.APPROVED


@pytest.mark.parametrize("role", [Role.SECTION_CHIEF, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_post_takes_nothing_in_hand(post, role):
    with pytest.raises(Refused):
        actions.take(by=factories.person(role), post=post)


def test_what_is_not_approved_is_not_handed_out(staff):
    with pytest.raises(Refused, match="承認済のものだけ"):
        actions.take(by=staff, post=factories.submitted(staff))


@pytest.mark.clause("第６第４項")
def test_stop_keeps_it_from_being_taken(staff, chief, post):
    approval_actions.stop(by=chief, reason="訓練")
    with pytest.raises(Refused, match="緊急停止中"):
        actions.take(by=staff, post=post)


@pytest.mark.clause("第４第１項(2)")
def test_lost_permission_keeps_it_from_being_taken(staff, post):
    Photo.objects.filter(post=post).update(permission_withdrawn_on=timezone.localdate())
    with pytest.raises(Refused, match="使用の許可が取り消されています"):
        actions.take(by=staff, post=post)
    assert state_of(post) == State.APPROVED


def test_what_differs_from_the_seal_is_not_handed_out(staff, post):
    Post.objects.filter(pk=post.pk).update(caption="ほかの本文")
    with pytest.raises(Refused, match="違うところ: 本文"):
        actions.take(by=staff, post=post)


def test_approval_is_not_taken_back_from_what_is_in_hand(staff, chief, post):
    actions.take(by=staff, post=post)
    with pytest.raises(Refused):
        approval_actions.revoke(by=chief, item=post, reason="やめる")


def test_without_any_connection(staff, post):
    assert actions.take(by=staff, post=post)
    actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now())
    assert state_of(post) == State.PUBLISHED


def test_what_waits_for_a_lost_connection_leads_there(client, staff, post, settings):
    settings.INSTAGRAM_ACCESS_TOKEN = ""
    client.force_login(staff)
    page = client.get(post.get_absolute_url()).content.decode()
    assert f'接続が戻るのを待たずに<a href="{page_of("by_hand", post)}">' in page


# --- Handed out ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kit(client, staff, post):
    """The page of what is handed out."""
    client.force_login(staff)
    client.post(page_of("by_hand", post))
    return lambda: client.get(page_of("by_hand", post)).content.decode()


def test_page_hands_out_the_sealed_words_pictures_in_order_and_descriptions(kit, post):
    page = kit()
    assert re.search(r"<textarea[^>]*readonly>\s*雪の朝の喫茶店です。\n#北海道</textarea>", page)
    assert [int(n) for n in re.findall(r">(\d)枚目を保存<", page)] == [1, 2]
    assert page.count("雪の朝の並木道") == 2


def test_saved_pictures_are_the_sealed_bytes_under_names_in_order(client, kit, post):
    for place, photo in enumerate(post.photos.all(), start=1):
        response = client.get(page_of("by_hand_picture", post, place))
        assert response.content == store.renditions().read_verified(photo.rendition)
        assert f"_{place:02}.jpg" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]


def test_picture_that_is_not_as_sealed_is_not_handed_out(client, kit, post):
    digest = post.photos.first().rendition
    path = store.renditions().path(digest)
    path.chmod(0o644)
    path.write_bytes(b"other")
    assert "一致しないため" in kit()
    assert client.get(page_of("by_hand_picture", post, 1)).status_code == 302


@pytest.mark.clause("第６第４項")
def test_stop_takes_words_and_pictures_off_the_page(client, kit, chief, post):
    approval_actions.stop(by=chief, reason="訓練")
    page = kit()
    assert "いまは投稿しないでください" in page
    assert CAPTION not in page
    assert client.get(page_of("by_hand_picture", post, 1)).status_code == 302
    approval_actions.resume(by=chief, note="")
    assert CAPTION not in kit()  # it has stood since the post was due


def test_before_its_time_no_words_are_handed_out(client, staff, chief, moving):
    post = factories.approved(
        staff, chief, caption=CAPTION, publish_at=timezone.now() + timedelta(minutes=10)
    )
    client.force_login(staff)
    client.post(page_of("by_hand", post))
    assert CAPTION not in client.get(page_of("by_hand", post)).content.decode()
    moving.shift(timedelta(minutes=11))
    assert CAPTION in client.get(page_of("by_hand", post)).content.decode()


def test_after_its_time_no_words_are_handed_out(kit, moving):
    moving.shift(timedelta(minutes=31))
    assert CAPTION not in kit()


def test_another_poster_is_handed_out_nothing(client, kit, post):
    client.force_login(factories.person(Role.PREFECTURE_POSTER))
    assert client.get(page_of("by_hand", post)).status_code == 302
    assert client.get(page_of("by_hand_picture", post, 1)).status_code == 302


@pytest.mark.clause("第３第１項(1)ただし書")
def test_labels_are_told_from_what_was_sealed(client, staff, chief):
    post = factories.approved(
        staff, chief, generated="yes", sponsorship="paid", sponsorship_note="〇〇町からの提供"
    )
    client.force_login(staff)
    client.post(page_of("by_hand", post))
    page = client.get(page_of("by_hand", post)).content.decode()
    assert "AIラベル" in page
    assert "タイアップ投稿ラベル" in page
    assert "〇〇町からの提供" in page


# --- Recorded -----------------------------------------------------------------------------------------------------


def sent(client, post, **fields):
    values = {
        "permalink": ADDRESS,
        "posted_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "as_approved": "on",
        **fields,
    }
    return client.post(page_of("by_hand_record", post), values)


def test_recorded_with_address_time_and_device(client, kit, post, staff):
    assert sent(client, post).status_code == 302
    (job,) = post.jobs.all()
    assert (job.state, job.permalink, job.shortcode) == (JobState.DONE, ADDRESS, "Cabc123DEF4")
    assert state_of(post) == State.PUBLISHED
    event = audit.events_of(post).get(tag=events.PUBLISHED_BY_HAND.tag)
    assert (event.actor, event.data["permalink"]) == (staff, ADDRESS)
    assert list(agreement.publications()) == []


@pytest.mark.parametrize(
    "fields",
    [{"permalink": "https://example.jp/"}, {"as_approved": ""}, {"posted_at": ""}, {"permalink": ""}],
)
def test_nothing_is_recorded_without_address_time_and_look(client, kit, post, fields):
    assert sent(client, post, **fields).status_code == 422
    assert state_of(post) == State.PUBLISHING


def test_time_before_it_was_taken_is_another_post(staff, post):
    actions.take(by=staff, post=post)
    with pytest.raises(Refused, match="それより前の日時"):
        actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now() - timedelta(hours=1))


def test_address_of_another_document_is_refused(staff, chief, post):
    other = factories.approved(staff, chief, title="ほか")
    for one in (other, post):
        actions.take(by=staff, post=one)
    actions.record(by=staff, post=other, address=ADDRESS, posted_at=timezone.now())
    with pytest.raises(Refused, match="ほかの投稿"):
        actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now())
    assert state_of(post) == State.PUBLISHING


def test_recorded_twice_is_told(staff, post):
    actions.take(by=staff, post=post)
    actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now())
    with pytest.raises(Refused, match="投稿済"):
        actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now())


def test_colleague_records_for_who_has_left(staff, post):
    actions.take(by=staff, post=post)
    colleague = factories.person(Role.PREFECTURE_POSTER)
    actions.record(by=colleague, post=post, address=ADDRESS, posted_at=timezone.now())
    assert state_of(post) == State.PUBLISHED


def test_live_post_is_held_against_the_version_where_there_is_a_connection(
    sandbox, connect, client, post, staff
):
    connect("sandbox-token")
    client.force_login(staff)
    client.post(page_of("by_hand", post))
    number = sandbox.post_by_hand(f"{CAPTION} 書き足しました", pictures=2)
    (live,) = sandbox.state()["media"]
    assert sent(client, post, permalink=live["permalink"]).status_code == 302
    assert post.jobs.get().media_id == str(number)
    comparing.run()
    assert [one.what for one in LiveDifference.objects.all()] == [LiveDifference.What.WORDS]
    assert list(agreement.publications()) == []


@pytest.mark.clause("第６第４項")
def test_posting_after_a_stop_is_recorded_told_and_looked_into_by_another(staff, chief, post):
    actions.take(by=staff, post=post)
    approval_actions.stop(by=chief, reason="訓練")
    actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now() + timedelta(seconds=1))
    assert LiveDifference.objects.get().what == LiveDifference.What.AGAINST
    assert set(told("post_live_differs")) == {staff, chief}
    event = audit.events_of(post).get(tag=events.PUBLISHED_BY_HAND.tag)
    assert event.data["problem"] == "緊急停止の後に、手動で投稿されました。"
    with pytest.raises(Refused, match="別の方"):
        differing.note_seen(by=staff, post=post, reason="見た")
    differing.note_seen(by=chief, post=post, reason="そのまま")


def test_what_was_posted_before_a_stop_is_no_fault(staff, chief, post, moving):
    actions.take(by=staff, post=post)
    posted_at = timezone.now()
    moving.shift(timedelta(minutes=5))
    approval_actions.stop(by=chief, reason="訓練")
    actions.record(by=staff, post=post, address=ADDRESS, posted_at=posted_at)
    assert not LiveDifference.objects.exists()


# --- Given back, or forgotten -------------------------------------------------------------------------------------


def test_given_back_goes_on_by_itself(staff, chief, clock, sandbox, work_off):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(minutes=10))
    job = actions.take(by=staff, post=post)
    actions.give_back(by=staff, post=post)
    assert state_of(post) == State.APPROVED
    assert work_off(job).state == JobState.DONE
    assert sandbox.state()["counts"]["media"] == 1


def test_given_back_without_a_time_waits_for_a_press(staff, post, sandbox, work_off):
    actions.take(by=staff, post=post)
    actions.give_back(by=staff, post=post)
    assert (state_of(post), post.jobs.get().state) == (State.APPROVED, JobState.CANCELLED)
    assert work_off(publishing.publish_now(by=staff, post=post)).state == JobState.DONE


def test_lie_is_found_before_anything_is_sent(sandbox, staff, post, work_off):
    """Given back though it was posted: the same words on the account are a question for a person."""
    actions.take(by=staff, post=post)
    sandbox.post_by_hand(CAPTION, pictures=2)
    actions.give_back(by=staff, post=post)
    job = work_off(publishing.publish_now(by=staff, post=post))
    assert job.state == JobState.UNCONFIRMED


def test_only_who_has_it_says_that_nothing_was_posted(staff, post):
    actions.take(by=staff, post=post)
    with pytest.raises(Refused, match="だけです"):
        actions.give_back(by=factories.person(Role.PREFECTURE_POSTER), post=post)


def test_forgotten_is_reminded_once_and_then_a_question(staff, chief, post, moving):
    actions.take(by=staff, post=post)
    waiting.run()
    assert told("post_in_hand") == []
    moving.shift(timedelta(minutes=31))
    waiting.run()
    waiting.run()
    assert told("post_in_hand") == [staff]
    assert state_of(post) == State.PUBLISHING
    moving.shift(timedelta(hours=2))
    waiting.run()
    assert state_of(post) == State.UNCONFIRMED
    settling.bind(by=staff, post=post, address=ADDRESS)
    assert state_of(post) == State.PUBLISHED


def test_in_hand_stands_on_the_first_page(client, staff, post):
    actions.take(by=staff, post=post)
    client.force_login(factories.person(Role.PREFECTURE_POSTER))
    assert "手動で投稿しています" in client.get(reverse("home")).content.decode()


# --- A whole installation by hand ---------------------------------------------------------------------------------


@pytest.fixture
def only_by_hand(settings):
    settings.PUBLISHES_BY_HAND = True


def test_worker_sends_nothing_and_posters_are_called_at_its_time(only_by_hand, staff, chief, clock, sandbox):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(minutes=10))
    job = post.jobs.get()
    waiting.run()
    assert told("post_waits_for_hand") == []
    clock.shift(minutes=11)
    errand.run(job.pk)
    waiting.run()
    waiting.run()
    assert told("post_waits_for_hand") == [staff]
    assert sandbox.state()["counts"]["media"] == 0
    actions.take(by=staff, post=post)
    actions.record(by=staff, post=post, address=ADDRESS, posted_at=timezone.now())
    assert state_of(post) == State.PUBLISHED


def test_what_nobody_posts_by_hand_expires(only_by_hand, staff, chief, clock, sandbox, work_off):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(minutes=10))
    job = work_off(post.jobs.get())
    assert (job.state, state_of(post)) == (JobState.CANCELLED, State.EXPIRED)
    assert "「手動で投稿する」が押されなかった" in job.problem


def test_there_is_no_button_that_posts(only_by_hand, client, staff, post):
    client.force_login(staff)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "手動で投稿する" in page
    assert ">投稿する<" not in page
    with pytest.raises(Refused, match="手動で投稿することになっています"):
        publishing.publish_now(by=staff, post=post)


# --- Races --------------------------------------------------------------------------------------------------------


def take(person, post):
    try:
        actions.take(by=User.objects.get(pk=person), post=Post.objects.get(pk=post))
    except Refused:
        return "refused"
    return "taken"


def work(job):
    return "claimed" if claims.claim(PublishJob, job) else "passed by"


def record(person, post):
    try:
        actions.record(
            by=User.objects.get(pk=person),
            post=Post.objects.get(pk=post),
            address=ADDRESS,
            posted_at=timezone.now(),
        )
    except Refused:
        return "refused"
    return "recorded"


def stop(person):
    approval_actions.stop(by=User.objects.get(pk=person), reason="競争")
    return "stopped"


def deed(name, *arguments):
    return globals()[name](*arguments)


@pytest.mark.postgres
def test_worker_and_person_at_once(staff, post):
    job = publishing.publish_now(by=staff, post=post)
    answers = race("tests.posts.publishing.test_by_hand:deed", ("take", staff.pk, post.pk), ("work", job.pk))
    assert sorted(answers) in (["passed by", "taken"], ["claimed", "refused"])


@pytest.mark.postgres
def test_two_people_at_once(staff, post):
    other = factories.person(Role.PREFECTURE_POSTER)
    answers = race("tests.posts.publishing.test_by_hand:take", (staff.pk, post.pk), (other.pk, post.pk))
    assert sorted(answers) == ["refused", "taken"]
    assert PublishJob.objects.filter(post=post).count() == 1


@pytest.mark.postgres
def test_recorded_twice_at_once(staff, post):
    actions.take(by=staff, post=post)
    answers = race("tests.posts.publishing.test_by_hand:record", (staff.pk, post.pk), (staff.pk, post.pk))
    assert sorted(answers) == ["recorded", "refused"]
    assert audit.events_of(post).filter(tag=events.PUBLISHED_BY_HAND.tag).count() == 1


@pytest.mark.postgres
@pytest.mark.clause("第６第４項")
def test_stop_pressed_while_it_is_taken(staff, chief, post):
    """Taken before the stop, and nothing is handed out any more; or the stop was seen."""
    answers = race(
        "tests.posts.publishing.test_by_hand:deed", ("take", staff.pk, post.pk), ("stop", chief.pk)
    )
    assert "stopped" in answers
    if "taken" in answers:
        job = actions.in_hand(post)
        answer = rules.may_be_handed_out(Actor.of(staff), preflight.as_it_stands(job), job, current_stop())
        assert answer == rules.STOPPED
    else:
        assert state_of(post) == State.APPROVED
