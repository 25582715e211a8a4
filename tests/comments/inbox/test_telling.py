"""What comes in is told in numbers, to the posters who are in charge, and to nobody else (第６第２項, 第３項)."""

import datetime
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from comments.inbox import notices, telling
from comments.inbox.actions import arriving, by_hand, marking
from comments.models import Comment, LivePost
from security.models import Letter, Notice, Role
from security.notices import actions
from security.notices.models import How
from tests import factories as office
from tests import misses
from tests.comments.connecting import connect_account
from tests.comments.factories import live_post, remote
from tests.composing import letters_after, told
from tests.racing import race
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

ABUSE, PERSONAL, KIND = "もう、くたばれ", "電話は090-1234-5678です", "すてきですね"


@pytest.fixture
def noon(time_machine):
    """A working day, before the second digest."""
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


def come(post, *texts, **fields):
    number = Comment.objects.count()
    arriving.take_in(
        live_post=post, comments=[remote(f"c{number + n}", text, **fields) for n, text in enumerate(texts)]
    )


def titles():
    """Who is told what, on the page."""
    found: dict[object, list[str]] = {}
    for notice in Notice.objects.order_by("kind").select_related("person"):
        found.setdefault(notice.person, []).append(notice.title)
    return found


def test_posters_of_the_side_and_of_the_division_are_told_and_nobody_else(
    noon, staff, chief, poster, manager, administrator, auditor, contractor
):
    office.person(Role.CONTRACTOR_POSTER, office.ContractorFactory(name="別の受託者"))
    division = staff.appointments.get().organization.name
    come(live_post(post=office.draft(poster)), ABUSE, KIND)
    come(live_post(post=office.draft(staff)), KIND)
    come(live_post(post=None), PERSONAL)
    swept(telling)
    theirs = [
        "誹謗中傷のおそれがあるコメント 1件(株式会社サンプル企画)",
        "新しいコメント 2件(株式会社サンプル企画)",
    ]
    ours = [f"新しいコメント 2件({division})", f"個人情報のおそれがあるコメント 1件({division})"]
    found = titles()
    assert set(found) == {staff, poster}
    assert Counter(found[poster]) == Counter(theirs)
    assert Counter(found[staff]) == Counter(theirs + ours)


def test_suspicion_comes_at_once_and_the_number_with_the_digest(noon, poster, staff):
    come(live_post(post=office.draft(staff)), ABUSE, KIND, KIND)
    swept(telling)
    division = staff.appointments.get().organization.name
    assert told(letters_after(noon, minutes=2)) == [
        (staff, f"誹謗中傷のおそれがあるコメント 1件({division})")
    ]
    (digest,) = letters_after(noon, hours=1)
    assert digest.subject == f"新しいコメント 3件({division})"
    assert f"{division}が担当する投稿に、新しいコメントが3件届きました。" in digest.body
    assert "/comments/?handling=open" in digest.body
    assert letters_after(noon, days=2) == []


@pytest.mark.clause("第６第３項")
def test_suspicion_may_be_put_off_to_the_digest_and_not_switched_off():
    for kind in (notices.ABUSE, notices.PERSONAL):
        assert kind.may_be(How.DIGEST)
        assert "すみやかに" in str(kind.may_be(How.PAGE))


def test_a_flood_of_5000_is_one_notice_with_one_letter(noon, staff):
    post = live_post(post=office.draft(staff))
    for start in range(0, 5000, 250):
        come(post, *[f"{ABUSE}{start + n}" for n in range(250)])
        if start % 1000 == 0:
            swept(telling)
    swept(telling)
    assert {len(found) for found in titles().values()} == {2}
    (letter,) = letters_after(noon, minutes=2)
    assert letter.subject.startswith("誹謗中傷のおそれがあるコメント 5,000件")
    assert "/comments/?handling=open&hint=abuse" in letter.body
    (digest,) = letters_after(noon, hours=1)
    assert digest.subject.startswith("新しいコメント 5,000件")


def test_before_there_is_a_division_nobody_is_told_of_posts_that_nobody_here_has_made(noon, poster):
    come(live_post(post=None), ABUSE)
    swept(telling)
    assert not telling.is_due()
    assert not Notice.objects.exists()


def test_what_is_told_quotes_and_names_nobody(noon, staff):
    odd = "改行の\r\nある\0神\ufe00社と﨑👨‍👩‍👧 くたばれ"
    come(live_post(post=office.draft(staff)), odd, username="bad_person")
    swept(telling)
    (letter,) = letters_after(noon, minutes=2)
    shown = letter.subject + letter.body + letter.html
    assert not [word for word in ("bad_person", "くたばれ", "改行の", "👨") if word in shown]


def test_the_one_comment_is_led_to_and_several_to_the_list(noon, staff):
    post = live_post(post=office.draft(staff))
    come(post, ABUSE)
    swept(telling)
    assert Notice.objects.get(kind=notices.ABUSE.key).url == Comment.objects.get().get_absolute_url()
    come(post, ABUSE)
    swept(telling)
    assert Notice.objects.get(kind=notices.ABUSE.key).url == "/comments/?handling=open&hint=abuse"


def test_what_has_gone_meanwhile_still_leads_somewhere(noon, staff, client):
    come(live_post(post=office.draft(staff)), ABUSE)
    Comment.objects.update(gone_at=timezone.now())
    swept(telling)
    client.force_login(staff)
    assert client.get(Notice.objects.get(kind=notices.ABUSE.key).url).status_code == 200


def test_nothing_is_told_of_what_was_known_is_our_own_or_was_rolled_back(noon, staff):
    own = connect_account()
    post = live_post(post=office.draft(staff))
    come(post, KIND)
    swept(telling)
    arriving.take_in(live_post=post, comments=[remote("c0", KIND)])  # read again
    arriving.take_in(live_post=post, comments=[remote("own", ABUSE, author_id=own.user_id)])
    with transaction.atomic():
        arriving.take_in(live_post=post, comments=[remote("x", ABUSE)])
        transaction.set_rollback(True)
    assert not telling.is_due()
    assert [row.count for row in Notice.objects.all()] == [1]


def test_known_words_that_become_abuse_are_told(noon, staff):
    post = live_post(post=office.draft(staff))
    come(post, KIND)
    swept(telling)
    for text in (ABUSE, f"{ABUSE}!", KIND):
        arriving.take_in(live_post=post, comments=[remote("c0", text)])
        swept(telling)
    assert {row.kind: row.count for row in Notice.objects.all()} == {"comments_new": 1, "comments_abuse": 1}


def test_a_changed_word_list_tells_nobody_of_what_had_come_before(noon, staff):
    come(live_post(post=office.draft(staff)), KIND)
    swept(telling)
    Comment.objects.update(text=ABUSE)
    marking.MarkingRound.objects.create()
    marking.run()
    assert Comment.objects.get().hints == "abuse"
    assert not telling.is_due()


def test_who_types_a_comment_in_is_not_told_of_it(noon, staff, poster):
    post = live_post(post=office.draft(poster))
    when = timezone.now() - datetime.timedelta(hours=1)
    by_hand.enter(by=poster, live_post=post, username="yuki", text=ABUSE, commented_at=when)
    swept(telling)
    assert set(titles()) == {staff}
    assert len(titles()[staff]) == 2
    assert Notice.objects.get(kind=notices.ABUSE.key).url == Comment.objects.get().get_absolute_url()


def test_a_comment_that_was_typed_in_is_not_new_when_instagram_tells_it(noon, staff, poster):
    post = live_post(post=office.draft(poster))
    when = timezone.now() - datetime.timedelta(hours=1)
    by_hand.enter(by=poster, live_post=post, username="yuki", text=ABUSE, commented_at=when)
    arriving.take_in(live_post=post, comments=[remote("c0", ABUSE, timestamp=when)])
    assert not telling.is_due()


def test_counting_and_telling_cost_the_same_for_all(noon, staff, poster, django_assert_max_num_queries):
    for number, count in enumerate((1, 3)):
        for _ in range(number * 5):
            office.person(Role.PREFECTURE_POSTER)
        come(live_post(post=office.draft(poster)), *[KIND] * count)
        with django_assert_max_num_queries(12):
            telling.run()


def test_each_posts_numbers_are_its_own(noon, staff, poster):
    """Comments under several posts, stored in one transaction."""
    posts = {live_post(post=office.draft(by)): number for number, by in enumerate((staff, poster, poster), 1)}
    arriving.take_notifications(
        comments={
            post: [remote(f"{post.pk}-{n}", ABUSE if n else KIND) for n in range(count)]
            for post, count in posts.items()
        }
    )
    found = {post: (post.untold, post.untold_abuse, post.untold_personal) for post in LivePost.objects.all()}
    assert found == {post: (count, count - 1, 0) for post, count in posts.items()}


def test_people_choose_to_see_the_number_on_the_page_alone(noon, staff):
    actions.choose(by=staff, chosen={notices.NEW: How.PAGE})
    post = live_post(post=office.draft(staff))
    for _ in range(3):
        come(post, KIND)
        swept(telling)
        assert letters_after(noon, days=1) == []
    assert [row.count for row in Notice.objects.all()] == [3]


# --- Several workers: real processes on PostgreSQL --------------------------------------------------------------

WORKERS, ROUNDS = 3, 15


def store_and_tell(worker):
    post = LivePost.objects.order_by("pk")[worker % 2]
    for number in range(ROUNDS):
        arriving.take_in(live_post=post, comments=[remote(f"{worker}-{number}", ABUSE)])
        telling.run()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_each_comment_is_counted_once_by_workers_that_store_and_tell():
    staff = office.person(Role.PREFECTURE_POSTER)
    poster = office.person(Role.CONTRACTOR_POSTER, office.ContractorFactory())
    for person in (staff, poster):
        live_post(post=office.draft(person))
    race(f"{__name__}:store_and_tell", *[(worker,) for worker in range(WORKERS)])
    telling.run()
    found = [
        (person.name, kind, sum(rows.values_list("count", flat=True)))
        for person, wanted in ((staff, WORKERS * ROUNDS), (poster, ROUNDS))
        for kind in ("comments_new", "comments_abuse")
        if sum((rows := Notice.objects.filter(person=person, kind=kind)).values_list("count", flat=True))
        != wanted
    ]
    misses.none(found)
    assert not Letter.objects.exists()
