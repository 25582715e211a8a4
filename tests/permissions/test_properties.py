"""What must hold everywhere, tried on every address: forged forms, framing, open redirects, uploads, extra fields."""

import io
import json
import uuid

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from posts.models import Link, Photo, Post, SiteAgreement
from security.models import Appointment, AuditEvent, Organization, Role, User
from tests import factories
from tests.ops.test_settings import PRODUCTION, setting
from tests.permissions.addresses import every_address
from tests.permissions.pages import inline, problems
from tests.permissions.world import signed_in, values, world

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

PASSWORD = "ooyuki-sapporo-77"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "javascript:alert(1)", "data:text/html,x", "http://testserver@evil.example/",
    "\t//evil.example", "/\t/evil.example", "https://testserver.evil.example/",
]  # fmt: skip


# --- Forms from elsewhere ------------------------------------------------------------------------------------------


# What proves itself by a signature over its own bytes; no browser's form carries one.
SIGNED = ("webhooks/instagram/",)


@pytest.mark.long
def test_no_address_takes_a_form_without_its_token(caplog, figure):
    caplog.set_level("CRITICAL")
    people = world()
    client = signed_in(people.people["administrator"], enforce_csrf_checks=True)
    open_to_forgery = []
    for address in every_address():
        path = address.filled(values(address, "contractor", people))
        for sender in (client, Client(enforce_csrf_checks=True)):
            response = sender.post(path, {"reason": "x"})
            told = address.route in SIGNED or "送信を受け付けられませんでした" in response.content.decode()
            if response.status_code != 403 or not told:
                open_to_forgery.append((address.route, response.status_code))
    figure("forged forms", f"{2 * len(every_address())} of {2 * len(every_address())} refused")
    assert open_to_forgery == []


def test_form_with_its_token_is_taken():
    """So that the test above does not hold for the wrong reason."""
    chief = factories.person(Role.SECTION_CHIEF)
    client = signed_in(chief, enforce_csrf_checks=True)
    token = client.get("/stop/").context["csrf_token"]
    response = client.post("/stop/", {"reason": "誤った情報が出た", "csrfmiddlewaretoken": str(token)})
    assert response.status_code == 302


# --- Headers and error pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "extra"),
    [("/nowhere/", 404, {}), ("/admin/nowhere/", 404, {}), ("/", 400, {"HTTP_HOST": "evil.example"})],
)
def test_error_pages_are_as_strict_as_the_others(caplog, path, status, extra):
    caplog.set_level("CRITICAL")
    client = signed_in(factories.person(Role.ADMINISTRATOR))
    response = client.get(path, **extra)
    assert response.status_code == status
    assert list(problems(response)) == []


def test_page_that_breaks_is_as_strict_as_the_others(caplog, monkeypatch):
    caplog.set_level("CRITICAL")
    monkeypatch.setattr("posts.drafting.querysets.readable_by", lambda actor: 1 / 0)
    client = signed_in(factories.person(Role.PREFECTURE_POSTER))
    response = client.get("/posts/")
    assert response.status_code == 500
    assert list(problems(response)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<p style='a'>", "<p onclick='a'>", "<style>a</style>", "<a href='javascript:a'>",
        "<script src='https://cdn.example/x.js'></script>", "<link href='//cdn.example/x.css'>",
    ],
)  # fmt: skip
def test_inline_programs_are_seen(html):
    assert inline(html)


def test_production_has_its_cookies_on_https_alone(tmp_path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS"]
    names += [
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_SAMESITE",
        "X_FRAME_OPTIONS",
    ]
    expression = f"[getattr(settings, name) for name in {json.dumps(names)}]"
    found = setting(expression, DATA_DIR=str(tmp_path), **PRODUCTION)
    assert found == [True, True, True, 31_536_000, True, "Lax", "Lax", "DENY"]


# --- Ways out ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_next_page_leads_out_of_the_site(wanted):
    person = factories.person(Role.ADMINISTRATOR)
    person.set_password(PASSWORD)
    person.save()
    stranger = Client()
    for address in ("/accounts/login/", "/admin/login/"):
        response = stranger.get(address, {"next": wanted})
        leads_home(response)
    form = {"login": person.username, "password": PASSWORD, "next": wanted}
    leads_home(Client().post("/accounts/login/", form))
    leads_home(Client().post(f"/accounts/login/?next={wanted}", form | {"next": ""}))
    client = signed_in(person)
    leads_home(client.get("/accounts/login/", {"next": wanted}))
    leads_home(client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": wanted}))
    leads_home(client.post("/accounts/logout/", {"next": wanted}))


def leads_home(response):
    location = response.headers.get("Location", "/")
    assert location.startswith("/"), location
    assert not location.startswith(("//", "/\\", "/\t")), location


# --- Files ---------------------------------------------------------------------------------------------------------


def picture(format="JPEG"):
    file = io.BytesIO()
    Image.new("RGB", (1200, 1000), "steelblue").save(file, format=format)
    return file.getvalue()


def upload(name, content, content_type="image/jpeg"):
    file = io.BytesIO(content)
    file.name, file.content_type = name, content_type
    return file


DISGUISED = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg after xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "php": b"<?php system('id'); ?>",
    "zip": b"PK\x03\x04" + b"\0" * 64,
    "program": b"\x7fELF" + b"\0" * 64,
    "half a jpeg with html": b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    "gif with script": b"GIF89a/*<script>alert(1)</script>*/",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_disguised_file_is_no_photo(client, staff, name):
    client.force_login(staff)
    form = {
        "form_key": str(uuid.uuid4()),
        "title": "t",
        "caption": "c",
        "uploads": upload("a.jpg", DISGUISED[name]),
    }
    client.post("/posts/new/", form)
    assert not Photo.objects.exists()


def test_polyglot_that_is_a_photo_is_handed_out_as_one_and_nothing_else(client, staff):
    """A real JPEG that also holds a page: what goes out is drawn anew, and no answer lets a browser guess."""
    client.force_login(staff)
    content = picture() + b"<html><script>alert(1)</script></html>"
    form = {
        "form_key": str(uuid.uuid4()),
        "title": "t",
        "caption": "c",
        "uploads": upload("a.html", content, "text/html"),
    }
    client.post("/posts/new/", form)
    photo = Photo.objects.get()
    for address in (
        reverse("posts:image", args=[photo.post_id, photo.rendition]),
        reverse("posts:whole_photo", args=[photo.post_id, photo.pk]),
    ):
        response = client.get(address)
        assert response["Content-Type"] == "image/jpeg"
        assert list(problems(response)) == []
        assert b"<script>" not in b"".join(response)


NAMES = [
    "../../../etc/passwd.jpg", "..\\..\\windows\\a.jpg", "/etc/passwd", "a\u202egpj.exe", "a\u2066b.jpg", "a" * 5000 + ".jpg",
    "<script>alert(1)</script>.jpg", "a\r\nSet-Cookie: x=y.jpg", ".htaccess", "CON.jpg", "神\ufa19👩\u200d🌾.jpg", " ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_file_is_never_trusted(client, staff, media_root, name):
    client.force_login(staff)
    form = {"form_key": str(uuid.uuid4()), "title": "t", "caption": "c", "uploads": upload(name, picture())}
    client.post("/posts/new/", form)
    for photo in Photo.objects.all():  # a name that the server cannot read takes no file along
        assert len(photo.original_name) <= 100
        assert not set(photo.original_name) & set("/\\\r\n\0\u202e\u2066")
    stored = [path for path in media_root.rglob("*") if path.is_file()]
    assert all(path.stem.isalnum() and len(path.stem) == 64 for path in stored)
    assert "<script>alert" not in client.get("/posts/").content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_paper_stays_within_its_header(client, staff, name):
    post = factories.draft(staff)
    photo = post.photos.get()
    client.force_login(staff)
    prefix = f"photo-{photo.pk}"
    form = {
        "version": post.version,
        "title": "t",
        "caption": "c",
        "category": "1",
        "sponsorship": "none",
        "generated": "no",
        "frame": "first",
    }
    form |= {f"{prefix}-focus_x": 50, f"{prefix}-focus_y": 50, "link-new-url": ""}
    form |= {
        "rights-source": "",
        "rights-evidence_upload": upload(name, b"%PDF-1.4 <script>alert(1)</script>", "text/html"),
    }
    client.post(reverse("posts:edit", args=[post.pk]), form)
    photo.refresh_from_db()
    if not photo.evidence_file:
        return  # the server could not read the name and took nothing
    response = client.get(reverse("posts:evidence", args=[post.pk, photo.evidence_file]))
    assert b"".join(response)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert not set(response["Content-Disposition"]) & set("\r\n\u202e")
    assert "Set-Cookie" not in response.headers


# --- Fields that nobody asked for ----------------------------------------------------------------------------------

SMUGGLED = {
    "state": "approved", "author": "1", "organization": "999", "edited_by": "1", "submission": "1", "dossier": "1",
    "in_charge": "1", "form_key": "00000000-0000-0000-0000-000000000000", "id": "999", "pk": "999", "is_active": "",
    "is_demo": "on", "is_staff": "on", "password": "x", "role": "administrator", "user": "1", "appointed_by": "1",
    "deputizes": "1", "ended_at": "2020-01-01", "settled_at": "2020-01-01", "permission_withdrawn_on": "",
}  # fmt: skip


def test_editor_takes_no_other_fields(client, staff, chief):
    post = factories.draft(staff)
    photo = post.photos.get()
    Photo.objects.update(permission_withdrawn_on=timezone.localdate())
    client.force_login(staff)
    prefix = f"photo-{photo.pk}"
    form = {
        "version": post.version,
        "title": "直した",
        "caption": "c",
        "category": "1",
        "sponsorship": "none",
        "generated": "no",
    }
    form |= {"frame": "first", f"{prefix}-focus_x": 50, f"{prefix}-focus_y": 50, "link-new-url": ""}
    files = dict.fromkeys(("original", "rendition", "evidence_file"), "f" * 64)
    names = (prefix, "rights")
    smuggled = SMUGGLED | {
        f"{one}-{name}": value for one in names for name, value in (SMUGGLED | files | {"source": ""}).items()
    }
    before = Post.objects.values(
        "state", "author", "organization", "submission", "dossier", "in_charge", "form_key"
    ).get()
    client.post(reverse("posts:edit", args=[post.pk]), smuggled | form)
    after = Post.objects.get()
    assert after.title == "直した"
    assert Post.objects.values(*before).get() == before
    stored = Photo.objects.get()
    assert (stored.original, stored.evidence_file) == (photo.original, "")
    assert stored.permission_withdrawn_on == timezone.localdate()


def test_new_post_takes_no_other_fields(client, staff):
    client.force_login(staff)
    form = SMUGGLED | {"form_key": str(uuid.uuid4()), "title": "t", "caption": "c"}
    client.post("/posts/new/", form)
    post = Post.objects.get()
    assert (post.state, post.author, post.organization) == ("draft", staff, factories.OrganizationFactory())
    assert post.submission is None


def test_agreement_takes_no_other_fields(client, staff):
    client.force_login(staff)
    form = {"host": "a.example.jp", "agreed_with": "町", "agreed_on": "2026-01-01", "agreed_how": "電話"}
    client.post("/posts/agreements/", SMUGGLED | form)
    assert SiteAgreement.objects.get().pk != 999
    assert not Link.objects.exists()


def test_tables_of_people_take_no_other_fields(client, administrator):
    client.force_login(administrator)
    person = factories.UserFactory(name="新 人子")
    before = (person.password, person.date_joined)
    form = {"username": person.username, "name": "新 人美", "kana": "", "email": "", "is_active": "on"}
    client.post(reverse("admin:security_user_change", args=[person.pk]), SMUGGLED | form)
    person.refresh_from_db()
    assert (person.name, person.is_demo) == ("新 人美", False)
    assert (person.password, person.date_joined) == before
    assert not Appointment.objects.filter(user=person).exists()


@pytest.mark.parametrize("model", [User, Organization, Appointment])
def test_no_table_offers_what_the_system_alone_writes(client, administrator, model):
    never = {
        "password",
        "is_demo",
        "last_login",
        "date_joined",
        "appointed_by",
        "ended_at",
        "settled_at",
        "successor",
    }
    client.force_login(administrator)
    row = model.objects.first() or factories.ContractorFactory()
    for name, args in (("add", []), ("change", [row.pk])):
        page = client.get(reverse(f"admin:security_{model._meta.model_name}_{name}", args=args))
        assert not set(page.context["adminform"].form.fields) & never
    assert AuditEvent not in admin.site._registry
