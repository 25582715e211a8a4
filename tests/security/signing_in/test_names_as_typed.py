"""A sign-in minds neither capitals nor wide letters, and neither gives more attempts."""

import pytest

from security.signing_in import names
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
    assert {names.folded(typed), names.folded("Staff-1")} == {"staff-1"}  # as guesses are counted
