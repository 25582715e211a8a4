"""`manage.py doctor`: each point with what to do, also where the database is away."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from cafe_instagram import doctor
from cafe_instagram.home import health
from outbox import heartbeat
from outbox.models import Heartbeat
from posts.publishing import examining
from posts.publishing.examining import Point
from security.account.models import AccessToken
from security.letters import writing as letters
from security.models import Letter
from security.office import disk
from tests.e2e.processes import ROOT, clean_environment


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Instagram and the site's own address are asked by `instagram_check`, whose tests look at it."""
    monkeypatch.setattr(examining, "of_connection", lambda: iter([Point("トークン", "有効です。")]))
    monkeypatch.setattr(examining, "of_address", lambda: iter([Point("写真の取得", "取得できます。")]))


@pytest.fixture(autouse=True)
def one_clock(monkeypatch):
    """The database's is the test's, also on a server."""
    clock = lambda: heartbeat.Value(timezone.now(), heartbeat.models.DateTimeField())  # noqa: E731 - read anew each time
    monkeypatch.setattr(heartbeat, "database_clock", clock)
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: timezone.now().timestamp()))


@pytest.fixture
def wrong():
    """The points that are wrong, by name."""
    return lambda **options: {point.name: point for point in doctor.points(**options) if not point.is_fine}


def beat(**ago):
    heartbeat.beat(called=True)
    then = timezone.now() - timedelta(**ago)
    Heartbeat.objects.update(at=then, called_at=then, trusted_at=then)


@pytest.mark.django_db
def test_all_is_well(wrong, capsys, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    beat(seconds=3)
    assert {name for name in wrong() if name != "データベースの役割"} == set()
    names = [point.name for point in doctor.points()]
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_what_is_wrong_is_said_with_what_to_do(wrong, staff, settings, monkeypatch):
    heartbeat.beat(called=True)
    Heartbeat.objects.update(
        at=timezone.now() - timedelta(minutes=90), called_at=None, doubted_since=timezone.now()
    )
    letters.write(key="k", to=staff, subject="件名", body="本文")
    Letter.objects.update(state=Letter.State.UNKNOWN)
    monkeypatch.setattr(health, "oldest_due", lambda: 5400)
    monkeypatch.setattr(disk, "free", lambda: 3 * 2**20)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    found = wrong()
    assert set(found) - {"データベースの役割"} == {
        *("自動の処理", "時計のプログラム(beat)", "サーバーの時計", "時刻を過ぎた仕事", "通知メール"),
        *("保存場所の空き", "連絡の列(REDIS_URL)", "メールのサーバー(EMAIL_URL)"),
    }
    assert "90分前から止まっています。予定した投稿は出ません。" in found["自動の処理"].finding
    assert all(point.remedy.endswith("。") for point in found.values())
    with pytest.raises(CommandError, match=r"\d+ 点に問題があります"):
        call_command("doctor")


@pytest.mark.django_db
def test_keys_that_open_nothing_are_named(wrong, settings):
    AccessToken.objects.create(flavour="instagram", user_id="1", sealed_secret="gAAAAnobody")
    found = wrong(before_start=True)["暗号化の鍵(FIELD_KEYS)"]
    assert "アクセストークン" in found.finding
    assert "FIELD_KEYS に加えて" in found.remedy
    beat(seconds=1)
    assert "保存されているアクセストークンを読めません。" in wrong()["Instagramとの接続"].finding


@pytest.mark.django_db
def test_system_that_has_never_run_says_so_and_before_its_start_nothing(wrong):
    Heartbeat.objects.all().delete()
    assert "まだ一度も" in wrong()["自動の処理"].finding
    assert "自動の処理" not in wrong(before_start=True)


def test_without_the_database_the_rest_is_told(wrong, monkeypatch):
    def away():
        raise OperationalError("connection refused\nand more")

    monkeypatch.setattr(doctor.connection, "cursor", away)
    points = list(doctor.points())
    assert [point.name for point in points if not point.is_fine] == ["データベース"]
    assert "connection refused)" in points[0].finding
    assert [point.name for point in points][1:3] == ["保存場所の空き", "連絡の列(REDIS_URL)"]


@pytest.mark.django_db
def test_point_that_cannot_be_asked_keeps_no_other_from_being_told(wrong, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(heartbeat, "read", away)
    found = wrong()
    assert "確かめられません(OperationalError)。" in found["自動の処理"].finding
    assert "通知メール" in {point.name for point in doctor.points()}


def test_command_ends_with_one_where_the_database_is_away(tmp_path):
    environment = clean_environment(
        DEMO="1", DATA_DIR=str(tmp_path), DATABASE_URL="postgres://x:geheim@127.0.0.1:1/x"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--before-start"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "× データベース: つながりません" in done.stdout
    assert "○ 保存場所の空き" in done.stdout
    assert "geheim" not in done.stdout + done.stderr
