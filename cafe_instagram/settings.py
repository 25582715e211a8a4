"""The settings, decided by the environment alone (names in README.md); who gets in is decided in settings_sign_in.py.

A wrong value stops the start with a sentence that names the variable. Without `DEMO` nothing is assumed: keys and
addresses must be given.
"""

import os
import secrets
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cafe_instagram.environment import (
    DEMO,
    choice,
    flag,
    kept_key,
    number,
    secret,
    service,
    text,
    web_address,
)
from cafe_instagram.settings_log import LOGGING  # noqa: F401 - a setting
from cafe_instagram.settings_sign_in import *  # noqa: F403 - settings are one namespace
from instagram.limits import IMAGE_RATIOS_MIN

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY_LEAST = 50
SEAL_KEY_LEAST = 32
METRICS_TOKEN_LEAST = 20

# --- What is started, and where its data lies ---------------------------------------------------------------------

DEBUG = flag("DEBUG", default=False)
if DEBUG and not DEMO:
    raise ImproperlyConfigured("DEBUG は DEMO=1 のときだけ使えます(エラー画面に内部の情報が出ます)。")
PORT = number("PORT", default=8000, least=1, most=65535)
SANDBOX_PORT = number("SANDBOX_PORT", default=8001, least=1, most=65535)

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not os.access(DATA_DIR, os.W_OK):
        raise PermissionError(13, "書き込みが許可されていません")
except OSError as error:
    raise ImproperlyConfigured(
        f"データの置き場所 {DATA_DIR} に書き込めません({error.strerror})。DATA_DIR に書き込める場所を指定してください。"
    ) from error

if not DEMO and not secret("SECRET_KEY"):
    raise ImproperlyConfigured(
        f"SECRET_KEY を環境変数で指定してください({SECRET_KEY_LEAST} 文字以上の乱数)。"
        "試すだけなら make run をお使いください。"
    )
SECRET_KEY = secret("SECRET_KEY") or kept_key(DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(50))
if not DEMO and len(SECRET_KEY) < SECRET_KEY_LEAST:
    raise ImproperlyConfigured(f"SECRET_KEY は {SECRET_KEY_LEAST} 文字以上の乱数にしてください。")

# What secrets at rest are encrypted under (security/office/vault.py): the first seals, all open.
FIELD_KEYS = [key for key in secret("FIELD_KEYS").replace(",", " ").split() if key]
if not FIELD_KEYS and not DEMO:
    raise ImproperlyConfigured(
        "FIELD_KEYS を環境変数で指定してください(作り方は docs/running.md にあります)。"
    )
FIELD_KEYS = FIELD_KEYS or [kept_key(DATA_DIR / "field_key", lambda: Fernet.generate_key().decode())]
for key in FIELD_KEYS:
    try:
        Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS に、鍵として使えないものが含まれています。") from error

# What the rows on which something goes out are signed with (security/office/macs.py): the first signs, all verify.
SEAL_KEYS = [key for key in secret("SEAL_KEYS").replace(",", " ").split() if key]
if not SEAL_KEYS and not DEMO:
    raise ImproperlyConfigured(
        "SEAL_KEYS を環境変数で指定してください(作り方は docs/running.md にあります)。"
    )
SEAL_KEYS = SEAL_KEYS or [kept_key(DATA_DIR / "seal_key", lambda: secrets.token_urlsafe(32))]
if any(len(key) < SEAL_KEY_LEAST for key in SEAL_KEYS):
    raise ImproperlyConfigured(
        f"SEAL_KEYS に、短すぎる鍵が含まれています({SEAL_KEY_LEAST} 文字以上の乱数にしてください)。"
    )

PUBLIC_URL = web_address("PUBLIC_URL", demo=f"http://127.0.0.1:{PORT}")
HTTPS = PUBLIC_URL.startswith("https://")

ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# --- Instagram (instagram/) ---------------------------------------------------------------------------------

# by-hand: nothing posts by itself; people do, from the official account's own app (posts/publishing/by_hand/). Then Meta
# need know nothing of this site.
PUBLISHES_BY_HAND = choice("PUBLISHING", "api", "by-hand") == "by-hand"
INSTAGRAM_GRAPH_URL = web_address(
    "INSTAGRAM_GRAPH_URL",
    demo=f"http://127.0.0.1:{SANDBOX_PORT}",
    default="https://graph.instagram.com" if PUBLISHES_BY_HAND else None,
)
INSTAGRAM_FLAVOUR = choice("INSTAGRAM_FLAVOUR", "instagram", "facebook")
INSTAGRAM_GRAPH_VERSION = os.environ.get("INSTAGRAM_GRAPH_VERSION") or "v26.0"
# Every page of the API says 4:5; the app, and the API where it was tried, take 3:4.
INSTAGRAM_SMALLEST_RATIO = os.environ.get("INSTAGRAM_SMALLEST_RATIO") or "3:4"
if INSTAGRAM_SMALLEST_RATIO not in IMAGE_RATIOS_MIN:
    raise ImproperlyConfigured(
        f"INSTAGRAM_SMALLEST_RATIO は {' か '.join(IMAGE_RATIOS_MIN)} です(いまの値: {INSTAGRAM_SMALLEST_RATIO!r})。"
    )
INSTAGRAM_USER_ID = text("INSTAGRAM_USER_ID", demo="me", default="" if PUBLISHES_BY_HAND else None)
# As the previews show it; the account itself is named by its number.
INSTAGRAM_USERNAME = os.environ.get("INSTAGRAM_USERNAME") or "hokkaido_cafe"
# The first token only: once adopted, the one in the database counts (security/account/actions/token.py).
INSTAGRAM_ACCESS_TOKEN = secret("INSTAGRAM_ACCESS_TOKEN") or ("sandbox-token" if DEMO else "")
# Of the app at Meta: Facebook Login's tokens are exchanged with both, its calls are signed with the secret.
INSTAGRAM_APP_ID = os.environ.get("INSTAGRAM_APP_ID", "")
INSTAGRAM_APP_SECRET = secret("INSTAGRAM_APP_SECRET") or ("sandbox-app-secret" if DEMO else "")
# What Meta's notifications may be signed with: which of an app's secrets it takes is disputed, so several may be given.
WEBHOOK_SECRETS = [
    key for key in (INSTAGRAM_APP_SECRET, *secret("WEBHOOK_SECRETS").replace(",", " ").split()) if key
]
# What Meta proves itself with when it first asks for the address; without it the address answers nobody.
WEBHOOK_VERIFY_TOKEN = secret("WEBHOOK_VERIFY_TOKEN") or ("sandbox-verify-token" if DEMO else "")

# --- Django -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cafe_instagram",
    "cafe_instagram.home",
    "comments",
    "posts",
    "approvals",
    "security",
    "outbox",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django.forms",
    "security.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
if DEMO:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "cafe_instagram.inquiries.InquiryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cafe_instagram.compression.TextGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "security.signing_in.middleware.PublicPagesMiddleware",
    "security.signing_in.middleware.SparingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "security.pages.whole.WholeFormsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "security.signing_in.middleware.ActorMiddleware",
    "security.signing_in.known_browsers.KnownBrowsersMiddleware",
    "security.signing_in.gates.DeviceMiddleware",
    "security.signing_in.session_limits.SessionLimitsMiddleware",
    "security.signing_in.bodies.BodiesMiddleware",
    "security.signing_in.gates.DoorsMiddleware",
    "security.pages.kept_input.KeptInputMiddleware",
    "security.pages.presses.NoBlankPagesMiddleware",
    "approvals.middleware.UnknownFormMiddleware",
    "security.notices.middleware.ReadByLetterMiddleware",
]

CSRF_FAILURE_VIEW = "security.pages.sent_back.csrf_failure"
ROOT_URLCONF = "cafe_instagram.urls"
WSGI_APPLICATION = "cafe_instagram.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cafe_instagram.home.context.every_page",
            ],
        },
    },
]

FORM_RENDERER = "security.office.sent.OfficeRenderer"

DATABASES = {
    "default": service(
        "DATABASE_URL",
        environ.Env.db_url_config,
        address=secret("DATABASE_URL") or f"sqlite:///{quote(str(DATA_DIR / 'cafe.sqlite3'))}",
        kinds=("postgres://", "postgresql://", "sqlite:///"),
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: two writers wait for one another instead of failing half-way; WAL: readers never wait; FULL: a power
    # cut must not lose the committed intent to publish, or the post would go out a second time.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Failed sign-ins and used codes must hold across processes, and signing in must never need Redis: the database keeps
# them, in a table that `migrate` makes. Entries are dropped when there are too many: nobody must be able to force that.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "security_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered public pages and their small pictures, each process its own (comments/policy/public.py): strangers choose
    # what stands in here, so it is small and apart from what signing in relies on.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # What holds until the trail moves on, each process its own (security/trail/cache.py).
    "trail": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "trail",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# The broker only.
REDIS_URL = secret("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL は redis:// で始まるものを指定してください。")

# Outside the demo mail really goes out: printed, the links that reset a password would stand in a log.
EMAIL_CONFIG = service(
    "EMAIL_URL",
    environ.Env.email_url_config,
    address=text("EMAIL_URL", demo="consolemail://"),
    kinds=("smtp://", "smtp+tls://", "smtp+ssl://", *(("filemail://", "consolemail://") if DEMO else ())),
)
vars().update(EMAIL_CONFIG)
MAIL_DOMAIN = urlsplit(PUBLIC_URL).hostname or "localhost"
# Seconds; short, since whoever waits for a mail server is not publishing meanwhile.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or f"no-reply@{MAIL_DOMAIN}"

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "cafe_instagram" / "static"]
# No collectstatic on a small machine; the container image collects and switches this off.
WHITENOISE_USE_FINDERS = not flag("STATIC_COLLECTED", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "cafe_instagram.fingerprints.FingerprintedStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Seconds in which a browser need not ask again. What a stylesheet itself refers to has no fingerprint: an hour is enough.
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# Never served by address: pages hand the files out after asking who may see them.
MEDIA_ROOT = DATA_DIR / "media"
# The editor's form: 20 photos of 14 fields, 100 links of 10, and some 50 of the post's own are 1,330.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "security.pages.whole.WatchingUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "security.pages.whole.SpooledUploads",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # texts; files are not counted here
FILE_UPLOAD_PERMISSIONS = 0o600

# --- What leaves in the headers -----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 24 * 3600  # the most that the safeguards can allow; their own limits end sessions before
BEHIND_PROXY = flag("BEHIND_PROXY", default=False)
# Without X-Forwarded-Proto every request looks like http, and the redirect would never end.
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY
SECURE_REDIRECT_EXEMPT = [r"^(healthz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Celery: messages are wake-ups, the database is the truth ------------------------------------------------------

# So long after its time what definitely failed may be sent again on the same approval.
RETRY_WITHIN = timedelta(hours=number("RETRY_HOURS", default=24, least=0, most=168))

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        # Seconds. A Redis that does not answer must keep no page waiting.
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
    }
else:
    BROKER_DIR = DATA_DIR / "broker"
    for folder in ("queue", "control", "processed"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "store_processed": True,
        "polling_interval": 0.2,
    }
# `celery inspect`. Files would be polled for its messages as often as for work.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
# Whoever wakes a worker does not wait for the broker: once more at once, since a connection may have grown old.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
# A worker outlives its broker, and one that refuses to write: meanwhile it looks by itself (cafe_instagram/pulse.py).
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = sys.maxsize  # cafe_instagram/celery.py closes connections when they are old
CELERY_TIMEZONE = TIME_ZONE
# The floors' sweeps say which of these looks asks for them (outbox/wake_ups.py). None is longer: nobody remembers when
# the last one was, and what came once in ten minutes would never come where a machine runs for five.
LOOKS_EVERY_S = (1, 5, 10, 15, 30, 60)

# What Prometheus brings to /metrics; without it that page does not exist, and nothing is counted.
METRICS_TOKEN = secret("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < METRICS_TOKEN_LEAST:
    raise ImproperlyConfigured(f"METRICS_TOKEN は {METRICS_TOKEN_LEAST} 文字以上の乱数にしてください。")
# Where errors are told besides the log (cafe_instagram/sentry.py); off unless given.
SENTRY_DSN = secret("SENTRY_DSN")
if SENTRY_DSN and not find_spec("sentry_sdk"):
    raise ImproperlyConfigured(
        "SENTRY_DSN を使うには、requirements-sentry.txt のライブラリを入れてください(docs/running.md)。"
    )
