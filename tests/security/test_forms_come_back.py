"""What could not be taken as it was sent comes back: a token of another session, half a body, a button pressed too late."""

import io
import re
import uuid
from html import unescape
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from posts.models import Post
from security.models import Role
from security.pages.kept_input import KEY
from security.pages.presses import NOT_DONE
from tests import factories, misses
from tests.comments import factories as comment_factories
from tests.permissions.table import rows
from tests.signing_in import Browser

pytestmark = pytest.mark.django_db
NEW = "/posts/new/"
TEXT = "神\ufa19威岬の朝。\n2行目 & <b>そのまま</b>"


@pytest.fixture
def strict():
    """As a browser, whose forms must have a token of this session."""
    return Browser(enforce_csrf_checks=True)


def hidden(page, name):
    return re.search(f'name="{name}" value="([^"]*)"', page.text)[1]


def form_at(browser, address, **typed):
    page = browser.get(address)
    names = re.findall(r'<input type="hidden" name="(\w+)"', page.text)
    return {name: hidden(page, name) for name in names} | typed


def typed_before_another_sign_in(browser, person):
    browser.force_login(person)
    form = form_at(browser, NEW, title="夜明け", caption=TEXT)
    browser.logout()
    browser.force_login(person)
    return form | {"csrfmiddlewaretoken": "a" * 64}


def fields_of(page):
    """What the page's own form would send."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


# --- A token of another session -------------------------------------------------------------------------------------


def test_form_of_the_session_before_is_sent_again_at_a_press(strict, staff):
    page = strict.post(NEW, typed_before_another_sign_in(strict, staff))
    assert page.status_code == 403
    assert "もう一度送信する" in page.text
    again = strict.post(NEW, fields_of(page))
    assert again.status_code == 302, again.text
    assert Post.objects.get().caption == TEXT
    assert KEY not in strict.session


def test_form_of_the_session_before_can_be_put_right_first(strict, staff):
    strict.post(NEW, typed_before_another_sign_in(strict, staff))
    assert strict.get(NEW).context["form"]["caption"].value() == TEXT


def test_files_are_chosen_again_in_the_form_that_comes_back(strict, staff):
    form = typed_before_another_sign_in(strict, staff)
    form["uploads"] = SimpleUploadedFile("a.jpg", factories.photo_file().read())
    page = strict.post(NEW, form)
    assert "もう一度選んで送信してください" in page.text
    again = strict.get(NEW)
    assert again.context["form"]["caption"].value() == TEXT
    assert "もう一度選んでください" in again.text


def test_text_too_long_to_be_kept_is_sent_again_all_the_same(strict, staff):
    page = strict.post(NEW, typed_before_another_sign_in(strict, staff) | {"caption": "あ" * 30_000})
    assert KEY not in strict.session
    strict.post(NEW, fields_of(page))
    assert Post.objects.get().caption == "あ" * 30_000


def test_form_of_somebody_else_is_not_shown(strict, staff):
    form = typed_before_another_sign_in(strict, staff)
    strict.force_login(factories.person(Role.PREFECTURE_POSTER))
    page = strict.post(NEW, form)
    assert page.status_code == 403
    assert "神" not in page.text
    assert "もう一度送信する" not in page.text


def test_what_another_site_sends_is_not_offered_again(strict, staff):
    form = typed_before_another_sign_in(strict, staff)
    page = strict.post(NEW, form, headers={"origin": "https://evil.example"})
    assert page.status_code == 403
    assert "神" not in page.text
    forged = {name: value for name, value in form.items() if name != "typed_by"}
    assert "神" not in strict.post(NEW, forged).text


def test_form_sent_after_a_sign_out_elsewhere_waits_for_the_sign_in(strict, staff):
    strict.force_login(staff)
    form = form_at(strict, NEW, title="夜明け", caption=TEXT) | {"csrfmiddlewaretoken": "a" * 64}
    strict.logout()
    page = strict.post(NEW, form)
    assert page.status_code == 403
    assert f"{reverse('account_login')}?next=" in page.text
    strict.force_login(staff)
    assert strict.get(NEW).context["form"]["caption"].value() == TEXT


def test_password_is_never_shown_again():
    form = {"login": "staff", "password": "ooyuki sapporo 77"}
    assert "ooyuki" not in Client(enforce_csrf_checks=True).post(reverse("account_login"), form).text


# --- Half a body ----------------------------------------------------------------------------------------------------


def over_the_wire(browser, body, content_type, announced):
    """As a server hands it on when the connection breaks: less is read than the head has announced."""
    answered = {}
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": NEW,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(announced),
        "HTTP_COOKIE": "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items()),
    }
    # The test's connection is not the server's to close.
    with mock.patch.object(request_started, "send"):
        answer = get_wsgi_application()(environ, lambda status, head: answered.update(status=int(status[:3])))
    return answered["status"], b"".join(answer).decode()


def multipart(form):
    return encode_multipart(BOUNDARY, form)


def test_cut_upload_is_refused_and_what_came_is_given_back(strict, staff):
    strict.force_login(staff)
    form = form_at(strict, NEW, title="夜明け", caption=TEXT)
    photos = [SimpleUploadedFile(f"{n}.jpg", factories.photo_file().read()) for n in range(2)]
    body = multipart(form | {"uploads": photos})
    status, page = over_the_wire(strict, body[:-2000], MULTIPART_CONTENT, len(body))
    assert status == 400
    assert "途中で切れ" in page
    assert Post.objects.count() == 0
    again = strict.get(NEW)
    assert again.context["form"]["caption"].value() == TEXT
    assert "もう一度選んでください" in again.text


def test_cut_text_is_refused_too(strict, staff):
    strict.force_login(staff)
    form = form_at(strict, NEW, title="夜明け", caption="長い文章の途中")
    body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    kind = "application/x-www-form-urlencoded"
    status, page = over_the_wire(strict, body[:-4], kind, len(body))
    assert status == 400
    assert "途中で切れ" in page
    assert Post.objects.count() == 0
    assert over_the_wire(strict, body, kind, len(body))[0] == 302


def test_upload_without_its_closing_boundary_is_refused(client, staff):
    client.force_login(staff)
    body = multipart({"title": "夜明け", "caption": TEXT, "form_key": uuid.uuid4()})
    for cut in (body[:-4], body[:-20], body[: body.rindex(b"\r\n--")], body[: len(body) // 2]):
        answer = client.generic("POST", NEW, cut, content_type=MULTIPART_CONTENT)
        assert answer.status_code == 400
        assert "途中で切れ" in answer.text
    assert Post.objects.count() == 0
    for whole in (body, body.rstrip(b"\r\n"), body + b"what some proxies add"):
        assert client.generic("POST", NEW, whole, content_type=MULTIPART_CONTENT).status_code == 302


def test_cut_sign_in_counts_no_failure(client, staff):
    body = multipart({"login": staff.username, "password": "ooyuki"})[:-4]
    page = client.generic("POST", reverse("account_login"), body, content_type=MULTIPART_CONTENT)
    assert page.status_code == 400
    assert "ooyuki" not in page.text


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "unicode_escape", "base64", "cp932", "idna"])
def test_form_in_another_encoding_is_refused(client, staff, charset):
    """Some make signs of bytes that no database takes."""
    client.force_login(staff)
    body = multipart({"title": "+2AA-\\ud800", "caption": "", "form_key": uuid.uuid4()})
    answer = client.generic("POST", NEW, body, content_type=f"{MULTIPART_CONTENT}; charset={charset}")
    assert answer.status_code == 400
    assert Post.objects.count() == 0


# --- A button pressed too late --------------------------------------------------------------------------------------


def test_one_press_after_the_sessions_end_leads_back_to_its_button(client, staff, said):
    comment = comment_factories.comment()
    address = reverse("comments:assign", args=[comment.pk])
    sign_in = client.post(address, {"to": staff.pk})
    assert sign_in["Location"].startswith(reverse("account_login"))
    client.force_login(staff)
    page = client.get(address, follow=True)
    assert page.redirect_chain == [(comment.get_absolute_url(), 302)]
    assert said(page) == [NOT_DONE]


def test_tabs_of_a_list_that_answers_a_form_lead_to_the_list(client, staff):
    comment = comment_factories.comment()
    client.force_login(staff)
    ticks = re.findall(r'name="chosen" value="([^"]*)"', client.get("/comments/").text)
    page = client.post(reverse("comments:no_reply"), {"chosen": ticks, "usual": "", "back": "/comments/"})
    assert page.status_code == 422
    links = [page.context["first_query"], *(tab["query"] for tab in page.context["tabs"])]
    assert all(link.startswith("/comments/?") for link in links)
    assert page.context["here"].startswith("/comments/")
    assert 'action="/comments/" role="search"' in page.text
    assert comment.pk


def test_reason_for_many_comments_comes_back_with_their_ticks(client, staff):
    comment_factories.comment()
    client.force_login(staff)
    page = client.get("/comments/")
    form = {
        "typed_by": hidden(page, "typed_by"),
        "words": TEXT.splitlines()[0],
        "usual": "",
        "back": "/comments/",
    }
    form["chosen"] = re.findall(r'name="chosen" value="([^"]*)"', page.text)
    client.logout()
    client.post(reverse("comments:no_reply"), form)
    client.force_login(staff)
    again = client.get(reverse("comments:no_reply"), follow=True)
    assert again.context["bulk"]["words"].value() == form["words"]
    assert again.text.count(" checked>") == 1
    assert "入力された内容を戻しました" in again.text


def test_no_address_answers_a_look_with_a_blank_page():
    """Whoever comes back after a sign-in comes by GET: a view that only a button sends to is `pressed_at`."""
    misses.none([row for row in rows() if row.method == "GET" and "5" in row.letters])


def test_page_that_takes_nothing_says_so(client, staff):
    client.force_login(staff)
    answer = client.post("/posts/")
    assert answer.status_code == 405
    assert "何も送れません" in answer.text
    assert "GET" in answer["Allow"]
