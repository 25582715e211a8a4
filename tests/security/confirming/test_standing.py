"""A decision made while something waited is none, whatever the rows have been made to say since."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import standing
from posts.drafting import rules as post_rules
from posts.models import Post
from security.appointing import actions as people_actions
from security.confirming import actions
from security.confirming.agreement import account_changes
from security.letters import post_office
from security.models import AccountChange, ChangeState, User
from tests import factories
from tests.signing_in import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


def ask(office):
    chief = User.objects.get(pk=office["chief"].pk)
    chief.email = "new@example.jp"
    people_actions.change_person(by=office["administrator"], person=chief)
    return AccountChange.objects.waiting().get()


def approved(office):
    post = factories.submitted(office["staff"])
    approval_actions.approve(by=office["chief"], item=post, seal=post.submission.seal)
    return Post.objects.get(pk=post.pk)


def answer(post):
    return standing.approval_is_genuine(post, clause=post_rules.approval_clause(post.organization))


def test_decision_past_the_program_does_not_go_out(office):
    ask(office)
    AccountChange.objects.update(state=ChangeState.WITHDRAWN, settled_at=timezone.now())
    post = approved(office)
    assert "変更の確認を待っていました" in str(answer(post))
    assert [said for said in account_changes() if "状態が、証跡と違います" in said]


def test_decisions_before_and_after_are_genuine(office):
    before = approved(office)
    actions.confirm(by=office["auditor"], change=ask(office))
    after = approved(office)
    ask_again = User.objects.get(pk=office["chief"].pk)
    ask_again.email = "third@example.jp"
    people_actions.change_person(by=office["administrator"], person=ask_again)
    assert answer(before)
    assert answer(after)
    assert not list(account_changes())


def test_server_asks_for_the_administrator_and_the_chief_confirms(office, mailoutbox):
    administrator = office["administrator"]
    with_app(administrator)
    call_command("reopen_account", administrator.username, reason="端末の紛失")
    assert Authenticator.objects.filter(user=administrator).exists()
    for change in AccountChange.objects.waiting():
        actions.confirm(by=office["chief"], change=change)
    assert not Authenticator.objects.filter(user=administrator).exists()
    post_office.deliver()
    assert any("/accounts/invitation/" in letter.body for letter in mailoutbox)


def test_server_confirms_where_nobody_is_left(office, capsys):
    change = ask(office)
    call_command("confirm_account_change")
    assert "new@example.jp" in capsys.readouterr().out
    call_command("confirm_account_change", change.pk)
    assert User.objects.get(pk=office["chief"].pk).email == "new@example.jp"
    with pytest.raises(CommandError, match="ありません"):
        call_command("confirm_account_change", change.pk)
