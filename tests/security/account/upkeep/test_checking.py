"""Asking Instagram whether the connection holds: seldom, once at a time, and told as it was answered."""

import pytest

from instagram.client import Client
from instagram.errors import TryAgain
from security.account import connection, events
from security.account.actions import token as token_actions
from security.account.upkeep import checking, connecting, sweep
from security.models import AccessToken, AuditEvent
from security.office.answers import Refused
from security.people.signals import connection_confirmed
from tests.instagram.test_network import closed_port

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

State = AccessToken.State


def token():
    return AccessToken.current()


def told(tag):
    return AuditEvent.objects.filter(tag=tag).count()


def test_check_tells_account_permissions_and_quota(adopted, manager):
    outcome = checking.check_by_hand(by=manager)
    assert outcome.problem == ""
    assert (token().username, token().user_id) == ("hokkaido_cafe", "17841400000000001")
    assert "instagram_business_content_publish" in token().permissions
    event = AuditEvent.objects.get(tag=events.TOKEN_CHECKED.tag)
    assert (event.actor, event.data) == (manager, {"quota_used": 0, "quota_total": 50, "notified": False})
    assert token().checked_at


@pytest.mark.parametrize("person", ["staff", "poster", "auditor"])
def test_others_may_not_check(adopted, person, request):
    with pytest.raises(Refused, match="業務処理責任者"):
        checking.check_by_hand(by=request.getfixturevalue(person))
    assert adopted.calls() == []


def test_two_presses_at_once_ask_once(adopted, administrator):
    checking.check_by_hand(by=administrator)
    calls = len(adopted.calls())
    with pytest.raises(Refused, match="いま確かめたばかり"):
        checking.check_by_hand(by=administrator)
    assert len(adopted.calls()) == calls


def test_standing_connection_is_checked_once_a_day(adopted, clock):
    sweep.run()
    calls = len(adopted.calls())
    clock.shift(hours=23)
    sweep.run()
    assert len(adopted.calls()) == calls
    clock.shift(hours=2)
    sweep.run()
    assert told(events.TOKEN_CHECKED.tag) == 2


@pytest.mark.parametrize(
    ("subcode", "said"),
    [
        (458, "アプリの許可が取り消されています"),
        (459, "本人確認を求めています"),
        (460, "パスワードが変更された"),
        (463, "有効期限が過ぎました"),
        (464, "本人確認を求めています"),
        (467, "取り消されました"),
        (492, "Facebookページを管理できなくなっています"),
    ],
)
def test_each_refusal_has_its_sentence_and_remedy(adopted, chief, subcode, said):
    adopted.end_tokens(subcode)
    outcome = checking.check_by_hand(by=chief)
    assert said in outcome.problem
    assert outcome.problem.endswith("ください。")
    assert (token().state, token().problem) == (State.LOST, outcome.problem)
    assert connection.pause().reason == outcome.problem


def test_lost_connection_is_asked_for_hourly_and_told_once(adopted, clock):
    adopted.end_tokens()
    for _ in range(4):
        sweep.run()
        clock.shift(minutes=31)
    assert len(adopted.calls()) == 2
    assert told(events.TOKEN_LOST.tag) == 1


def test_token_without_permission_to_publish_is_lost(adopted, chief, settings):
    settings.INSTAGRAM_ACCESS_TOKEN = adopted.give_token(permissions=["instagram_business_basic"])
    AccessToken.objects.all().delete()
    outcome = checking.check_by_hand(by=chief)
    assert "許可されていません" in outcome.problem
    assert token().state == State.LOST


def test_network_down_leaves_the_state_and_says_so(adopted, administrator, settings):
    token_actions.doubt(by=None, reason="公式アカウントのパスワードが変更されました。")
    settings.INSTAGRAM_GRAPH_URL = f"http://127.0.0.1:{closed_port()}"
    outcome = checking.check_by_hand(by=administrator)
    assert "つながりませんでした" in outcome.problem
    assert (token().state, token().checked_at) == (State.TO_CHECK, None)


def test_doubt_is_settled_by_the_next_check(adopted, clock, woken, django_capture_on_commit_callbacks):
    sweep.run()
    clock.shift(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        token_actions.doubt(by=None, reason="公式アカウントのパスワードが変更されました。")
    assert woken == ["keep_connection"]
    assert token().state == State.TO_CHECK
    sweep.run()
    assert token().state == State.CONNECTED


def test_answer_from_before_a_doubt_does_not_settle_it(adopted, administrator, monkeypatch):
    ask = Client.account

    def doubted_meanwhile(self):
        token_actions.doubt(by=None, reason="公式アカウントのパスワードが変更されました。")
        return ask(self)

    monkeypatch.setattr(Client, "account", doubted_meanwhile)
    outcome = checking.check_by_hand(by=administrator)
    assert outcome.problem == checking.STALE
    assert token().state == State.TO_CHECK


def test_confirmation_is_told_upwards_in_its_transaction(adopted, administrator):
    heard = []

    def hear(sender, at, **more):
        heard.append((sender, AccessToken.current().checked_at >= at))

    connection_confirmed.connect(hear)
    try:
        checking.check_by_hand(by=administrator)
    finally:
        connection_confirmed.disconnect(hear)
    assert heard == [(AccessToken, True)]


def test_token_of_an_account_other_than_the_registered_one_is_never_used(adopted, administrator, settings):
    AccessToken.objects.all().delete()
    settings.INSTAGRAM_USER_ID = "17841499999999999"
    outcome = checking.check_by_hand(by=administrator)
    assert "別のアカウント" in outcome.problem
    assert token().state == State.LOST


def test_account_registered_by_its_number_for_the_app_is_the_same(adopted, administrator, settings):
    AccessToken.objects.all().delete()
    settings.INSTAGRAM_USER_ID = "24100000000000001"
    assert checking.check_by_hand(by=administrator).problem == ""
    assert token().user_id == "17841400000000001"


def test_page_token_of_facebook_tells_permissions_and_the_end_of_data_access(facebook, administrator, clock):
    connecting.connect(by=administrator, secret=facebook.give_token(kind="user", life_seconds=3600))
    clock.shift(days=2)
    outcome = checking.check_by_hand(by=administrator)
    assert outcome.problem == ""
    assert "instagram_content_publish" in token().permissions
    assert 87 <= (token().expires_at - token().checked_at).days <= 90


def test_silent_debugger_of_facebook_is_not_held_against_the_token(facebook, administrator, monkeypatch):
    def silent(self):
        raise TryAgain("token: no answer")

    monkeypatch.setattr(Client, "token_state", silent)
    connecting.connect(by=administrator, secret=facebook.give_token(kind="user"))
    assert token().state == State.CONNECTED
