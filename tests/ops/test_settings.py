"""The environment decides, and a slip of the pen is told: settings read in a process of their own."""

import json
import subprocess
import sys

import pytest

from tests.e2e.processes import ROOT, clean_environment

PRODUCTION = {
    "SECRET_KEY": "q" * 25 + "-9Xw_" * 6,
    "FIELD_KEYS": "7eXbNcjz2mBhAFqgdvVwXcI0kIXgNH3lJSdGkB6wHqE=",
    "SEAL_KEYS": "b0Zk3yXgTfQ1vWmE7uRrJ2cHs9LpD4nA",
    "PUBLIC_URL": "https://cafe.example.jp",
    "INSTAGRAM_GRAPH_URL": "https://graph.instagram.com",
    "INSTAGRAM_USER_ID": "17841400000000001",
    "INSTAGRAM_ACCESS_TOKEN": "a-token",
    "DATABASE_URL": "postgres://cafe:pass@database/cafe",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://cafe:pass@mail.example.jp:587",
    "BEHIND_PROXY": "1",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
    )


def setting(expression, **environment):
    words = manage(
        "shell",
        "--no-imports",
        "-c",
        f"import json\nfrom django.conf import settings\nprint(json.dumps({expression}))",
        **environment,
    )
    assert words.returncode == 0, words.stderr
    return json.loads(words.stdout)


def test_production_passes_djangos_own_deployment_check(tmp_path):
    check = manage("check", "--deploy", "--fail-level", "INFO", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert check.returncode == 0, check.stderr
    assert "no issues" in check.stdout


def test_production_starts_without_a_token(tmp_path):
    """The first may be given on the connection's page."""
    check = manage("check", DATA_DIR=str(tmp_path), **PRODUCTION | {"INSTAGRAM_ACCESS_TOKEN": ""})
    assert check.returncode == 0, check.stderr


def test_by_hand_needs_nothing_of_meta(tmp_path):
    """PUBLISHING=by-hand: no token, no account's number, no address of the API."""
    without = {name: value for name, value in PRODUCTION.items() if not name.startswith("INSTAGRAM_")}
    found = setting(
        "[settings.PUBLISHES_BY_HAND, settings.INSTAGRAM_GRAPH_URL]",
        DATA_DIR=str(tmp_path),
        **without,
        PUBLISHING="by-hand",
    )
    assert found == [True, "https://graph.instagram.com"]
    wrong = manage("check", DATA_DIR=str(tmp_path), **PRODUCTION, PUBLISHING="hand")
    assert "PUBLISHING は api か by-hand" in wrong.stderr


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "FIELD_KEYS",
        "SEAL_KEYS",
        "PUBLIC_URL",
        "INSTAGRAM_GRAPH_URL",
        "INSTAGRAM_USER_ID",
        "EMAIL_URL",
    ],
)
def test_production_refuses_to_start_without_what_it_needs(tmp_path, name):
    check = manage("check", DATA_DIR=str(tmp_path), **PRODUCTION | {name: ""})
    assert check.returncode == 1
    assert check.stderr.startswith(f"{name} を環境変数で指定してください")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "true"),
        ("DEBUG", "yes"),
        ("PORT", "0"),
        ("PORT", "８０００"),
        ("PUBLIC_URL", "cafe.example.jp"),
        ("PUBLIC_URL", "http://cafe.example.jp"),
        ("INSTAGRAM_FLAVOUR", "threads"),
        ("DATABASE_URL", "mysql://database/cafe"),
        ("DATABASE_URL", "postgres://database:port/cafe"),
        ("REDIS_URL", "amqp://redis"),
        ("EMAIL_URL", "mail.example.jp"),
        ("EMAIL_URL", "consolemail://"),
        ("SECRET_KEY", "q9Xw_" * 9 + "q9Xw"),
        ("DEBUG", "1"),
        ("SECRET_KEY_FILE", "/nowhere"),
        ("FIELD_KEYS", "short"),
        ("SEAL_KEYS", "short"),
    ],
)
def test_wrong_value_is_told_in_one_sentence_that_names_the_variable(tmp_path, name, value):
    check = manage("check", DATA_DIR=str(tmp_path), **PRODUCTION | {name: value})
    assert check.returncode == 1
    assert check.stderr.startswith(name)
    assert len(check.stderr.splitlines()) == 1


def test_wrong_address_is_told_without_the_password_in_it(tmp_path):
    check = manage(
        "check",
        DATA_DIR=str(tmp_path),
        **PRODUCTION | {"DATABASE_URL": "postgres://cafe:geheim@database:x/cafe"},
    )
    assert "geheim" not in check.stderr


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("SECRET_KEY", "settings.SECRET_KEY"),
        ("FIELD_KEYS", "settings.FIELD_KEYS"),
        ("SEAL_KEYS", "settings.SEAL_KEYS"),
        ("DATABASE_URL", "settings.DATABASES['default']['HOST']"),
        ("REDIS_URL", "settings.CELERY_BROKER_URL"),
        ("EMAIL_URL", "settings.EMAIL_HOST"),
        ("INSTAGRAM_ACCESS_TOKEN", "settings.INSTAGRAM_ACCESS_TOKEN"),
    ],
)
def test_secret_may_lie_in_a_file(tmp_path, name, expression):
    (tmp_path / "secret").write_text(PRODUCTION[name] + "\n")
    given = PRODUCTION | {name: "", f"{name}_FILE": str(tmp_path / "secret")}
    from_file = setting(expression, DATA_DIR=str(tmp_path), **given)
    assert from_file == setting(expression, DATA_DIR=str(tmp_path), **PRODUCTION)


def test_data_may_lie_under_any_name(tmp_path):
    folder = tmp_path / "データ #1 +%41?"
    assert setting("str(settings.DATABASES['default']['NAME'])", DEMO="1", DATA_DIR=str(folder)) == str(
        folder / "cafe.sqlite3"
    )


def test_demo_keeps_its_key_over_a_restart(tmp_path):
    first, second = (setting("settings.SECRET_KEY", DEMO="1", DATA_DIR=str(tmp_path)) for _ in range(2))
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["PUBLIC_URL", "INSTAGRAM_GRAPH_URL"])
@pytest.mark.parametrize("address", ["https://graph.instagram.com", "http://127.0.0.1.example.jp"])
def test_demo_knows_nothing_but_this_machine(tmp_path, name, address):
    check = manage("check", DEMO="1", DATA_DIR=str(tmp_path), **{name: address})
    assert check.returncode == 1
    assert check.stderr.startswith(f"{name} は、DEMO=1 のとき")
    assert len(check.stderr.splitlines()) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_demo_may_stand_at_any_name_of_this_machine(tmp_path, host):
    address = f"http://{host}:8765"
    given = {"DEMO": "1", "DATA_DIR": str(tmp_path), "PUBLIC_URL": address, "INSTAGRAM_GRAPH_URL": address}
    assert host in setting("settings.ALLOWED_HOSTS", **given)


def test_demo_prints_its_mail_and_may_be_debugged(tmp_path):
    given = {"DEMO": "1", "DEBUG": "1", "DATA_DIR": str(tmp_path)}
    assert setting("settings.EMAIL_BACKEND", **given).endswith("console.EmailBackend")


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_redirect_to_https_needs_the_proxy_that_tells_of_https(tmp_path, behind_proxy):
    given = PRODUCTION | {"BEHIND_PROXY": str(int(behind_proxy)), "DATA_DIR": str(tmp_path)}
    assert setting("settings.SECURE_SSL_REDIRECT", **given) is behind_proxy


def test_signing_in_does_not_need_redis(tmp_path):
    """What failed sign-ins are counted in lies in the database, whatever the queue is."""
    given = {"DEMO": "1", "DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0"}
    backends = setting("{name: cache['BACKEND'] for name, cache in settings.CACHES.items()}", **given)
    assert backends.pop("default") == "django.core.cache.backends.db.DatabaseCache"
    assert not any("redis" in backend.lower() for backend in backends.values())


@pytest.mark.both
def test_sqlite_loses_nothing_committed_in_a_power_cut(tmp_path):
    query = "__import__('django.db').db.connection.cursor().execute('PRAGMA synchronous').fetchone()"
    assert setting(query, DEMO="1", DATA_DIR=str(tmp_path)) == [2]  # FULL
