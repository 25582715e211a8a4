"""Instagram's notifications: only Meta's own, each once, answered without any work (第６第２項)."""

import hashlib
import hmac
import io
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from comments.inbox.webhooks import signatures
from comments.inbox.webhooks.views import BODY_MAX
from comments.models import WebhookDelivery
from outbox import wake_ups

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]

SECRETS = ["first-secret", "second-secret"]
BODY = b'{"object":"instagram","entry":[{"id":"17841400000000001","text":"\\u3053 \\/"}]}'


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.WEBHOOK_SECRETS = SECRETS
    settings.WEBHOOK_VERIFY_TOKEN = "a-verify-token"


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []

    class App:
        @staticmethod
        def send_task(name, args):
            calls.append((name, args))

    monkeypatch.setattr(wake_ups, "current_app", App)
    return calls


def signature(body, secret=SECRETS[0]):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(body=BODY, header=None, **extra):
    header = signature(body) if header is None else header
    # As Meta: no cookie, no CSRF token.
    return Client(enforce_csrf_checks=True).post(
        "/webhooks/instagram/",
        body,
        content_type="application/json",
        headers={"X-Hub-Signature-256": header},
        **extra,
    )


def handshake(**query):
    return Client().get("/webhooks/instagram/", {f"hub.{name}": value for name, value in query.items()})


def test_the_address_is_the_one_that_is_told_to_meta():
    assert reverse("webhooks:instagram") == "/webhooks/instagram/"


def test_the_handshake_gives_the_challenge_back_to_whoever_knows_the_token():
    answer = handshake(mode="subscribe", challenge="1158201444", verify_token="a-verify-token")
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {"mode": "subscribe", "challenge": "<1>", "verify_token": "another"},
        {"mode": "subscribe", "challenge": "<1>", "verify_token": "a-verify-tokenx"},
        {"mode": "subscribe", "challenge": "<1>", "verify_token": "神"},
        {"mode": "subscribe", "challenge": "<1>"},
        {"mode": "other", "challenge": "<1>", "verify_token": "a-verify-token"},
        {},
    ],
)
def test_the_handshake_tells_nobody_else_anything(query):
    answer = handshake(**query)
    assert (answer.status_code, answer.content) == (403, b"")


def test_without_a_token_there_is_no_handshake(settings):
    settings.WEBHOOK_VERIFY_TOKEN = ""
    assert handshake(mode="subscribe", challenge="1", verify_token="").status_code == 403


def test_a_signed_delivery_is_kept_as_it_came_and_a_worker_woken(woken):
    assert post().status_code == 200
    delivery = WebhookDelivery.objects.get()
    assert bytes(delivery.body) == BODY
    assert (delivery.digest, delivery.state) == (hashlib.sha256(BODY).hexdigest(), "waiting")
    assert woken == [("comments.tasks.work_off", [delivery.pk])]


def test_each_of_the_secrets_is_taken():
    assert post(header=signature(BODY, SECRETS[1])).status_code == 200


def test_the_same_bytes_again_are_answered_and_kept_once(woken):
    assert [post().status_code, post().status_code, post().status_code] == [200, 200, 200]
    assert WebhookDelivery.objects.count() == len(woken) == 1


def test_a_replay_of_what_was_worked_off_changes_nothing(woken):
    post()
    WebhookDelivery.objects.update(state=WebhookDelivery.State.DONE, body=b"")
    woken.clear()
    assert post().status_code == 200
    assert [(row.state, bytes(row.body)) for row in WebhookDelivery.objects.all()] == [("done", b"")]
    assert woken == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        signature(BODY, "a-third-secret"),
        signature(BODY, ""),
        signature(BODY + b" "),
        signature(BODY).removeprefix("sha256="),
        "sha1=" + hmac.new(SECRETS[0].encode(), BODY, hashlib.sha1).hexdigest(),
        signature(BODY)[:-1],
        "sha256=\u00fc" * 3,
    ],
)
def test_a_forged_signature_is_refused_and_nothing_kept(header, woken):
    assert post(header=header).status_code == 403
    assert not WebhookDelivery.objects.exists()
    assert woken == []


def test_without_secrets_nothing_is_taken(settings):
    settings.WEBHOOK_SECRETS = []
    assert post(header=signature(BODY, "")).status_code == 403


def test_a_body_cut_in_half_is_refused_and_nothing_kept():
    half = BODY[: len(BODY) // 2]
    assert post(half, header=signature(BODY)).status_code == 403
    # The connection ended before as much came as was announced.
    stream = {"wsgi.input": io.BytesIO(half), "CONTENT_LENGTH": str(len(BODY))}
    assert post(half, header=signature(BODY), **stream).status_code == 403
    assert not WebhookDelivery.objects.exists()


class NeverSent(io.RawIOBase):
    """A body that is announced and does not come."""

    def read(self, *_):
        raise AssertionError("the body was waited for")

    readline = read


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=" + "0" * 64, "sha256=" + "0" * 63, "sha256=" + "x" * 64]
)
def test_what_cannot_be_signed_is_refused_before_its_body_is_waited_for(header):
    stream = {"wsgi.input": NeverSent(), "CONTENT_LENGTH": "1000"}
    assert post(header=header, **stream).status_code == 403


@pytest.mark.parametrize(
    ("length", "status"), [("", 403), ("-1", 403), ("1e3", 403), (str(BODY_MAX + 1), 413)]
)
def test_what_has_no_length_or_too_much_is_refused_before_its_body_is_waited_for(length, status):
    stream = {"wsgi.input": NeverSent(), "CONTENT_LENGTH": length}
    assert post(**stream).status_code == status


def test_a_body_of_one_megabyte_is_taken_and_a_larger_one_is_not():
    largest = json.dumps({"object": "instagram", "entry": [], "more": "x"}).encode().ljust(BODY_MAX)
    assert len(largest) >= 1_000_000
    assert post(largest).status_code == 200
    assert post(largest + b" ").status_code == 413
    assert WebhookDelivery.objects.count() == 1


def test_the_signature_is_compared_in_constant_time_under_every_secret(monkeypatch):
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr(
        signatures.hmac, "compare_digest", lambda one, other: compared.append(1) or real(one, other)
    )
    post()
    assert len(compared) == len(SECRETS)


def test_a_delivery_costs_one_query(django_assert_num_queries):
    post()  # what the first request of a process reads
    with django_assert_num_queries(3) as captured:
        post(BODY + b" ")
    statements = [re.split(r"\W", query["sql"].strip())[0] for query in captured.captured_queries]
    assert statements == ["BEGIN", "INSERT", "COMMIT"]


def test_a_refused_one_costs_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        post(header="sha256=" + "0" * 64)


def test_neither_session_nor_redirect_is_given(client, staff):
    answer = post()
    assert not answer.cookies
    client.force_login(staff)
    refused = client.post("/webhooks/instagram/", BODY, content_type="application/json")
    assert refused.status_code == 403


def test_other_methods_are_refused():
    assert Client().put("/webhooks/instagram/").status_code == 405
