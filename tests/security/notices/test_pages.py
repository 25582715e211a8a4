"""お知らせ and お知らせの設定: one's own, in words, and nothing of anybody else's."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from security.models import Notice, NoticeChoice, Role
from security.notices import actions, events, registry, views
from security.notices.models import How
from security.office.answers import Refused
from security.trail.models import AuditEvent
from tests import factories, misses
from tests.composing import letters_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    def page(person, address="/notices/"):
        client.force_login(person)
        return client.get(address).content.decode()

    return page


def test_page_shows_ones_own_newest_first_and_what_is_unseen(tell, kind, page, staff, chief):
    tell(kind, staff, title="古いもの")
    tell(kind, staff, title="新しいもの")
    tell(kind, chief, title="ほかの方のもの")
    actions.see(by=staff, notice=Notice.objects.get(title="古いもの"))
    shown = page(staff)
    assert shown.index("新しいもの") < shown.index("古いもの")
    assert "ほかの方のもの" not in shown
    assert shown.count("chip--pending") == 1


def test_bell_counts_what_is_unseen_on_every_page(tell, kind, page, staff, chief):
    assert "件が未確認" not in page(staff, "/posts/")
    for _ in range(3):
        tell(kind, staff)
    tell(kind, chief)
    assert '<span class="badge">3<span class="visually-hidden">件が未確認' in page(staff, "/posts/")
    for _ in range(100):
        tell(kind, staff)
    assert "100件以上が未確認" in page(staff, "/posts/")


def test_bell_costs_no_question_however_much_is_unseen(client, tell, kind, staff):
    client.force_login(staff)
    client.get("/posts/")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/posts/")
        asked.append(len(queries))
        for _ in range(60):
            tell(kind, staff)
    assert asked == [6, 6]


def test_opening_leads_on_and_counts_as_seen_looking_does_not(client, tell, kind, staff, chief):
    tell(kind, staff)
    tell(kind, chief)
    mine, other = Notice.objects.get(person=staff), Notice.objects.get(person=chief)
    client.force_login(staff)
    client.get("/notices/")
    assert Notice.objects.unseen().count() == 2
    opened = client.post(f"/notices/{mine.pk}/")
    assert (opened.status_code, opened["Location"]) == (302, "/posts/")
    assert client.post(f"/notices/{other.pk}/").status_code == 404
    assert list(Notice.objects.unseen()) == [other]


def test_all_can_be_marked_as_seen(client, tell, kind, staff, chief, said):
    for _ in range(3):
        tell(kind, staff)
    tell(kind, chief)
    client.force_login(staff)
    assert said(client.post("/notices/seen/", follow=True)) == ["3件を確認済みにしました。"]
    assert Notice.objects.unseen().count() == 1


def test_list_is_paged(client, tell, kind, staff):
    for number in range(views.SHOWN + 5):
        tell(kind, staff, title=f"{number}番目")
    client.force_login(staff)
    first = client.get("/notices/")
    second = client.get(f"/notices/?after={first.context['page'].next}")
    assert (len(first.context["page"]), len(second.context["page"])) == (views.SHOWN, 5)


def test_settings_show_each_role_what_it_can_be_told(page, staff, chief, auditor):
    missed = []
    for person, role in (
        (staff, Role.PREFECTURE_POSTER),
        (chief, Role.SECTION_CHIEF),
        (auditor, Role.AUDITOR),
    ):
        shown = page(person, "/notices/settings/")
        for kind in registry.kinds():
            if (f">{kind.label}</label>" in shown) != (role in kind.roles):
                missed.append((role, kind.key))
            if role in kind.roles and not all(part in shown for part in (kind.to, kind.because, kind.clause)):
                missed.append((role, kind.key, "words"))
    misses.none(missed)


def test_choosing_is_saved_and_recorded_once(client, kind, staff, said):
    client.force_login(staff)
    sent = {one.key: one.how.value for one in registry.kinds()} | {"test": "digest"}
    answer = client.post("/notices/settings/", sent, follow=True)
    assert said(answer) == ["お知らせの設定を保存しました。"]
    assert list(NoticeChoice.objects.values_list("person", "kind", "how")) == [(staff.pk, "test", "digest")]
    client.post("/notices/settings/", sent)
    (told,) = AuditEvent.objects.filter(tag=events.CHOSEN.tag)
    assert told.data == {"chosen": ["試し: まとめて"]}
    assert 'value="digest" selected' in client.get("/notices/settings/").content.decode()


def test_what_may_not_be_switched_off_is_refused_with_its_reason(client, needed, staff):
    with pytest.raises(Refused, match=r"承認に要るためです\(第４\)") as refusal:
        actions.choose(by=staff, chosen={needed: How.PAGE})
    assert refusal.value.answer.clause == "第４"
    client.force_login(staff)
    sent = {one.key: one.how.value for one in registry.kinds()} | {"needed": "page"}
    answer = client.post("/notices/settings/", sent)
    assert answer.status_code == 422
    assert (
        "「必要な試し」は、「画面だけ」にはできません。承認に要るためです(第４)。" in answer.content.decode()
    )
    assert not NoticeChoice.objects.exists()
    actions.choose(by=staff, chosen={needed: How.DIGEST})


def test_nobody_chooses_what_his_office_is_not_told(needed, kind, chief):
    with pytest.raises(Refused, match="対象になりません"):
        actions.choose(by=chief, chosen={kind: How.PAGE, needed: How.AT_ONCE})
    assert not NoticeChoice.objects.exists()


def test_every_page_leads_to_the_settings(page, staff):
    assert reverse("notices:settings") in page(staff, "/security/")
    assert reverse("notices:settings") in page(staff)


def test_nobody_without_an_appointment_opens_the_page(client):
    client.force_login(factories.UserFactory())
    assert client.get("/notices/").status_code == 302


# --- The link of a letter ---------------------------------------------------------------------------------------


def by_letter(person, clock):
    """The address of the letter's link."""
    (letter,) = [one for one in letters_after(clock) if one.recipient == person]
    return re.search(r"^http\S+?(/\S*)$", letter.body, re.MULTILINE)[1]


def test_page_opened_by_the_letter_counts_as_seen_by_its_reader_alone(
    tell, kind, page, clock, staff, chief, settings
):
    settings.PUBLIC_URL = "https://cafe.example.jp"
    tell(kind, staff, chief, about=staff)
    address = by_letter(staff, clock)
    assert "未確認" not in page(staff, address)  # the bell of that very page
    assert list(Notice.objects.unseen().values_list("person", flat=True)) == [chief.pk]
    page(chief, address)  # somebody else's letter, passed on
    assert Notice.objects.unseen().filter(person=chief).exists()


def test_what_no_letter_has_told_stays_new(tell, kind, page, clock, staff):
    tell(kind, staff, title="一つ目")
    address = by_letter(staff, clock)
    tell(kind, staff, title="二つ目")
    page(staff, address)
    assert list(Notice.objects.unseen().values_list("title", flat=True)) == ["二つ目"]


@pytest.mark.parametrize("number", ["", "x", "９", "-1", "99999999999999999999999", "0"])
def test_other_numbers_in_the_address_say_nothing(tell, kind, page, clock, staff, number):
    tell(kind, staff)
    by_letter(staff, clock)
    page(staff, f"/posts/?notice={number}")
    assert Notice.objects.unseen().exists()


def test_link_that_leads_elsewhere_reads_nothing(tell, kind, page, clock, staff):
    tell(kind, staff)
    by_letter(staff, clock)
    page(staff, f"/comments/?notice={Notice.objects.get().pk}")
    assert Notice.objects.unseen().exists()


def test_stranger_who_follows_the_link_reads_nothing(tell, kind, clock, staff, client):
    tell(kind, staff)
    client.get(by_letter(staff, clock))
    assert Notice.objects.unseen().exists()
