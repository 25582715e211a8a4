"""The log of production: lines of JSON in which no word of a person and no secret stands, and never a flood of them."""

import io
import json
import logging
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cafe_instagram import inquiries
from cafe_instagram.celery import app
from cafe_instagram.logs import JsonLines, OnceAMinute, PlainLines
from cafe_instagram.urls import handler500  # noqa: F401 - read by Django
from cafe_instagram.urls import urlpatterns as product
from tests.e2e.processes import ROOT, clean_environment

WORDS = ["極秘の本文です", "hunter2-the-password", "hanako@example.jp", "EAABsecretTokenOfMeta", "?q=needle"]


def everything(request, key=""):
    """Fails while all that was sent is in its hands, as careless code would."""
    logging.getLogger("django.db").warning("looked up %s in %r", request.POST.get("caption"), request.POST)
    raise ValueError(f"cannot use {dict(request.POST)} of {request.get_full_path()}")


def full(request):
    raise disk_full()


def disk_full():
    inner = sqlite3.OperationalError("database or disk is full")
    inner.sqlite_errorcode = sqlite3.SQLITE_FULL
    try:
        raise inner
    except sqlite3.OperationalError as error:
        outer = OperationalError(str(error))
        outer.__cause__ = error
        return outer


urlpatterns = [
    *product,
    path(
        "broken/<str:key>/<int:number>/", csrf_exempt(lambda request, **_: everything(request)), name="broken"
    ),
    path("full/", csrf_exempt(full), name="full"),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def log():
    """What a handler as production's would write; a list of lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(OnceAMinute())
    root, told = logging.getLogger(), logging.getLogger("cafe_instagram.requests")
    root.addHandler(handler)
    before = told.level
    told.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    told.setLevel(before)
    root.removeHandler(handler)


def of(lines, logger):
    return [line for line in lines if line["logger"] == logger]


@pytest.mark.django_db
def test_page_that_fails_shows_a_number_which_finds_its_line_and_no_word_is_in_it(log, staff):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    sent = {"caption": WORDS[0], "password": WORDS[1], "mail": WORDS[2], "token": WORDS[3]}
    answer = client.post(f"/broken/{WORDS[3]}/7/{WORDS[4]}", sent)
    assert answer.status_code == 500
    number = answer["X-Request-ID"]
    assert f"お問い合わせ番号 <strong>{number}</strong>" in answer.text
    (line,) = of(log(), "django.request")
    assert (line["request"], line["person"], line["level"]) == (number, staff.pk, "ERROR")
    assert line["path"] == "/broken/<str:key>/7/"
    assert line["error"][0]["kind"] == "ValueError"
    assert "tests/ops/test_logs.py" in line["error"][0]["at"][-1]
    (answered,) = of(log(), "cafe_instagram.requests")
    assert (answered["status"], answered["method"], answered["request"]) == (500, "POST", number)
    assert answered["seconds"] >= 0
    written = json.dumps(log(), ensure_ascii=False)
    assert [word for word in [*WORDS, "needle", staff.name] if word in written] == []


@pytest.mark.django_db
def test_links_of_letters_are_secrets_and_addresses_that_lead_nowhere_are_not_ours(log):
    client = Client(raise_request_exception=False)
    for address in ("/accounts/password/reset/key/1-EAABsecretTokenOfMeta/", "/EAABsecretTokenOfMeta/極秘/"):
        client.get(address)
    assert len(of(log(), "cafe_instagram.requests")) == 2
    written = json.dumps(log(), ensure_ascii=False)
    assert "EAABsecret" not in written
    assert "極秘" not in written


def test_what_is_told_is_taken_only_where_it_can_be_no_words(log):
    ours, other = logging.getLogger("posts.publishing"), logging.getLogger("somebody.else")
    ours.warning("job %s of %s: %s", 12, "17841400000000001", RuntimeError("極秘の本文です"))
    other.warning("%s and %s", "hunter2", 3)
    other.warning("極秘の本文です")
    ours.warning("letter to %s, at %s", "hanako@example.jp", "/posts/?q=needle")
    ours.warning("%s", OSError(28, "極秘", "/a/secret"))
    assert [line["message"] for line in log()] == [
        "job 12 of 17841400000000001: RuntimeError",
        "… and 3",
        "…",
        "letter to …, at …",
        "OSError(errno=28)",
    ]


def test_error_is_told_with_what_it_comes_from(log):
    try:
        try:
            raise KeyError("極秘")
        except KeyError as error:
            raise RuntimeError from error
    except RuntimeError:
        logging.getLogger("posts").exception("it fails")
    (line,) = log()
    assert [one["kind"] for one in line["error"]] == ["RuntimeError", "KeyError"]


@pytest.mark.django_db
def test_task_that_fails_is_named_with_its_number_and_none_of_its_words(log, settings):
    @app.task(name="posts.tasks.fails")
    def fails(pk):
        logging.getLogger("posts").warning("within")
        raise ValueError("極秘の本文です")

    fails.apply(args=[5], task_id="0b5e")
    app.tasks.pop("posts.tasks.fails")
    within, failed = log()
    assert (within["task"], within["task_id"]) == ("posts.tasks.fails", "0b5e")
    assert failed["logger"] == "celery.app.trace"
    assert "posts.tasks.fails" in failed["message"]
    assert "0b5e" in failed["message"]
    assert "極秘" not in json.dumps(failed, ensure_ascii=False)


@pytest.mark.django_db
def test_full_disk_is_one_line_a_minute_and_the_next_one_counts(staff):
    seconds, lines = [1000.0], []
    once = OnceAMinute(lambda: seconds[0])

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append((record.name, getattr(record, "again", 0)))

    handler = Kept()
    handler.addFilter(once)
    logging.getLogger().addHandler(handler)
    try:
        client = Client(raise_request_exception=False)
        for _ in range(5):
            assert client.post("/full/").status_code == 507
        logging.getLogger("celery.app.trace").error("task", exc_info=disk_full())
        assert len(lines) == 1
        seconds[0] += 61
        client.post("/full/")
        assert [again for _, again in lines] == [0, 5]
        for _ in range(3):  # each page that fails otherwise is told: its number stands on it
            client.post("/broken/x/1/")
        assert len([name for name, _ in lines if name == "django.request"]) == 2 + 3
    finally:
        logging.getLogger().removeHandler(handler)


def test_database_that_is_away_does_not_fill_the_log_of_a_worker():
    once = OnceAMinute(lambda: 5.0)
    away = (OperationalError, OperationalError("away"), None)
    records = [logging.LogRecord("x", 40, "", 1, "m", (), away) for _ in range(3)]
    assert [once.filter(record) for record in records] == [True, False, False]


def test_plain_lines_bear_the_number_too():
    token = inquiries.current.set(inquiries.Inquiry("7K3F92QD"))
    try:
        line = PlainLines("%(message)s").format(logging.LogRecord("x", 40, "", 1, "it fails", (), None))
    finally:
        inquiries.current.reset(token)
    assert line == "it fails [7K3F92QD]"


def test_production_writes_json_and_the_demo_lines_for_reading(tmp_path):
    asked = "from django.conf import settings; print(settings.LOGGING['handlers']['console']['formatter'])"
    production = {
        "SECRET_KEY": "x" * 50, "FIELD_KEYS": "A" * 43 + "=", "SEAL_KEYS": "s" * 32, "PUBLIC_URL": "https://cafe.example.jp",
        "INSTAGRAM_GRAPH_URL": "https://graph.instagram.com", "INSTAGRAM_USER_ID": "1", "EMAIL_URL": "smtp://mail.example.jp",
    }  # fmt: skip
    found = []
    for environment in ({"DEMO": "1"}, production):
        values = {
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "cafe_instagram.settings",
            **environment,
        }
        done = subprocess.run(
            [sys.executable, "-c", asked],
            cwd=ROOT,
            env=clean_environment(**values),
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stdout.strip())
    assert found == ["plain", "json"]


def test_number_can_be_read_out():
    numbers = {inquiries.new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert not set("".join(numbers)) & set("01OIo")


def test_the_number_is_the_outermost():
    assert settings.MIDDLEWARE[0] == "cafe_instagram.inquiries.InquiryMiddleware"
