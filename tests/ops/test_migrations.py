"""Migrations that carry rows over: what stood before is there afterwards, in its new form."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from approvals import actions
from posts.models import Post
from tests import factories
from tests.comments import factories as comment_factories

BEFORE = [("posts", "0004_indexes_of_lists"), ("comments", "0003_indexes_of_lists")]


@pytest.mark.django_db(transaction=True)
def test_what_was_returned_or_revoked_still_says_so(staff, chief):
    def back(item):
        actions.send_back(by=chief, item=item, seal=item.submission.seal, reason="直してください")
        return type(item).objects.get(pk=item.pk)

    returned, plain = back(factories.submitted(staff)), factories.draft(staff)
    revoked = factories.approved(staff, chief)
    actions.revoke(by=chief, item=revoked, reason="取りやめる")
    again = factories.submit(staff, back(factories.submitted(staff)))
    pulled = factories.submit(staff, back(factories.submitted(staff)))
    actions.pull_back(by=staff, item=pulled)
    withdrawn = back(factories.submitted(staff))
    actions.withdraw(by=staff, item=withdrawn, reason="取りやめる")
    reply = back(comment_factories.reply_submitted(staff))
    expected = {post.pk: post.is_returned for post in Post.objects.all()}
    assert {key for key, is_returned in expected.items() if is_returned} == {returned.pk, revoked.pk}
    assert expected.keys() > {plain.pk, again.pk, pulled.pk, withdrawn.pk}

    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(BEFORE)
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert {post.pk: post.is_returned for post in Post.objects.all()} == expected
    assert type(reply).objects.get().is_returned
