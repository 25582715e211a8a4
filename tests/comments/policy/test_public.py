"""The public page: what is approved and nothing else, the same for everybody, and quick (第６第１項)."""

import datetime
from urllib.robotparser import RobotFileParser

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from security.models import Appointment
from tests.comments.policy.making import approve, approved, backdate, draft, submitted
from tests.signing_in import Browser

pytestmark = [pytest.mark.clause("第６第１項"), pytest.mark.django_db]

SECRETS = ["下書きの秘密", "承認待ちの秘密", "却下された秘密", "取り下げた秘密", "取り消された秘密"]


@pytest.fixture
def kept_apart(staff, chief):
    """A version in force among others that nobody outside may learn of, each with a text that could leak."""
    standing = approved(staff, chief, texts={1: "公開された方針です。"})
    hidden = [
        draft(staff, texts={1: SECRETS[0]}, note=SECRETS[0]),
        submitted(staff, days=1, texts={1: SECRETS[1]}),
    ]
    rejected = submitted(staff, days=2, texts={1: SECRETS[2]})
    approval_actions.reject(by=chief, item=rejected, seal=rejected.submission.seal, reason="却下の秘密のわけ")
    withdrawn = draft(staff, texts={1: SECRETS[3]})
    approval_actions.withdraw(by=staff, item=withdrawn, reason="取下げの秘密のわけ")
    revoked = approved(staff, chief, days=3, texts={1: SECRETS[4]}, note=SECRETS[4])
    approval_actions.revoke(by=chief, item=revoked, reason="取消しの秘密のわけ")
    return standing, [*hidden, rejected, withdrawn, revoked]


def page(client, *args):
    return client.get(reverse("policy:public_version" if args else "policy:public", args=args))


def test_everybody_reads_the_version_in_force_with_its_dates(client, staff, chief, time_machine):
    Appointment.objects.update(valid_from=datetime.date(2026, 1, 1))
    time_machine.move_to(datetime.datetime(2026, 4, 1, 3, tzinfo=datetime.UTC))
    approved(staff, chief)
    time_machine.move_to(datetime.datetime(2026, 10, 1, 3, tzinfo=datetime.UTC))
    approved(staff, chief, note="連絡先を改めました。")
    html = page(client).content.decode()
    assert "第2版" in html
    assert "令和8年(2026年)4月1日 制定" in html
    assert "令和8年(2026年)10月1日 改定" in html
    assert "北海道総合政策部地域創生局地域政策課" in html
    assert "連絡先を改めました。" in html
    assert '<html lang="ja">' in html


def test_earlier_and_announced_versions_are_reachable_and_say_what_they_are(client, staff, chief):
    backdate(approved(staff, chief, days=1), 10)
    approved(staff, chief, note="改めた。")
    approved(staff, chief, days=7, note="さらに改めた。")
    now = page(client).content.decode()
    assert all(f'href="{reverse("policy:public_version", args=[number])}"' in now for number in (1, 3))
    assert "までのものです" in page(client, 1).content.decode()
    assert "から施行されます" in page(client, 3).content.decode()
    assert page(client, 2).status_code == 200


def test_nothing_of_what_is_not_approved_gets_out(client, kept_apart):
    standing, hidden = kept_apart
    answers = [page(client), page(client, standing.number)]
    answers += [page(client, policy.number) for policy in hidden]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 404, 404, 404]
    html = "".join(answer.content.decode() for answer in answers)
    assert "公開された方針です。" in html
    assert [secret for secret in [*SECRETS, "秘密"] if secret in html] == []


def test_nobodys_name_and_no_number_of_a_document_stands_on_it(client, staff, chief):
    policy = approved(staff, chief)
    html = page(client).content.decode()
    told = [staff.name, chief.name, policy.dossier.number, policy.submission.seal]
    assert [word for word in told if word in html] == []


def test_a_changed_row_does_not_change_what_was_approved(client, staff, chief):
    policy = approved(staff, chief, texts={1: "承認された文章です。"})
    policy.blocks.filter(number=1).update(text="すり替えた文章です。")
    html = page(client).content.decode()
    assert "承認された文章です。" in html
    assert "すり替えた文章です。" not in html


def test_markup_in_a_text_is_only_text(client, staff, chief):
    approved(staff, chief, texts={1: "<script>alert(1)</script><b>太字</b>"})
    html = page(client).content.decode()
    assert "<script" not in html
    assert "&lt;b&gt;太字" in html


def test_before_the_first_version_the_page_says_so(client):
    answer = page(client)
    assert answer.status_code == 200
    assert "ただいま準備しています" in answer.content.decode()


# --- The same for everybody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["policy:public", "links:list"])
def test_public_pages_set_no_cookie_and_may_be_kept(name, client, staff, chief):
    approved(staff, chief)
    signed_in = Browser()
    signed_in.force_login(staff)
    for browser in (client, signed_in):
        answer = browser.get(reverse(name))
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.get("Vary", "") in ("", "Accept-Encoding")
        assert "public" in answer["Cache-Control"]
        assert staff.name not in answer.content.decode()
    assert client.get(reverse(name)).content == signed_in.get(reverse(name)).content


@pytest.mark.parametrize("name", ["policy:public", "links:list"])
def test_who_has_the_page_already_gets_none(name, client, staff, chief):
    approved(staff, chief)
    first = client.get(reverse(name))
    again = client.get(reverse(name), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    approved(staff, chief, days=5)
    if name == "policy:public":
        changed = client.get(reverse(name), headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200


def test_even_whoever_may_not_work_today_reads_it(client, chief, staff):
    approved(staff, chief)
    staff.appointments.all().update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    client.force_login(staff)
    assert page(client).status_code == 200
    assert client.get(reverse("policy:list")).status_code == 302


def test_a_new_day_brings_the_announced_version_without_anybodys_doing(client, staff, chief, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 3, tzinfo=datetime.UTC))
    approved(staff, chief)
    approved(staff, chief, days=1, texts={1: "あすからの方針です。"})
    assert "あすからの方針です。" not in page(client).content.decode()
    time_machine.move_to(datetime.datetime(2026, 11, 20, 15, 1, tzinfo=datetime.UTC))
    assert "あすからの方針です。" in page(client).content.decode()


def test_an_approval_shows_with_the_next_request(client, staff, chief):
    policy = submitted(staff)
    assert "ただいま準備しています" in page(client).content.decode()
    approve(policy, chief)
    assert "第1版" in page(client).content.decode()


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_three_queries_and_once_kept_one(
    versions, client, staff, chief, django_assert_num_queries
):
    for days in range(versions):
        approved(staff, chief, days=days)
    with django_assert_num_queries(3):
        page(client)
    with django_assert_num_queries(1):
        page(client)


def test_robots_find_the_public_pages_and_not_the_staffs(client):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    open_to_all = ["/policy/", "/policy/1/", "/links/", "/media/instagram/x.jpg"]
    closed = ["/", "/posts/", "/policy/versions/", "/policy/versions/1/", "/policy/paste/", "/admin/"]
    assert [path for path in open_to_all if not parser.can_fetch("facebookexternalhit", path)] == []
    assert [path for path in closed if parser.can_fetch("anybody", path)] == []


# --- To paste ------------------------------------------------------------------------------------------------------


def test_what_is_pasted_is_the_approved_text_in_clean_html(client, staff, chief):
    approved(staff, chief, texts={1: "一行目\n・一つ\n・二つ <b>"})
    client.force_login(staff)
    html = client.get(reverse("policy:download", args=[1, "html"]))
    text = html.content.decode()
    assert (
        "<h2>目的と基本方針</h2>\n<p>一行目</p>\n<ul>\n<li>一つ</li>\n<li>二つ &lt;b&gt;</li>\n</ul>" in text
    )
    assert not any(mark in text for mark in ("class=", "style=", "<script", "<div"))
    assert "attachment" in html["Content-Disposition"]
    plain = client.get(reverse("policy:download", args=[1, "txt"])).content.decode()
    assert "■ 目的と基本方針\n一行目\n・一つ\n・二つ <b>\n" in plain


def test_a_draft_is_not_to_be_had_for_pasting(client, staff, chief, kept_apart):
    _, hidden = kept_apart
    client.force_login(staff)
    for policy in hidden:
        assert client.get(reverse("policy:download", args=[policy.number, "html"])).status_code == 404
        assert client.get(reverse("policy:paste"), {"number": policy.number}).status_code == 302


def test_strangers_are_led_to_the_sign_in(client, staff, chief):
    approved(staff, chief)
    for path in (reverse("policy:paste"), reverse("policy:list"), reverse("policy:version", args=[1])):
        assert client.get(path).status_code == 302
