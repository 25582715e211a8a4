"""Who is told, and when a letter tells it: once, not of his own act, and never in hundreds."""

import datetime
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from security.letters import post_office
from security.models import Letter, Notice, Role
from security.notices import actions, composing, registry, telling, timing
from security.notices.models import How
from security.notices.registry import Kind, Preview
from tests import factories, misses
from tests.composing import letters_after, told
from tests.sweeping import swept

pytestmark = pytest.mark.django_db


def test_nobody_is_told_of_his_own_act_or_without_an_office(tell, kind, clock, staff, chief):
    gone = factories.UserFactory(name="退職 した人")
    idle = factories.person(Role.PREFECTURE_POSTER)
    idle.is_active = False
    idle.save()
    tell(kind, staff, chief, gone, idle, by=chief)
    assert list(Notice.objects.values_list("person", flat=True)) == [staff.pk]
    assert told(letters_after(clock)) == [(staff, "雪の朝")]


def test_whoever_leaves_before_the_letter_gets_none(tell, kind, clock, staff):
    tell(kind, staff)
    staff.appointments.update(valid_until=timezone.localdate() - timedelta(days=1))
    assert letters_after(clock) == []
    assert not composing.is_due()


def test_what_is_rolled_back_has_told_nothing(tell, kind, clock, staff):
    with transaction.atomic():
        tell(kind, staff)
        transaction.set_rollback(True)
    assert letters_after(clock) == []
    assert not Notice.objects.exists()


def test_all_are_told_with_as_many_statements_as_one(tell, kind, clock, staff, django_assert_num_queries):
    people = [factories.person(Role.PREFECTURE_POSTER) for _ in range(30)]
    with django_assert_num_queries(2):
        tell(kind, staff)
    with django_assert_num_queries(2):
        tell(kind, *people)
    assert Notice.objects.count() == 31


def test_several_at_one_moment_are_one_letter(tell, kind, clock, staff, chief):
    tell(kind, staff, title="一つ目")
    clock.shift(timedelta(seconds=15))
    tell(kind, staff, title="二つ目", about=chief)
    (letter,) = letters_after(clock, seconds=6)
    assert letter.subject == "お知らせ2件: 一つ目 ほか"
    assert "■ 一つ目" in letter.body
    assert "■ 二つ目" in letter.body
    assert "/notices/" in letter.body
    assert letters_after(clock, hours=30) == []


def test_300_events_in_a_minute_are_two_letters(tell, kind, clock, staff):
    for number in range(300):
        tell(kind, staff, title=f"{number}番")
        clock.shift(timedelta(seconds=0.2))
        swept(composing)
    first = list(Letter.objects.all())
    assert len(first) == 1
    (second,) = letters_after(clock, minutes=5)
    assert letters_after(clock, days=2) == []
    assert Notice.objects.filter(told_at=None).count() == 0
    assert second.body.count("■") == composing.TOLD_MAX
    assert (
        f"ほかに{Notice.objects.filter(told_at__gt=first[0].created_at).count() - 20}件あります"
        in second.body
    )


def test_letters_do_not_pile_up_while_none_can_leave(tell, kind, clock, staff):
    """The mail server is away, or there is no address: what comes meanwhile is told by one letter afterwards."""
    for hour in range(20):
        tell(kind, staff, title=f"{hour}時")
        for _ in range(12):
            clock.shift(timedelta(minutes=5))
            swept(composing)
    assert Letter.objects.count() == 1
    (second,) = letters_after(clock, minutes=6)  # the first has left
    assert second.body.count("■") == 19


def test_one_letter_that_never_leaves_does_not_silence_the_rest(tell, kind, clock, staff):
    tell(kind, staff, title="一つ目")
    letters_after(clock)
    tell(kind, staff, title="二つ目")
    clock.shift(timedelta(days=1, minutes=1))
    swept(composing)
    assert Letter.objects.count() == 2


def test_urgent_one_does_not_wait_for_the_pause(tell, kind, declared, clock, staff):
    urgent = registry.declare(Kind("urgent", "急ぎ", "職員", (Role.PREFECTURE_POSTER,), urgent=True))
    tell(kind, staff, title="一つ目")
    assert len(letters_after(clock)) == 1
    tell(kind, staff, title="二つ目")
    assert letters_after(clock) == []
    tell(urgent, staff, title="急ぎの三つ目")
    assert [letter.subject for letter in letters_after(clock)] == ["お知らせ2件: 二つ目 ほか"]


def test_letter_says_what_has_become_of_it_meanwhile(tell, kind, clock, staff, chief):
    staff.kana = "1"
    tell(kind, staff, chief, about=staff)
    staff.kana = "2"
    staff.save()
    for letter in letters_after(clock):
        assert "その後、「状態2」になりました。" in letter.body
        assert "その後、「状態2」になりました。" in letter.html


def test_letter_of_what_stands_as_it_stood_or_is_gone_says_nothing_more(tell, kind, clock, staff, chief):
    gone = factories.UserFactory(kana="3")
    tell(kind, staff)
    tell(kind, chief, about=gone)
    gone.delete()
    letters = letters_after(clock)
    assert len(letters) == 2
    assert not [one for one in letters if "その後" in one.body + one.html]


def test_what_was_seen_on_the_page_needs_no_letter(tell, kind, clock, staff):
    tell(kind, staff)
    actions.see(by=staff, notice=Notice.objects.get())
    assert letters_after(clock) == []


def test_what_is_taken_back_before_it_was_told_is_not_told(tell, kind, clock, staff, chief):
    tell(kind, staff, chief, about=staff)
    tell(kind, staff, about=chief, title="ほかのもの")
    telling.take_back(kind, about=staff)
    assert told(letters_after(clock)) == [(staff, "ほかのもの")]


def test_what_was_told_by_letter_is_not_taken_off_the_page(tell, kind, clock, staff):
    tell(kind, staff)
    letters_after(clock)
    telling.take_back(kind, about=staff)
    assert Notice.objects.count() == 1


def test_called_off_letter_leaves_what_else_it_told_to_the_next(tell, kind, declared, clock, staff, chief):
    other = registry.declare(Kind("other", "ほかの試し", "職員", (Role.PREFECTURE_POSTER,)))
    tell(kind, staff, title="済んだこと")
    tell(other, staff, title="まだのこと")
    tell(kind, chief, about=staff, title="済んだこと")
    assert len(letters_after(clock)) == 2
    Letter.objects.update(state=Letter.State.WAITING)
    telling.call_off(kind, about=staff)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.CANCELLED}
    swept(composing)
    clock.shift(timing.PAUSE)
    swept(composing)
    assert told(Letter.objects.filter(state=Letter.State.WAITING)) == [(staff, "まだのこと")]
    telling.call_off(kind, about=staff)
    assert Letter.objects.filter(state=Letter.State.WAITING).count() == 1


def test_same_key_tells_once(tell, kind, clock, staff, chief):
    tell(kind, staff, key="k")
    tell(kind, staff, chief, key="k")
    assert sorted(Notice.objects.values_list("person", flat=True)) == sorted([staff.pk, chief.pk])


def test_digests_come_at_half_past_eight_and_one_on_working_days():
    def japan(text):
        return timezone.make_aware(datetime.datetime.fromisoformat(text))

    found = {
        "2026-11-30T08:29": "2026-11-30T08:30",
        "2026-11-30T08:30": "2026-11-30T13:00",
        "2026-11-30T13:00": "2026-12-01T08:30",
        "2026-12-04T20:00": "2026-12-07T08:30",  # over Saturday and Sunday
        "2026-12-28T13:00": "2027-01-04T08:30",  # over the end of the year
    }
    misses.none(
        [
            f"{asked}: {timing.next_digest(japan(asked))}"
            for asked, wanted in found.items()
            if timing.next_digest(japan(asked)) != japan(wanted)
        ]
    )


def test_choices_are_honoured(tell, kind, clock, staff, chief):
    poster = factories.person(Role.PREFECTURE_POSTER)
    actions.choose(by=chief, chosen={kind: How.DIGEST})
    actions.choose(by=poster, chosen={kind: How.PAGE})
    tell(kind, staff, chief, poster)
    tell(kind, chief, title="もう一つ")
    assert told(letters_after(clock)) == [(staff, "雪の朝")]
    assert letters_after(clock, minutes=59) == []
    assert told(letters_after(clock, minutes=1)) == [(chief, "お知らせ2件: 雪の朝 ほか")]  # at 13:00
    assert letters_after(clock, days=5) == []
    assert Notice.objects.filter(person=poster).count() == 1


NAMES = ("改行の\r\nある名前", "神\ufe00社と﨑", "👨‍👩‍👧と⛄️", "長い" * 200)


def test_any_name_makes_a_subject_of_one_line(tell, kind, clock, staff):
    staff.email = "staff@example.jp"
    staff.save()
    missed = []
    for name in NAMES:
        tell(kind, staff, title=f"承認のお願い: {name}", sentence=f"「{name}」です。")
        letters_after(clock, minutes=6)
        post_office.deliver()
        sent, wanted = mail.outbox[-1], f"承認のお願い: {' '.join(name.split())}"[:200]
        if sent.subject != wanted or "\n\n" in str(sent.message()["Subject"]):
            missed.append((name, sent.subject))
    misses.none(missed)


def test_letter_is_text_and_page_in_one_thread_with_one_link(tell, kind, clock, staff, settings):
    settings.PUBLIC_URL = "https://cafe.example.jp"
    staff.email, staff.name = "staff@example.jp", "神田\n雪路"
    staff.save()
    until = timezone.now() + timedelta(hours=5)
    tell(kind, staff, sentence="1行目 <b>\n2行目", until=until)
    tell(kind, staff, sentence="次のこと")
    letters_after(clock)
    post_office.deliver()
    tell(kind, staff)
    letters_after(clock, minutes=6)
    post_office.deliver()
    first, second = mail.outbox
    assert first.body.startswith("神田 雪路 様\n")
    assert "いつまで: 令和8年11月30日(月) 17:00" in first.body
    ((page, kind_of_page),) = first.alternatives
    assert kind_of_page == "text/html"
    for part in ("神田 雪路 様", "1行目 &lt;b&gt;", "令和8年11月30日(月) 17:00"):
        assert part in page
    assert first.body.count("https://") == page.count("href=") == 1
    assert not [fetched for fetched in ("<img", "<link", "<script", "url(") if fetched in page]
    threads = {message.extra_headers["References"] for message in mail.outbox}
    assert len(threads) == 1
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]
    assert threads == {first.extra_headers["In-Reply-To"]}


def test_kinds_stand_apart_with_their_numbers_and_none_hides_another(tell, kind, declared, clock, staff):
    other = registry.declare(Kind("other", "ほかの試し", "職員", (Role.PREFECTURE_POSTER,)))
    for number in range(60):
        tell(kind, staff, title=f"{number}番")
    tell(other, staff, title="一つだけ")
    (letter,) = letters_after(clock)
    assert letter.body.startswith(
        f"{staff.name} 様\n\nお知らせが61件あります。\n・試し 60件\n・ほかの試し 1件\n"
    )
    assert letter.body.count("■") == composing.TOLD_MAX // 2 + 1
    assert "「試し」は、ほかに50件あります" in letter.body
    assert "■ 一つだけ" in letter.body
    assert "ほかの試し 1件" in letter.html


def test_subject_is_shown_once_though_told_of_twice(tell, declared, clock, staff):
    shown = registry.declare(
        Kind(
            "shown",
            "見本",
            "職員",
            (Role.PREFECTURE_POSTER,),
            preview=lambda row, reader: Preview("はじまり"),
        )
    )
    tell(shown, staff), tell(shown, staff)
    (letter,) = letters_after(clock)
    assert letter.body.count("はじまり") == letter.html.count("はじまり") == 1
