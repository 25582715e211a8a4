"""The sandbox notifies the real address as Instagram does, at its worst; together with the reading (第６第２項)."""

from types import SimpleNamespace

import pytest

from comments import tasks
from comments.models import Comment, CommentEdit, Source, WebhookDelivery
from outbox import wake_ups
from tests.comments import odd_letters

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]


@pytest.fixture
def woken(monkeypatch):
    called = []
    app = SimpleNamespace(send_task=lambda name, args: called.append(*args))
    monkeypatch.setattr(wake_ups, "current_app", app)
    return called


@pytest.fixture
def notified(sandbox, live_server, connected, settings, woken):
    """Lets the sandbox send what is due, and works off what has arrived."""
    settings.WEBHOOK_VERIFY_TOKEN = "sandbox-verify-token"
    settings.WEBHOOK_SECRETS = ["sandbox-app-secret"]
    sandbox.notify(f"{live_server.url}/webhooks/instagram/")

    def notified():
        sandbox.deliver()
        while woken:
            tasks.work_off(woken.pop(0))

    return notified


def known():
    return sorted(Comment.objects.values_list("remote_id", flat=True))


def test_notified_twice_is_one_comment(sandbox, published, notified):
    media_id = published()
    sandbox.arm("F14-twice")
    one = sandbox.comment(media_id)
    notified()
    assert sandbox.state()["faults"] == []
    assert known() == [one]
    assert WebhookDelivery.objects.count() == 1


def test_answer_that_overtakes_its_comment_is_led_to_it(sandbox, published, notified, read):
    media_id = published()
    sandbox.arm("F14-order")
    top = sandbox.comment(media_id, "何時からですか")
    notified()
    assert known() == []
    answer = sandbox.comment(parent=top, text="10時です")
    notified()
    assert WebhookDelivery.objects.count() == 2
    assert [one.remote_id for one in Comment.objects.order_by("pk")] == [top, answer]
    assert Comment.objects.get(remote_id=answer).parent.remote_id == top
    read.settle()
    assert known() == sorted([top, answer])


def test_wrongly_signed_is_refused_and_its_repetition_taken(sandbox, published, notified):
    media_id = published()
    sandbox.arm("F14-signature")
    one = sandbox.comment(media_id)
    notified()
    (delivery,) = sandbox.deliver()
    assert delivery["attempts"] == 2
    assert known() == [one]


def test_old_notification_that_comes_again_brings_no_old_words_back(sandbox, published, notified, read):
    media_id = published()
    first = sandbox.comment(media_id, "はじめの言葉")
    notified()
    sandbox.edit_comment(first, "書き直した言葉")
    read()
    WebhookDelivery.objects.all().delete()  # so long ago that it is not kept any more
    sandbox.arm("F14-replay")
    second = sandbox.comment(media_id)
    notified()
    assert WebhookDelivery.objects.filter(state="done").count() == 2
    assert known() == sorted([first, second])
    assert Comment.objects.get(remote_id=first).text == "書き直した言葉"
    assert [edit.text for edit in CommentEdit.objects.all()] == ["はじめの言葉"]


@pytest.mark.parametrize("source", [Source.POLL, Source.WEBHOOK])
def test_rare_letters_come_as_they_were_written(sandbox, published, notified, read, source):
    """Also when the other way brings the same comment afterwards: nothing has been rewritten."""
    media_id = published()
    sandbox.comment(media_id, odd_letters.TEXT)
    ways = [read, notified] if source == Source.POLL else [notified, read]
    ways[0]()
    row = Comment.objects.get()
    assert (row.text, row.source) == (odd_letters.TEXT, source)
    for way in (ways[1], read):
        way()
    row.refresh_from_db()
    assert (row.text, row.edited_at) == (odd_letters.TEXT, None)
