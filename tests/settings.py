"""The product's settings, less what only costs time in a test. What runs as a process of its own reads the real ones."""

from cafe_instagram.settings import *  # noqa: F403 - settings are one namespace
from cafe_instagram.settings import DATABASES

# A fifth of a second for each password, which is what Argon2 is for; test_sign_in.py looks at the product's own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files are looked for when they are asked for, not listed anew for each test's client.
WHITENOISE_AUTOREFRESH = True
# No test outlives a power cut. SQLite keeps its test database in memory.
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
