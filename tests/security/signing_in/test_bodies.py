"""Too much is refused before it is read, and what strangers send lies nowhere."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from comments.cases.screenshots import FORM_MOST
from comments.inbox.webhooks.views import BODY_MAX
from posts.drafting.views.editor import EDIT_MOST
from posts.drafting.views.keeping import MOST as KEPT_MOST
from posts.drafting.views.starting import NEW_MOST
from posts.imaging.inspection import BYTES_MAX
from posts.rights.views import MOST as PAPER_MOST
from security.pages.bodies import CREDENTIALS, KB, MB, STRANGERS, USUAL, most_of
from security.pages.kept_input import KEY
from tests import misses
from tests.permissions.addresses import every_address
from tests.security.signing_in.test_kept_input import NEW, TEXT, shown_text, typed_at
from tests.signing_in import PASSWORD, sign_in, with_password

pytestmark = pytest.mark.django_db

LARGER = {
    "posts:new": NEW_MOST,
    "posts:edit": EDIT_MOST,
    "posts:add_photo": BYTES_MAX + USUAL,
    "posts:keep": KEPT_MOST,
    "posts:consents": PAPER_MOST,
    "posts:consent": PAPER_MOST,
    "cases:new": FORM_MOST,
    "cases:open_for_comment": FORM_MOST,
    "cases:add_evidence": FORM_MOST,
    "webhooks:instagram": BODY_MAX,
}
NUMBERS = dict.fromkeys(
    ("pk", "photo_pk", "number", "step_pk", "object_id", "content_type_id", "version_pk"), 1
)


class NeverRead(io.RawIOBase):
    """A body of which nothing may be asked."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = readlines = read


def announce(client, address, length, **more):
    """A POST of so many bytes, none of which may be read."""
    stream = {"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(length)}
    kind = "multipart/form-data; boundary=b"
    return client.generic("POST", address, b"", content_type=kind, **stream, **more)


def filled(address):
    return address.filled(dict.fromkeys(address.arguments, 1) | NUMBERS)


def test_each_address_takes_what_is_decided_here_and_all_others_the_usual():
    decided = {
        one.name: LARGER.get(one.name, CREDENTIALS if one.route.startswith("accounts/") else USUAL)
        for one in every_address()
    }
    misses.none(
        [(one.name, most_of(one.view)) for one in every_address() if most_of(one.view) != decided[one.name]]
    )
    assert set(LARGER) <= set(decided)


def test_stranger_is_refused_everywhere_before_anything_is_read():
    """150 MB to each address, with a cookie that makes Django look for the token of forms in the body."""
    client = Client()
    client.cookies["csrftoken"] = "a" * 32
    missed = []
    for one in every_address():
        try:
            status = announce(client, filled(one), 150 * MB).status_code
        except AssertionError as fault:
            status = fault
        if status != 413:
            missed.append((one.route, status))
    for nowhere in ("/nowhere/", "/nowhere", "/%E3%81%82/", "//"):
        if (status := announce(client, nowhere, 150 * MB).status_code) != 413:
            missed.append((nowhere, status))
    misses.none(missed)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_no_method_is_a_way_around(method):
    stream = {"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(150 * MB)}
    assert Client().generic(method, NEW, b"", **stream).status_code == 413


def test_body_without_a_length_is_not_read():
    stream = {"wsgi.input": NeverRead(), "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    for address in (NEW, reverse("account_login"), "/nowhere/"):
        assert Client().generic("POST", address, b"", **stream).status_code == 411


def test_signed_in_person_is_told_the_limit_of_the_page(client, staff):
    client.force_login(staff)
    page = announce(client, NEW, NEW_MOST + 1)
    assert page.status_code == 413
    text = page.content.decode()
    assert "601MB" in text
    assert "「戻る」" in text
    assert "入力した文章は残っています" in text
    assert announce(client, reverse("security:safeguards"), USUAL + 1).status_code == 413
    assert announce(client, reverse("account_change_password"), CREDENTIALS + 1).status_code == 413


def test_stranger_is_told_how_to_go_on():
    text = announce(Client(), NEW, 2 * MB).content.decode()
    assert "262KB" in text
    assert "別のタブでログイン" in text


def test_as_much_as_is_allowed_is_taken(client, staff):
    client.force_login(staff)
    photos = [SimpleUploadedFile("a.jpg", b"x" * (3 * MB)), SimpleUploadedFile("b.jpg", b"y" * (3 * MB))]
    page = client.post(NEW, {"title": "夜明け", "photos": photos})
    assert page["Location"].startswith("/posts/")  # a draft, which tells what became of them


def test_files_of_strangers_are_let_go_and_their_text_is_kept(client, staff, monkeypatch):
    """After the session's end: what was typed comes back, the photo lay nowhere."""
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", NeverRead.read)
    form = typed_at(client, staff, NEW)
    client.post(NEW, form | {"photos": SimpleUploadedFile("a.jpg", b"x" * (100 * KB))})
    assert client.session[KEY]["had_files"]
    client.force_login(staff)
    page = client.get(NEW)
    assert shown_text(page) == TEXT
    assert "選んだファイルは預かれない" in page.content.decode()


def test_text_beside_many_photos_is_kept_at_a_browser_that_is_known(staff, monkeypatch):
    """The session has run out over a form with five photos."""
    client = Client()
    sign_in(client, with_password(staff))
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", NeverRead.read)
    page = client.get(NEW)
    typed_by = page.content.decode().split('name="typed_by" value="')[1].split('"')[0]
    client.post(reverse("account_logout"))
    photos = [SimpleUploadedFile(f"{n}.jpg", b"x" * MB) for n in range(5)]
    sent = {"title": "夜明け", "caption": TEXT, "typed_by": typed_by, "photos": photos}
    client.post(NEW, sent)
    client.post(reverse("account_login"), {"login": staff.username, "password": PASSWORD})
    assert shown_text(client.get(NEW)) == TEXT


def test_stranger_may_send_what_a_form_holds_and_no_more():
    assert Client().post(NEW, {"caption": "x" * (STRANGERS - KB)}).status_code == 302
    assert Client().post(NEW, {"caption": "x" * STRANGERS}).status_code == 413
    login = {"login": "nobody", "password": "x" * CREDENTIALS}
    assert Client().post(reverse("account_login"), login).status_code == 413
