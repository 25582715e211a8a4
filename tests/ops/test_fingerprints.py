"""Addresses of static files on a machine that collects none."""

import re

import pytest
from django.templatetags.static import static
from django.test import Client

from cafe_instagram.fingerprints import fingerprint


@pytest.fixture(autouse=True)
def nothing_remembered():
    fingerprint.cache_clear()
    yield
    fingerprint.cache_clear()


@pytest.mark.django_db
def test_address_names_the_content_and_leads_to_it(settings):
    address = static("css/tokens.css")
    assert re.fullmatch(r"/static/css/tokens\.css\?[0-9a-f]{12}", address)
    response = Client().get(address)
    response.close()
    assert response.status_code == 200
    assert response["Cache-Control"] == f"max-age={settings.WHITENOISE_MAX_AGE}, public"


def test_other_content_has_another_address(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    seen = set()
    for words in ("snow", "coffee"):
        (tmp_path / "sheet.css").write_text(words)
        fingerprint.cache_clear()
        seen.add(static("sheet.css"))
    assert len(seen) == 2


def test_file_that_is_missing_keeps_its_plain_address():
    assert static("css/nothing.css") == "/static/css/nothing.css"
