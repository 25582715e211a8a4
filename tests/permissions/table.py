"""table.txt, read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.permissions.addresses import Address
from tests.permissions.world import OWNERS, ROLES, has_owner

TABLE = Path(__file__).with_name("table.txt")
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Row:
    letters: str  # one for each role
    method: str
    owner: str  # prefecture, contractor or -
    route: str

    def __str__(self) -> str:
        return f"{self.letters}  {self.method:<4}  {self.owner:<10}  /{self.route}"


def rows() -> list[Row]:
    return list(_rows())


def _rows() -> Iterator[Row]:
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            letters, method, owner, address = line.split(None, 3)
            if len(letters) != len(ROLES):
                raise ValueError(f"{len(ROLES)} letters are needed: {line}")
            yield Row(letters, method, owner, address.removeprefix("/"))


def needed(address: Address) -> Iterator[tuple[str, str]]:
    """Method and owner of the rows that an address must have."""
    for owner in OWNERS if has_owner(address) else ("-",):
        for method in METHODS:
            yield method, owner
