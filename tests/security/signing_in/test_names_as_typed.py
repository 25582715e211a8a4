"""A sign-in minds neither capitals nor wide letters, and neither gives more attempts."""

import pytest

from security.pages.allauth_internals import AttemptsByAccount
from tests import factories
from tests.signing_in import PASSWORD, with_password

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["ｓｔａｆｆ－1", "Staff-1", " ＳＴＡＦＦ－１ ", "staff\u200b-1", "staffー1"]
)
def test_name_is_known_however_it_is_typed(client, typed):
    with_password(factories.person("auditor", username="Staff-1"))
    answer = client.post("/accounts/login/", {"login": typed, "password": PASSWORD})
    assert answer.status_code == 302  # on to the second factor
    key = AttemptsByAccount._get_login_attempts_cache_key(None, None, username=typed)
    assert key == "staff-1"
