"""Every address × every role × one's own and another's object, GET and POST: table.txt says what each is answered.

A new address fails here until it is decided: `python -m tests.permissions` prints its lines as the system answers
today, to be judged and put into the table.
"""

import logging

import pytest

from security.pages.doors import Door, shut_doors
from tests.permissions.addresses import every_address
from tests.permissions.pages import problems
from tests.permissions.table import Row, needed, rows
from tests.permissions.world import BODIES, ROLES, answers, attempt, values, world

pytestmark = pytest.mark.clause("第２", "第４第１項(1)")

ADDRESSES = {address.route: address for address in every_address()}
AREAS = [
    "",
    "notices/",
    "posts/",
    "posts/<",
    "comments/",
    "cases/",
    "policy/",
    "links/",
    "accounts/",
    "security/",
    "admin/",
    "admin/security/",
]
# A look that is itself on record (posts/drafting/actions/reading.py).
RECORDED_LOOKS = ("/evidence/", "/whole.jpg")
# Whoever signs out is led to the sign-in, and that is on record.
SIGNING_OUT = "accounts/logout/"


def area(route):
    return max((prefix for prefix in AREAS if route.startswith(prefix)), key=len)


def test_every_address_is_decided_and_nothing_else():
    decided = {(row.route, row.method, row.owner) for row in rows()}
    asked = {(route, *need) for route, address in ADDRESSES.items() for need in needed(address)}
    assert asked - decided == set(), "undecided: python -m tests.permissions"
    assert decided - asked == set(), "there is no such address"
    assert len(rows()) == len(decided), "decided twice"


def test_addresses_are_told_apart():
    assert len(ADDRESSES) == len(every_address())
    assert {"", "posts/<int:pk>/edit/", "admin/security/user/<path:object_id>/change/"} <= set(ADDRESSES)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("prefix", AREAS)
def test_everybody_is_answered_as_the_table_says(prefix, figure, caplog):
    caplog.set_level(
        logging.CRITICAL, "django.request"
    )  # a line for each refusal would bury the one that counts
    people, wrong, tries = world(), [], 0
    for row in rows():
        if area(row.route) != prefix:
            continue
        address = ADDRESSES[row.route]
        letters, tried = answers(people, row.method, address.filled(values(address, row.owner, people)))
        tries += len(tried)
        if letters != row.letters:
            wrong.append(f"is {letters}, should be {row}")
        for one in tried:
            wrong += [f"{row}: {problem}" for problem in problems(one.response)]
            if one.writes and not may_write(row, one.letter):
                wrong.append(f"{row}: {one.letter} has written {one.writes}")
    assert wrong == []
    figure(f"permissions of /{prefix}…", f"{tries} requests answered as decided")


@pytest.mark.both
@pytest.mark.long
@pytest.mark.django_db
def test_every_page_opens_for_somebody_who_may(request):
    """Where the whole table is asked on the other database alone: this one understands every page's queries, too."""
    if any(item.name.startswith("test_everybody_is_answered") for item in request.session.items):
        pytest.skip("the whole table is asked here")
    people, wrong = world(), []
    for row in rows():
        opened = [role for role, letter in letters_of(row).items() if letter == "P"]
        if row.method != "GET" or not opened:
            continue
        path = ADDRESSES[row.route].filled(values(ADDRESSES[row.route], row.owner, people))
        letter = attempt(people.clients[opened[0]], "GET", path).letter
        if letter != "P":
            wrong.append(f"{opened[0]} is answered {letter}: {row}")
    assert wrong == []


def may_write(row: Row, letter: str) -> bool:
    if row.method == "GET":
        return letter == "P" and any(look in row.route for look in RECORDED_LOOKS)
    return letter == "A" or row.route == SIGNING_OUT


def test_figures_of_the_table(figure):
    tries = sum(len(ROLES) * (len(BODIES) if row.method == "POST" else 1) for row in rows())
    figure(
        "permissions", f"{len(ADDRESSES)} addresses x {len(ROLES)} roles, {tries} requests with both owners"
    )
    assert tries > 0


# --- What the table may say at all ---------------------------------------------------------------------------------


def letters_of(row: Row) -> dict[str, str]:
    return dict(zip(ROLES, row.letters, strict=True))


# Of one side, listed for all.
USED_BY_ALL = ("posts/agreements/",)


@pytest.mark.clause("第２")
def test_strangers_find_nothing_where_others_objects_are():
    """404 and not 403: whether it exists is no business of another organisation's, but for what all use together."""
    strangers = {"prefecture": ROLES[4:8], "contractor": ROLES[6:8]}
    told = [
        f"{role} {row}"
        for row in rows()
        for role in strangers.get(row.owner, ())
        if not row.route.startswith(USED_BY_ALL)
        if letters_of(row)[role] not in "45"
    ]
    assert told == []


def test_nobody_unknown_sees_or_does_anything_but_sign_in():
    public = (
        "accounts/",
        "alerts/",
        "healthz",
        "robots.txt",
        "styleguide/",
        "media/instagram/",
        "security/elsewhere/",
        "webhooks/instagram/",
        "links/",
        "policy/<int:number>/",
    )
    open_to_all = [
        str(row)
        for row in rows()
        if letters_of(row)["anonymous"] not in "S45" and row.method == "GET" and row.route != "policy/"
    ]
    assert [line for line in open_to_all if not line.split("/", 1)[1].startswith(public)] == [
        str(row) for row in rows() if row.route == "admin/logout/" and row.method == "GET"
    ]
    assert not [row for row in rows() if letters_of(row)["anonymous"] == "A"]


@pytest.mark.clause("第２")
def test_without_an_appointment_only_the_open_views_answer():
    views = {address.route: address.view for address in ADDRESSES.values()}
    closed = [row for row in rows() if Door.APPOINTMENT in shut_doors(views[row.route])]
    assert [str(row) for row in closed if letters_of(row)["unappointed"] not in "R4"] == []


@pytest.mark.clause("第４第１項(1)")
def test_readers_and_administrators_never_act_on_an_item():
    acting = [
        str(row)
        for row in rows()
        if row.route.startswith("posts/<") and {letters_of(row)[one] for one in ROLES[8:]} & {"A", "L"}
    ]
    assert acting == []


def test_looking_changes_nothing():
    assert [str(row) for row in rows() if row.method == "GET" and "A" in row.letters] == []
