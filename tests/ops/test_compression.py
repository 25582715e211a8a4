"""What leaves compressed, and what does not."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from cafe_instagram.compression import TextGZipMiddleware

TEXT = "北海道とつながるカフェ" * 100
ACCEPTED = {"accept-encoding": "gzip, deflate, br"}


def sent(response, headers=ACCEPTED):
    return TextGZipMiddleware(lambda request: response)(RequestFactory().get("/", headers=headers))


@pytest.mark.django_db
def test_page_is_compressed_for_whoever_can_read_it(client):
    plain = client.get("/accounts/login/")
    compressed = client.get("/accounts/login/", headers=ACCEPTED)
    assert "Content-Encoding" not in plain.headers
    assert compressed["Content-Encoding"] == "gzip"
    assert "ログイン" in gzip.decompress(compressed.content).decode()
    assert len(compressed.content) < len(plain.content) / 2
    for response in (plain, compressed):
        assert "Accept-Encoding" in response["Vary"]


@pytest.mark.django_db
def test_same_page_never_has_the_same_length_twice(client):
    """What is secret in a page must not be guessed from how well it compresses (BREACH)."""
    lengths = {len(client.get("/accounts/login/", headers=ACCEPTED).content) for _ in range(20)}
    assert len(lengths) > 3


@pytest.mark.parametrize("kind", ["image/jpeg", "application/octet-stream", "application/zip"])
def test_what_is_no_text_leaves_as_it_is(kind):
    for response in (
        HttpResponse(TEXT, content_type=kind),
        FileResponse(TEXT.encode(), content_type=kind),
    ):
        assert "Content-Encoding" not in sent(response).headers


def test_lines_that_are_still_being_written_are_compressed_as_they_come():
    lines = StreamingHttpResponse([TEXT.encode()] * 3, content_type="application/x-ndjson; charset=utf-8")
    assert gzip.decompress(b"".join(sent(lines).streaming_content)).decode() == TEXT * 3
