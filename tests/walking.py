"""Following a letter as its reader would: its one link, the sign-in on the way, the buttons that it and the pages name."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse

from security.models import Letter, Notice, User
from tests.composing import letters_after
from tests.fuzz.forms import Form, forms_of
from tests.signing_in import PASSWORD, prove, with_password

# What a form asks only where it applies: a person leaves it as it is unless a test fills it.
NAMED = re.compile(r"「([^「」]+)」")


class _Links(HTMLParser):
    """The words and addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.href: str | None = None
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href, self.words = dict(attrs).get("href"), ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href is not None:
            # What only a screen reader says more stands in brackets.
            self.found.append((" ".join(self.words.split()).partition("(")[0].strip(), self.href))
            self.href = None


def links_of(html: str) -> dict[str, str]:
    reader = _Links()
    reader.feed(html)
    return dict(reversed(reader.found))


class Walk:
    """One person, a browser that he has just opened, and where he stands in it."""

    def __init__(self, person: User, client: Client | None = None) -> None:
        self.person, self.client = person, client or Client()
        if not person.check_password(PASSWORD):  # a new one would end what he is signed in to
            with_password(person)
        self.path, self.html = "", ""

    def follow(self, letter: Letter) -> "Walk":
        """Press the letter's one link, sign in on the way, and stand on the page that it leads to."""
        (address,) = re.findall(rf"^{re.escape(settings.PUBLIC_URL)}(\S+)$", letter.body, re.MULTILINE)
        return self.visit(address)

    def visit(self, address: str) -> "Walk":
        answer = self.client.get(address, follow=True)
        if answer.request["PATH_INFO"] == reverse("account_login"):
            typed = {"login": self.person.username, "password": PASSWORD}
            answer = self.client.post(
                f"{reverse('account_login')}?{answer.request['QUERY_STRING']}", typed, follow=True
            )
            prove(self.client, self.person)
            assert answer.request["PATH_INFO"] == urlsplit(address).path, answer.request
        return self._stand(answer)

    def press(self, words: str, *, tick: bool = False, **typed: Any) -> "Walk":
        """The link or the button of these words: it must be there. `typed` into its form, which is else as it stands.

        tick: each box is ticked that is not, and the first of several where none is chosen.
        """
        if target := links_of(self.html).get(words):
            return self._stand(self.client.get(urljoin(self.path, target), follow=True))
        form, button = self._form(words)
        sent: dict[str, Any] = _as_it_stands(form, tick=tick) | typed
        sent |= {button.name: button.value} if button.name else {}
        return self._stand(self.client.post(urljoin(self.path, form.action), sent, follow=True))

    def says(self, *words: str) -> "Walk":
        for one in words:
            assert one in self.html, f"{one} is not on {self.path}: {_plain(self.html)}"
        return self

    def says_not(self, *words: str) -> "Walk":
        for one in words:
            assert one not in self.html, f"{one} is on {self.path}"
        return self

    def _form(self, words: str) -> tuple[Form, Any]:
        for form in forms_of(self.html):
            for control in form.controls:
                if control.kind == "submit" and control.label.partition("(")[0] == words:
                    return form, control
        raise AssertionError(f"no button 「{words}」 on {self.path}: {_plain(self.html)}")

    def _stand(self, answer: Any) -> "Walk":
        self.path = answer.request["PATH_INFO"]
        self.html = answer.content.decode()
        assert answer.status_code == 200, (self.path, answer.status_code, _plain(self.html))
        return self


def _as_it_stands(form: Form, *, tick: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    chosen = {one.name for one in form.controls if one.kind == "radio" and one.is_checked}
    for one in form.controls:
        is_choice = one.kind in ("radio", "checkbox")
        is_first = one.kind == "radio" and one.name not in chosen
        if (
            one.kind in ("file", "submit")
            or is_choice
            and not one.is_checked
            and not (tick and (is_first or one.kind == "checkbox"))
        ):
            continue
        chosen.update([one.name] if one.kind == "radio" else [])
        found.setdefault(one.name, []).append(one.value or ("on" if is_choice else ""))
    return found


def letter_to(person: User, words: str, clock: Any, **delay: int) -> Letter:
    """The letter to this person, of those that are written now, that says so."""
    found = [
        one
        for one in letters_after(clock, **delay)
        if one.recipient == person and (words in one.subject or words in one.body)
    ]
    assert len(found) == 1, [
        (one.recipient.name, one.subject) for one in found or Letter.objects.order_by("-pk")[:8]
    ]
    return found[0]


def is_over(person: User, *words: str) -> None:
    """Nothing asks him any more: not the bell, not the first page, nothing above it."""
    unseen = Notice.objects.unseen().filter(person=person)
    for notice in unseen:
        assert not any(one in f"{notice.title}{notice.sentence}" for one in words), notice
    client = Client()
    client.force_login(person)
    page = client.get("/").content.decode()
    page = page.partition('id="part-seen"')[0]
    for one in words:
        assert one not in page, f"{one} is still on the first page: {_plain(page)}"


def _plain(html: str) -> str:
    main = html.partition("<main")[2] or html
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:1500]
