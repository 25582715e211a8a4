"""第４第１項(3), 第３項(3): what a page is called is looked up and offered; never typed over, never sealed by itself."""

import pytest
from django.utils import timezone

from approvals.models import State
from posts.drafting import actions
from posts.drafting.actions import Draft
from posts.links import check, titles
from posts.links.asking import BEGINNING_MAX, Answer
from posts.models import Link, Post
from tests import factories, misses
from tests.posts.links.web import PUBLIC

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(3)"), pytest.mark.clause("第４第３項(3)")]

URL = "http://www.example.jp/yuki"


@pytest.fixture
def post(staff, media_root):
    return factories.draft(staff, caption=URL)


def page(body, media="text/html; charset=utf-8"):
    data = body if isinstance(body, bytes) else body.encode()
    return f"200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


def looked_up(net, answer):
    net.names = {"www.example.jp": [PUBLIC], "other.example": [PUBLIC]}
    net.answers = {"www.example.jp": answer}
    titles.run()
    return Link.objects.get()


def test_title_is_kept_beside_the_link_and_leaves_the_open_page_alone(net, post):
    link = looked_up(net, page("<html><head><title>雪まつり &amp; 灯り</title></head>"))
    assert (link.title, link.label, link.title_problem) == ("雪まつり & 灯り", "", "")
    assert Post.objects.get().version == post.version
    assert not titles.is_due()


def test_each_address_is_asked_once(net, post):
    looked_up(net, page("<title>雪まつり</title>"))
    asked = len(net.asked)
    titles.run()
    assert (asked, len(net.asked)) == (1, 1)


def test_typed_name_is_not_asked_for(net, post):
    Link.objects.update(label="雪まつり")
    assert not titles.is_due()
    assert looked_up(net, page("<title>別の題名</title>")).title == ""


def test_only_drafts_are_asked_for(net, post):
    Post.objects.update(state=State.WITHDRAWN)
    assert not titles.is_due()


def test_another_address_is_asked_anew(net, staff, post):
    link = looked_up(net, page("<title>雪まつり</title>"))
    link.url = "http://www.example.jp/natsu"
    draft = Draft(fields={"caption": link.url}, links=[link])
    actions.save_draft(by=staff, post=post, version=post.version, draft=draft)
    link = Link.objects.get()
    assert (link.url, link.title, link.title_asked_at) == ("http://www.example.jp/natsu", "", None)


def test_what_was_changed_meanwhile_gets_no_title_of_the_page_before(net, post):
    before = Link.objects.get()
    answer = Answer(200, "", False, "text/html", b"<title>a</title>")
    Link.objects.update(url="http://www.example.jp/natsu")
    titles.actions.note_title(link=before, title=titles.title_in(answer))
    assert Link.objects.get().title == ""


FAULTS = {
    "gone": ("404 Not Found", "ページがありません"),
    "closed": ("403 Forbidden", "開かせません"),
    "of another site": ("302 Found\r\nLocation: http://other.example/", "other.example に転送されます"),
    "inside": ("302 Found\r\nLocation: http://10.0.0.1/", "公開されたサイトではありません"),
    "no page": (page(b"%PDF-1.4", "application/pdf"), titles.NO_TITLE),
    "without a title": (page("<html></html>"), titles.NO_TITLE),
    "packed": (page(b"\x1f\x8b", "text/html\r\nContent-Encoding: gzip"), titles.NO_TITLE),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_cannot_be_had_is_told_in_a_sentence(net, post, case):
    answer, told = FAULTS[case]
    link = looked_up(net, answer)
    assert link.title == ""
    assert told in link.title_problem
    assert not [place for place, _ in net.connected if place.startswith("10.")]


def test_the_demo_asks_nobody(net, post, settings):
    settings.DEMO = True
    titles.run()
    assert not net.asked
    assert "デモでは" in Link.objects.get().title_problem


READ = {
    "one line": (b"<title>\n  a \t b\n</title>", "a b"),
    "Shift_JIS by its header": ("<title>雪</title>".encode("cp932"), "雪"),
    "with attributes": (b'<TITLE data-x="1">a</TITLE>', "a"),
    "turned round and unseen": ("<title>a\u202eb\u200bc\0d</title>".encode(), "abc d"),
    "long": (b"<title>" + b"a" * 5000, "a" * 100),
    "none": (b"<titlex>a</titlex>", ""),
    "of a picture's text later": (b"<title>a</title><svg><title>b</title>", "a"),
}


def test_titles_as_pages_write_them():
    found = []
    for name, (body, title) in READ.items():
        media = "text/html; charset=Shift_JIS" if "JIS" in name else "text/html; charset=utf-8"
        if (read := titles.title_in(Answer(200, "", False, media, body))) != title:
            found.append(f"{name}: {read!r}")
    meta = '<meta charset="euc-jp"><title>雪</title>'.encode("euc_jp")
    for media in ("text/html", "text/html; charset=base64", "text/html; charset=" + "x" * 99):
        expected = "雪" if media == "text/html" else None
        read = titles.title_in(Answer(200, "", False, media, meta))
        if expected and read != expected:
            found.append(f"{media}: {read!r}")
    misses.none(found)


def test_no_more_is_read_than_where_a_title_stands(net, post):
    net.names = {"www.example.jp": [PUBLIC]}
    net.answers = {"www.example.jp": page(b"a" * (3 * BEGINNING_MAX))}
    assert len(check.beginning(URL).beginning) == BEGINNING_MAX


def test_title_is_offered_where_nothing_is_typed(client, staff, post):
    Link.objects.update(title="雪まつり", title_asked_at=timezone.now())
    client.force_login(staff)
    form = client.get(f"/posts/{post.pk}/edit/").context["link_forms"][0]
    assert form["label"].value() == "雪まつり"
    Link.objects.update(label="自分で付けた名前")
    form = client.get(f"/posts/{post.pk}/edit/").context["link_forms"][0]
    assert form["label"].value() == "自分で付けた名前"
