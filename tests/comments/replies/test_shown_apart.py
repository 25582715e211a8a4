"""Rare letters, other directions and markup: kept byte for byte, and shown as text that turns nothing else round."""

import hashlib
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.inbox.actions import arriving
from comments.models import Case, Comment, Source
from security.office import vault
from tests.comments import factories
from tests.comments.cases import factories as case_factories
from tests.comments.odd_letters import NAME, TEXT, leaks, shown

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第３項")]

OTHER_TEXT = f"前は\u202eקודם{TEXT}"


def read(text=TEXT, *, live_post=None):
    """As a reading brings it, for the first time or rewritten."""
    live_post = live_post or factories.live_post()
    remote = factories.remote("17810000000000007", text, username=NAME)
    arriving.take_in(live_post=live_post, comments=[remote])
    return Comment.objects.get(remote_id=remote.id)


def notified():
    remote = factories.remote("17810000000000007", TEXT, username=NAME)
    arriving.take_notifications(comments={factories.live_post(): [remote]})
    return Comment.objects.get()


@pytest.fixture
def typed(client, poster):
    """As somebody types it in, who has it on the tablet."""

    def typed():
        client.force_login(poster)
        data = {
            "live_post": factories.live_post().pk,
            "username": NAME,
            "text": TEXT.replace("\n", "\r\n"),  # as browsers send it
            "commented_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        }
        assert client.post(reverse("comments:new"), data).status_code == 302
        return Comment.objects.get()

    return typed


@pytest.mark.parametrize("way", [Source.POLL, Source.WEBHOOK, Source.HAND])
def test_evidence_holds_every_byte_whichever_way_it_came(client, poster, staff, typed, way):
    comment = {Source.POLL: read, Source.WEBHOOK: notified, Source.HAND: typed}[way]()
    assert (comment.text, comment.username, comment.source) == (TEXT, NAME, way)
    client.force_login(poster)
    kind = case_factories.kind("T01").pk
    client.post(reverse("cases:open_for_comment", args=[comment.pk]), {"kind": kind, "description": ""})
    kept = Case.objects.get().evidence.get()
    plain = vault.unseal(kept.sealed_content)
    written = json.loads(plain)["comment"]
    assert (written["text"], written["username"]) == (TEXT, NAME)
    # Not as escapes either: whoever checks the digest elsewhere has the words themselves before him.
    for part in (TEXT.split(" ")[0], "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u202eסלאם"):
        assert part in plain
    assert kept.digest == hashlib.sha256(plain.encode()).hexdigest()
    client.force_login(staff)
    page = client.get(reverse("cases:evidence", args=[kept.case_id, kept.number]))
    assert page.context["opened"].problem == ""
    assert TEXT in shown(page.content.decode())


def pages_of(comment, reply, case):
    """Every page on which words of a citizen stand, and who opens it."""
    yield "staff", reverse("comments:list")
    yield "staff", reverse("comments:list") + "?q=caf%C3%A9"
    yield "chief", reverse("comments:detail", args=[comment.pk])
    yield "auditor", reverse("comments:detail", args=[comment.pk])
    yield "staff", reverse("comments:of_post", args=[comment.live_post_id])
    yield "staff", reverse("comments:new") + f"?parent={comment.pk}"
    yield "staff", reverse("cases:detail", args=[case.pk])
    yield "staff", reverse("cases:evidence", args=[case.pk, 1])
    yield "staff", reverse("replies:list")
    yield "poster", reverse("replies:new", args=[comment.pk])
    for name in ("detail", "edit", "pull_back"):
        yield "poster", reverse(f"replies:{name}", args=[reply.pk])
    yield "manager", reverse("replies:decide", args=[reply.pk])
    yield "chief", reverse("admin:comments_reply_changelist")
    yield "chief", reverse("security:trail")


@pytest.fixture
def others(staff, chief):
    """The same words twice more: nothing reported of the one, an answer of the division's to the other."""
    fields = {"username": NAME, "text": TEXT}
    fresh, answered = factories.comment(**fields), factories.comment(**fields)
    draft, waiting = factories.reply_draft(staff, to=fresh), factories.reply_submitted(staff, to=answered)
    return [
        ("staff", reverse("cases:open_for_comment", args=[fresh.pk])),
        ("staff", reverse("replies:submit", args=[draft.pk])),
        ("staff", reverse("replies:withdraw", args=[draft.pk])),
        ("poster", reverse("replies:new", args=[fresh.pk])),
        ("chief", reverse("admin:comments_reply_change", args=[waiting.pk])),
    ]


@pytest.fixture
def papers(staff, chief, poster, manager):
    """A comment that was rewritten after an answer had been proposed and a case reported."""
    comment = read(OTHER_TEXT)
    reply = factories.reply_submitted(poster, to=comment, text="ありがとうございます。")
    case = case_factories.case(poster, comment=comment)
    Comment.objects.filter(pk=comment.pk).update(assigned_to=staff)
    return comment, reply, case


def test_page_with_such_words_shows_them_as_text_and_closed_off(client, papers, others, request):
    comment, reply, case = papers
    faults = []
    for is_rewritten in (False, True):
        if is_rewritten:
            read(live_post=comment.live_post)
        for who, address in [*pages_of(comment, reply, case), *others]:
            client.force_login(request.getfixturevalue(who))
            page = client.get(address, follow=True)
            assert page.status_code == 200, address
            html = page.content.decode()
            assert "<script>alert" not in html, address
            assert "<b>太字" not in html, address
            assert "<i>\U0001f469" not in html, address
            faults += [f"{address} {leak}" for leak in leaks(html)]
    assert not faults, "\n".join(sorted(set(faults)))


def test_message_about_such_a_comment_is_closed_off(client, staff, papers):
    """返信しない is refused while an answer is proposed; 担当 is taken away: both name the comment."""
    comment, _, _ = papers
    client.force_login(staff)
    (row,) = client.get(reverse("comments:list")).context["rows"]
    data = {"chosen": [f"{row.comment.pk}|{row.mark}"], "usual": "off_topic"}
    for address, form in (
        (reverse("comments:no_reply"), data),
        (reverse("comments:assign", args=[comment.pk]), {"leave": "1", "back": "/comments/"}),
    ):
        page = client.post(address, form, follow=True)
        assert NAME in shown(page.content.decode()).replace("\u2068", "")
        assert leaks(page.content.decode()) == []


@pytest.mark.clause("第５第２項")
def test_trail_and_its_export_hold_no_words_of_citizens(client, chief, papers):
    client.force_login(chief)
    export = client.post(reverse("security:trail_export"), {})
    lines = b"".join(export.streaming_content).decode()
    assert "comments.evidence:" in lines
    for words in (json.loads(line) for line in lines.splitlines()):
        told = json.dumps(words, ensure_ascii=False)
        assert NAME not in told
        assert "太字" not in told
        assert "\u202e" not in told
