"""A person connects anew: tried first, kept only if it answers, never another account's by mistake."""

import pytest
from django.utils import timezone

from security.account import actions, connection, events
from security.account.actions.token import AnotherAccount
from security.account.upkeep import checking, connecting, notices
from security.models import AccessToken, AuditEvent, Letter, PasswordChange
from security.notices import composing
from security.office import vault
from security.office.answers import Refused
from tests.instagram.test_network import closed_port

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


def secret():
    return vault.unseal(AccessToken.current().sealed_secret)


@pytest.mark.parametrize("person", ["administrator", "chief"])
def test_new_token_counts_and_the_old_secret_is_erased(adopted, person, request):
    new = adopted.give_token()
    connecting.connect(by=request.getfixturevalue(person), secret=new)
    old, current = AccessToken.objects.order_by("pk")
    assert (old.sealed_secret, bool(old.replaced_at)) == ("", True)
    assert (secret(), current.state, current.username) == (new, "connected", "hokkaido_cafe")
    assert connection.pause() is None
    assert AuditEvent.objects.filter(tag=events.TOKEN_CONNECTED.tag).first().actor == current.connected_by


@pytest.mark.parametrize("person", ["staff", "manager", "poster", "auditor"])
def test_others_may_not_connect(adopted, person, request):
    with pytest.raises(Refused, match="システム管理者と担当課長"):
        connecting.connect(by=request.getfixturevalue(person), secret=adopted.give_token())
    assert adopted.calls() == []


@pytest.mark.parametrize(
    ("subcode", "said"),
    [
        (458, "アプリを許可していません"),
        (459, "本人確認"),
        (460, "パスワードが変更される前"),
        (463, "有効期限が過ぎています"),
        (464, "本人確認"),
        (467, "取り消されています"),
        (492, "Facebookページを管理できません"),
    ],
)
def test_dead_token_is_refused_with_its_reason_and_the_old_one_stays(adopted, administrator, subcode, said):
    dead = adopted.give_token()
    adopted.end_tokens(subcode, token=dead)
    with pytest.raises(Refused, match=said) as refusal:
        connecting.connect(by=administrator, secret=dead)
    assert str(refusal.value).endswith("ください。")
    assert secret() == "sandbox-token"


@pytest.mark.parametrize(
    ("pasted", "said"),
    [("nonsense", "このトークンは無効です"), ("two words", "使えない文字"), ("IGAA雪", "使えない文字")],
)
def test_something_else_pasted_is_refused(adopted, administrator, pasted, said):
    with pytest.raises(Refused, match=said) as refusal:
        connecting.connect(by=administrator, secret=pasted)
    assert pasted not in str(refusal.value)
    assert secret() == "sandbox-token"


def test_token_that_may_not_publish_is_refused(adopted, administrator):
    reader = adopted.give_token(permissions=["instagram_business_basic"])
    with pytest.raises(Refused, match="投稿に必要な許可がありません"):
        connecting.connect(by=administrator, secret=reader)


def test_network_down_changes_nothing(adopted, administrator, settings):
    settings.INSTAGRAM_GRAPH_URL = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(Refused, match="つながりませんでした"):
        connecting.connect(by=administrator, secret="IGAAany")
    assert secret() == "sandbox-token"


def test_another_accounts_token_is_refused_unless_confirmed(adopted, administrator):
    connecting.connect(by=administrator, secret=adopted.give_token())
    foreign = adopted.give_token(username="somebody_else")
    with pytest.raises(AnotherAccount, match="somebody_else"):
        connecting.connect(by=administrator, secret=foreign)
    assert AccessToken.current().username == "hokkaido_cafe"
    connecting.connect(by=administrator, secret=foreign, another_account=True)
    assert AccessToken.current().username == "somebody_else"


def test_first_token_must_be_of_the_registered_account(sandbox, administrator, settings):
    settings.INSTAGRAM_ACCESS_TOKEN, settings.INSTAGRAM_USER_ID = "", "17841499999999999"
    with pytest.raises(AnotherAccount):
        connecting.connect(by=administrator, secret=sandbox.give_token())
    assert AccessToken.current() is None


def test_token_of_an_hour_is_exchanged_for_a_long_one(adopted, administrator, settings):
    settings.INSTAGRAM_APP_SECRET = "app-secret-value"
    short = adopted.give_token(life_seconds=3600)
    connecting.connect(by=administrator, secret=short)
    token = AccessToken.current()
    assert secret() != short
    assert (token.expires_at - token.issued_at).days >= 59


def test_long_lived_token_is_kept_as_pasted(adopted, administrator, settings):
    settings.INSTAGRAM_APP_SECRET = "app-secret-value"
    long_lived = adopted.give_token()
    connecting.connect(by=administrator, secret=long_lived)
    assert secret() == long_lived


def test_user_token_of_facebook_becomes_the_pages(facebook, administrator, settings):
    user = facebook.give_token(kind="user", life_seconds=3600)
    connecting.connect(by=administrator, secret=user)
    token = AccessToken.current()
    assert secret().startswith("EAAP")
    assert (token.user_id, token.username, token.flavour) == (
        "17841400000000001",
        "hokkaido_cafe",
        "facebook",
    )


def test_facebook_needs_an_app(facebook, administrator, settings):
    settings.INSTAGRAM_APP_ID = ""
    with pytest.raises(Refused, match="INSTAGRAM_APP_ID"):
        connecting.connect(by=administrator, secret=facebook.give_token(kind="user"))


def test_password_changed_while_instagram_was_asked_is_checked_anew(
    adopted, administrator, chief, woken, monkeypatch, django_capture_on_commit_callbacks
):
    """The answer is from before the change: it neither counts as connected nor completes the change."""
    ask = connecting.look

    def ask_while_it_is_changed(*args):
        findings = ask(*args)
        change = PasswordChange(
            reason="regular", changed_at=timezone.now(), sessions_ended=True, second_factor_checked=True
        )
        actions.record_change(by=chief, change=change, holders=[chief])
        return findings

    monkeypatch.setattr(connecting, "look", ask_while_it_is_changed)
    with django_capture_on_commit_callbacks(execute=True):
        token = connecting.connect(by=administrator, secret=adopted.give_token())
    assert (token, token.state) == (AccessToken.current(), AccessToken.State.TO_CHECK)
    assert PasswordChange.objects.get().connected_at is None
    assert woken
    checking.check_if_due()
    assert PasswordChange.objects.get().connected_at


def test_letters_about_the_former_token_are_taken_back(adopted, administrator, clock):
    AccessToken.objects.update(state=AccessToken.State.LOST, problem="切れました。")
    notices.write()
    clock.shift(minutes=1)
    composing.run()
    assert Letter.objects.filter(state=Letter.State.WAITING).count() == 1
    connecting.connect(by=administrator, secret=adopted.give_token())
    assert Letter.objects.filter(state=Letter.State.WAITING).count() == 0


def test_secrets_are_nowhere_in_the_trail_or_the_letters(facebook, administrator, caplog):
    caplog.set_level("DEBUG")
    user = facebook.give_token(kind="user")
    connecting.connect(by=administrator, secret=user)
    page_token = secret()
    kept = str([event.data for event in AuditEvent.objects.all()]) + caplog.text
    kept += str(list(AccessToken.objects.values())) + repr(connection.current())
    for hidden in (user, page_token, "app-secret-value"):
        assert hidden not in kept
