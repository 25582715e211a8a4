"""What leaves for Sentry: kinds and places, whatever the library has gathered besides."""

import json

import pytest

from cafe_instagram import inquiries, sentry

GATHERED = {
    "event_id": "e1",
    "level": "error",
    "platform": "python",
    "message": "極秘",
    "logentry": {"message": "%s", "params": ["極秘"]},
    "request": {"url": "https://cafe.example.jp/?q=needle", "data": {"caption": "極秘"}, "cookies": "sessionid=needle"},
    "user": {"ip_address": "192.0.2.7", "email": "hanako@example.jp"},
    "breadcrumbs": {"values": [{"message": "極秘"}]},
    "extra": {"sys.argv": ["needle"]},
    "contexts": {"trace": {"data": "needle"}},
    "exception": {
        "values": [
            {
                "type": "ValueError",
                "value": "cannot use 極秘",
                "stacktrace": {
                    "frames": [
                        {"filename": "posts/drafting/forms.py", "function": "clean", "lineno": 3, "vars": {"it": "極秘"}, "context_line": "needle"}
                    ]
                },
            }
        ]
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def inquiry():
    token = inquiries.current.set(inquiries.Inquiry("7K3F92QD", view="posts:edit", person=5))
    yield
    inquiries.current.reset(token)


def test_no_word_leaves():
    told = sentry.without_words(GATHERED, {})
    written = json.dumps(told, ensure_ascii=False)
    assert [word for word in ("極秘", "needle", "192.0.2.7", "hanako") if word in written] == []
    assert told["exception"]["values"][0]["type"] == "ValueError"
    assert told["exception"]["values"][0]["stacktrace"]["frames"] == [
        {"filename": "posts/drafting/forms.py", "function": "clean", "lineno": 3}
    ]
    assert told["tags"] == {"request": "7K3F92QD", "view": "posts:edit", "person": 5}


def test_event_without_an_error_is_told_as_that_and_no_more():
    assert sentry.without_words({"event_id": "e2", "message": "極秘"}, {})["exception"] == {"values": []}


def test_library_is_begun_with_all_of_it_off(monkeypatch, settings):
    begun = {}
    monkeypatch.setattr(sentry.sentry_sdk, "init", lambda **options: begun.update(options))
    settings.SENTRY_DSN = "https://key@sentry.example.jp/1"
    sentry.begin()
    assert begun["before_send"] is sentry.without_words
    assert (begun["send_default_pii"], begun["include_local_variables"], begun["max_breadcrumbs"]) == (
        False,
        False,
        0,
    )
    assert begun["max_request_body_size"] == "never"
