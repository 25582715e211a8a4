"""Not a test of its own: prints what is undecided (`python -m tests.permissions`)."""

import pytest

from tests.permissions.addresses import every_address
from tests.permissions.table import Row, needed, rows
from tests.permissions.world import answers, values, world


@pytest.mark.django_db
def test_propose(capsys):
    decided = {(row.method, row.owner, row.route) for row in rows()}
    people = world()
    for address in every_address():
        for method, owner in needed(address):
            if (method, owner, address.route) not in decided:
                path = address.filled(values(address, owner, people))
                row = Row(answers(people, method, path)[0], method, owner, address.route)
                with capsys.disabled():
                    print(row)  # noqa: T201 - what it is for
