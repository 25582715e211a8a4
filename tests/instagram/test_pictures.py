"""A post's picture is fetched from Meta alone, and never without a limit."""

import pytest
import responses

from instagram import pictures

GRAPH = "https://graph.instagram.com"
CDN = "https://scontent-nrt1-1.cdninstagram.com/v/t51/a.jpg?sig=1"


@responses.activate
def test_a_picture_of_metas_is_fetched_without_a_token():
    responses.get(CDN, body=b"\xff\xd8\xff")
    assert pictures.fetch(CDN, beside=GRAPH) == b"\xff\xd8\xff"
    assert "Authorization" not in responses.calls[0].request.headers


@pytest.mark.parametrize(
    "address",
    [
        "http://scontent.cdninstagram.com/a.jpg",
        "https://evilcdninstagram.com/a.jpg",
        "https://cdninstagram.com.evil.example/a.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "http://graph.instagram.com/a.jpg",
        "file:///etc/passwd",
        "https://evil.example\\@scontent.cdninstagram.com/a.jpg",
        "https://evil.example\\.cdninstagram.com/a.jpg",
        "https://scontent.cdninstagram.com@evil.example/a.jpg",
        "https://[scontent.cdninstagram.com/a.jpg",
        "",
    ],
)
@responses.activate
def test_nothing_is_fetched_from_elsewhere(address):
    with pytest.raises(pictures.NoPicture):
        pictures.fetch(address, beside=GRAPH)
    assert not responses.calls


@responses.activate
def test_too_much_and_what_leads_elsewhere_is_no_picture(monkeypatch):
    monkeypatch.setattr(pictures, "BYTES_MAX", 10)
    responses.get(CDN, body=b"x" * 11)
    with pytest.raises(pictures.NoPicture, match="more than"):
        pictures.fetch(CDN, beside=GRAPH)
    responses.replace(responses.GET, CDN, status=302, headers={"Location": "http://127.0.0.1/"})
    with pytest.raises(pictures.NoPicture, match="302"):
        pictures.fetch(CDN, beside=GRAPH)


@responses.activate
def test_who_sends_without_end_is_left(monkeypatch):
    """Byte by byte, each in time."""
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(pictures.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(pictures, "PIECE", 1)
    responses.get(CDN, body=b"x" * 50)
    with pytest.raises(pictures.NoPicture, match="not within 30 s"):
        pictures.fetch(CDN, beside=GRAPH)
