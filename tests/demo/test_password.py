"""The demo begins with a password that was changed some weeks ago, and with a connection that stands (第５第１項)."""

import pytest
from django.utils import timezone

from demo import loading, people
from security.account.querysets import holders, password_standing
from security.models import AccessToken, PasswordChange
from security.trail import recording as audit

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


@pytest.mark.parametrize("secret", ["sandbox-token", ""])
def test_demo_knows_who_knows_the_password(settings, monkeypatch, secret):
    settings.INSTAGRAM_ACCESS_TOKEN, settings.INSTAGRAM_USER_ID = secret, "17841400000000001"
    monkeypatch.setattr(loading, "STORIES", [])
    everybody = people.load()
    loading.load(everybody)
    change = PasswordChange.objects.get()
    assert change.is_complete
    assert (change.changed_by, change.confirmed_by) == (everybody["chief"], everybody["manager"])
    assert {holder.user.username for holder in holders()} == {"chief", "staff", "manager", "poster"}
    assert 0 < password_standing().days_left < 90
    assert timezone.now() > change.connected_at > change.changed_at
    assert [token.state for token in AccessToken.objects.all()] == (["connected"] if secret else [])
    assert list(audit.faults()) == []
