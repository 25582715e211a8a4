"""Nothing leaves that is not approved: every address, task, command and action that could send is tried (第６第２項)."""

import ast
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from approvals.models import State
from comments import tasks
from comments.models import Reply, ReplyJob
from comments.replies.actions import sending
from instagram.client import Client
from outbox.jobs import JobState
from security.office.answers import Refused
from tests.comments import factories
from tests.sweeping import swept_jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]
ROOT = Path(__file__).parents[3]
APPS = ["instagram", "outbox", "security", "approvals", "posts", "comments", "cafe_instagram", "demo"]


@pytest.fixture
def sent(monkeypatch):
    """What would have been asked of Instagram."""
    calls = []
    monkeypatch.setattr(Client, "reply", lambda self, *args: calls.append(args) or "1")
    return calls


@pytest.fixture(params=["draft", "submitted", "returned", "withdrawn"])
def unapproved(request, asked, staff, chief):
    from approvals import actions as approval_actions  # noqa: PLC0415 - beside its rows

    reply = factories.reply_draft(staff, to=asked())
    if request.param != "draft":
        reply = factories.reply_submit(staff, reply)
    if request.param == "returned":
        approval_actions.send_back(by=chief, item=reply, seal=reply.submission.seal, reason="直す")
    if request.param == "withdrawn":
        approval_actions.withdraw(by=staff, item=reply, reason="やめる")
    return Reply.objects.get(pk=reply.pk)


def work_all():
    for job in ReplyJob.objects.all():
        tasks.send_reply(job.pk)
    swept_jobs(ReplyJob)
    for job in ReplyJob.objects.all():
        tasks.send_reply(job.pk)


def test_every_address_of_replies_pressed_by_everybody(
    client, unapproved, sent, staff, chief, manager, poster, administrator
):
    """With everything that a form could hold but the seal and verdict of an approver."""
    names = [name for name in addresses("replies") if name not in ("list", "new")]
    assert {"submit", "decide", "send", "retry", "resolve", "not_there", "record_by_hand", "edit"} <= set(
        names
    )
    body = {
        "version": unapproved.version,
        "text": "x",
        "reason": "x",
        "has_seen": "on",
        "has_looked": "on",
        "at": "2026-01-01T00:00",
    }
    body |= {"confirmed": "1", "verdict": "approve", "seal": "0" * 64}
    for person in (administrator, manager, poster, staff, chief):
        client.force_login(person)
        for name in names:
            if name != "see_after":
                client.post(reverse(f"replies:{name}", args=[unapproved.pk]), body)
        client.post(reverse("admin:comments_reply_change", args=[unapproved.pk]), body)
        client.post(reverse("admin:comments_reply_changelist"), {"action": "approve", **body})
    work_all()
    assert sent == []
    assert Reply.objects.get().state not in (State.APPROVED, State.PUBLISHING, State.PUBLISHED)


def addresses(namespace):
    _, resolver = get_resolver().namespace_dict[namespace]
    return [str(key) for key in resolver.reverse_dict if isinstance(key, str)]


def test_job_made_for_an_unapproved_version_sends_nothing(unapproved, sent):
    """As if somebody wrote the row past the actions."""
    from django.utils import timezone  # noqa: PLC0415 - beside its rows

    version = unapproved.dossier.submissions.last()
    if version is None:
        with pytest.raises(AttributeError):
            _ = unapproved.submission.pk
        return
    now = timezone.now()
    job = ReplyJob.objects.create(reply=unapproved, submission=version, due_at=now, asked_for=now)
    work_all()
    job.refresh_from_db()
    assert (sent, job.state) == ([], JobState.FAILED)


def test_actions_that_send_refuse_it(unapproved, sent, staff, chief):
    for deed in (sending.send, sending.retry):
        for by in (staff, chief):
            with pytest.raises(Refused):
                deed(by=by, reply=unapproved)
    work_all()
    assert sent == []


def test_instagram_is_asked_to_reply_in_one_place_only():
    """The one call stands behind the last gate (approvals/sending)."""
    asking = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "sandbox" in path.parts or path.name == "client.py":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("client.reply"):
                    asking.append(str(path.relative_to(ROOT)))
    assert asking == ["comments/replies/sending/errand.py"]
