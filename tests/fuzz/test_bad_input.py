"""Whatever is sent to a form, a list or an address: no page ends in an error, and what was typed stands in what comes back."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests import misses
from tests.fuzz import inputs
from tests.fuzz.forms import OPEN, TYPED, Form, forms_of
from tests.permissions.addresses import every_address
from tests.permissions.table import Row, rows
from tests.permissions.test_matrix import ADDRESSES, AREAS, area, letters_of
from tests.permissions.world import World, attempt, values, world

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.long]
EVERYTHING = os.environ.get("FUZZ") == "everything"
# How often each form is sent; every field gets another text each time. FUZZ=everything tries each text in each field.
SENDINGS = 7
BODIES_EACH, QUERIES_EACH = 3, 2
# What only a program would fill with another text than the page offers.
CHOSEN = {"hidden", "select", "checkbox", "radio"}
# Who sees the most different buttons on one page.
LOOKS = ("staff", "chief", "administrator", "poster")
# Who asks for an address that names nothing, and how.
WAYS = [(role, method) for role in ("administrator", "staff") for method in ("GET", "POST")]
# Marks of pages, and whatever else stands behind an address.
QUERIES = (
    "\0", "-1", "9223372036854775808", "1_2_3", "9" * 30 + "_1", "0001-01-01", "\u202e👩\u200d🌾", "x" * 5000, "9999-12-31",
)  # fmt: skip
# Django's own pages, and names of what is asked for before anybody is signed in.
NOT_KEPT = ("/admin/", "/accounts/")
# Fields left out, and sent twice.
ONE_AND_TWO: tuple[dict[str, Any], ...] = (
    {"typed_by": "x"},
    {"typed_by": ["x", "y"], "version": ["1", "2"], "seal": ["", "x"], "csrfmiddlewaretoken": ["a", "b"]},
    dict.fromkeys(("id", "pk", "ids", "chosen", "form_key"), ["1", "\0"]),
)
# Of a secret nothing is shown again; what is asked for in digits is read as digits.
NOT_SHOWN_AGAIN = {"password", "password1", "password2", "oldpassword", "token", "code"}


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)  # thousands of refusals are in order


@pytest.mark.parametrize("prefix", AREAS)
def test_no_input_breaks_a_form(prefix, figure):
    """Texts of the table and by chance in every field of each form at once, and files of each wrong kind."""
    people, wrong, tried = world(), [], 0
    forms = list(forms_in(prefix, people))
    for role, path, form in forms:
        if is_not_kept(form) and not path.startswith(NOT_KEPT):
            wrong.append(f"{path} as {role}: what is typed is not kept over a sign-in: {form.shape}")
        for number, texts in enumerate(shuffled(path, form)):
            tried += 1
            sent = filled(form, texts, number)
            found = attempt(people.clients[role], form.method, path, sent)
            where = f"{form.method} {path} as {role} with {told(sent)}"
            if found.response.status_code >= 500:
                wrong.append(f"{where}: {found.response.status_code}")
            wrong += [f"{where}: {lost!r} is lost" for lost in lost_from(found.response, form, sent)]
    figure(f"bad input at /{prefix}…", f"{len(forms)} forms, {tried} sendings")
    misses.none(wrong)


@pytest.mark.parametrize("prefix", AREAS)
def test_no_body_breaks_an_address(prefix, figure):
    """Bodies that are no forms, fields sent twice and left out, to whatever takes POST; marks of pages to whatever is looked at."""
    people, wrong, tried = world(), [], 0
    for row in rows():
        if area(row.route) != prefix or row.owner == "contractor" or not (role := somebody(row)):
            continue
        path = path_of(row, people)
        client = people.clients[role]
        odd = odd_gets if row.method == "GET" else odd_posts
        for answer, name in odd(client, path, row.route):
            tried += 1
            if answer.status_code >= 500:
                wrong.append(f"{row.method} {path} as {role} with {name}: {answer.status_code}")
    figure(f"bad bodies and queries at /{prefix}…", f"{tried} requests")
    misses.none(wrong)


def test_nothing_in_an_address_breaks_it(figure):
    """Numbers that no database holds, and words that are none."""
    people, wrong, tried = world(), [], 0
    for address in every_address():
        if not address.arguments:
            continue
        for number, word in enumerate(inputs.NUMBERS if "<int:" in address.route else inputs.WORDS):
            path = address.filled(dict.fromkeys(address.arguments, word))
            for role, method in WAYS if EVERYTHING else [WAYS[number % len(WAYS)]]:
                tried += 1
                found = attempt(people.clients[role], method, path)
                if found.response.status_code >= 500:
                    wrong.append(f"{method} {path[:80]} as {role}: {found.response.status_code}")
    figure("bad addresses", f"{tried} requests")
    misses.none(wrong)


# --- What is tried --------------------------------------------------------------------------------------------------


def path_of(row: Row, people: World) -> str:
    address = ADDRESSES[row.route]
    return address.filled(values(address, row.owner, people))


def somebody(row: Row) -> str:
    """One for whom the address does most."""
    letters = letters_of(row)
    return next((role for wanted in "AQPLR" for role in letters if letters[role] == wanted), "")


def forms_in(prefix: str, people: World) -> Iterator[tuple[str, str, Form]]:
    """Each form that stands on a page of this area, once: who sees it, and where it is sent."""
    seen = set()
    for row in rows():
        if row.method != "GET" or area(row.route) != prefix:
            continue
        letters = letters_of(row)
        lookers = [role for role in LOOKS if letters[role] == "P"] or [
            r for r in letters if letters[r] == "P"
        ][:1]
        path = path_of(row, people) if lookers else ""
        for role in lookers:
            page = attempt(people.clients[role], "GET", path).response
            if page.streaming or not page.get("Content-Type", "").startswith("text/html"):
                continue
            for form in forms_of(page.content.decode()):  # type: ignore[attr-defined]  # not streaming
                target = urlsplit(form.action).path or path
                known = (form.method, row.route if target == path else target, form.shape)
                if known not in seen and form.names(OPEN | {"file"}):
                    seen.add(known)
                    yield role, target, form


def is_not_kept(form: Form) -> bool:
    """Whether people write a text in it, and it has no field that names them (security/pages/kept_input.py)."""
    texts = set(form.names({"textarea", "text"})) - NOT_SHOWN_AGAIN
    return form.method == "post" and bool(texts) and "typed_by" not in form.shape


def shuffled(path: str, form: Form) -> Iterator[list[str]]:
    """For each sending a text for each of the form's fields: always the same ones for the same form."""
    texts = [*inputs.texts().values(), *inputs.by_chance(path, 4)]
    start = inputs.place(path, len(texts))
    count = len(texts) if EVERYTHING else SENDINGS
    for number in range(count):
        first = start + number * (1 if count == len(texts) else 5)
        yield [texts[(first + place) % len(texts)] for place in range(len(form.shape))]


def told(sent: dict[str, object]) -> str:
    return str({name: str(value)[:25] for name, value in sent.items()})[:600]


def filled(form: Form, texts: list[str], number: int) -> dict[str, object]:
    """The form with texts in what is typed; every third time also in what only a program would change."""
    sent: dict[str, object] = dict(form.sent())
    kinds = OPEN if number % 3 == 2 else OPEN - CHOSEN
    sent |= dict(zip(form.names(kinds), texts, strict=False))
    if form.method == "post":
        sent |= {name: inputs.file(number) for name in form.names({"file"})}
    return sent


def lost_from(page: HttpResponseBase, form: Form, sent: dict[str, object]) -> list[str]:
    """The typed fields of which the form that came back does not hold what was sent."""
    if form.method != "post" or page.status_code not in (200, 409, 422) or page.streaming:
        return []
    back = [one for one in forms_of(page.content.decode()) if set(form.shape) <= set(one.shape)]  # type: ignore[attr-defined]  # not streaming
    if not back:
        return []
    shown = {one.name: one.value for one in back[0].controls}
    return [
        name
        for name in form.names(TYPED)
        if name not in NOT_SHOWN_AGAIN
        and isinstance(sent.get(name), str)
        and plain(shown.get(name, "")) != plain(str(sent[name]))
    ]


def plain(text: str) -> str:
    """As a browser holds it, whatever the kind of the field."""
    return " ".join(text.replace("\0", "\ufffd").split())


def odd_posts(client: Client, path: str, route: str) -> Iterator[tuple[HttpResponseBase, str]]:
    for kind, content in some(inputs.BODIES, BODIES_EACH, route):
        raw = partial(client.generic, "POST", path, content, content_type=kind)
        yield taken_back(client, raw), f"{kind} {content[:20]!r}"
    for body in some(ONE_AND_TWO, 1, route):
        yield attempt(client, "POST", path, body).response, str(body)


def taken_back(client: Client, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """As `attempt`, for a request that the client does not encode."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = ask()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def odd_gets(client: Client, path: str, route: str) -> Iterator[tuple[HttpResponseBase, str]]:
    for text in some(QUERIES, QUERIES_EACH, route):
        yield attempt(client, "GET", path, dict.fromkeys(inputs.MARKS, text)).response, repr(text[:20])


def some(of: Sequence[Any], count: int, route: str) -> list[Any]:
    """So many of them, always the same for one address, and others for another."""
    start = inputs.place(route, len(of))
    return [of[(start + n) % len(of)] for n in range(len(of) if EVERYTHING else count)]
