"""Proposing a reply beside whatever else takes the same rows: nobody waits for one another in a circle. PostgreSQL alone."""

import uuid

import pytest

from comments.models import Comment, Handling, Reply
from comments.replies.actions import drafting as replies
from posts.drafting import actions as posts
from posts.drafting.actions import Draft
from security.models import User
from security.trail import recording as audit
from tests.comments.cases import factories as comments
from tests.racing import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第６第２項"),
]

ROUNDS = 12


def begin(kind, username, numbers):
    """Begin one after the other, as quickly as can be: replies to undecided comments, or posts."""
    person = User.objects.get(username=username)
    for number in numbers:
        if kind == "reply":
            replies.propose(
                by=person, comment=Comment.objects.get(pk=number), form_key=uuid.uuid4(), text="はい。"
            )
        else:
            posts.create_draft(
                by=person, form_key=uuid.uuid4(), draft=Draft({"title": "件名", "caption": "本文"})
            )
    return len(numbers)


def test_proposing_and_drafting_do_not_block_one_another(staff, poster):
    numbers = [comments.comment().pk for _ in range(ROUNDS)]
    arguments = [("reply", staff.username, numbers), ("post", poster.username, numbers)]
    assert race("tests.comments.replies.test_beginning_races:begin", *arguments) == [ROUNDS, ROUNDS]
    assert Reply.objects.count() == ROUNDS
    assert Comment.objects.filter(handling=Handling.REPLY).count() == ROUNDS
    assert list(audit.faults()) == []
