"""One layout for all letters: who writes one neither greets nor signs."""

from pathlib import Path

from django.conf import settings

from security.letters import layout
from security.people.models import User
from tests import misses

GREETS_OR_SIGNS = ("}} 様", "運用システム\nこのメールには返信できません", "|wareki")
LAYOUT = {"letter.txt", "letter.html", "signature.txt"}


def test_no_letter_greets_signs_or_dates_in_a_way_of_its_own():
    found = [
        one for one in Path(settings.BASE_DIR, "templates").glob("*/letters/*") if one.name not in LAYOUT
    ]
    assert len(found) > 5
    misses.none(
        [
            (one.name, part)
            for one in found
            for part in GREETS_OR_SIGNS
            if part in one.read_text(encoding="utf-8")
        ]
    )


def test_address_on_a_line_of_its_own_is_the_button_and_words_are_escaped():
    person = User(name="神田\n雪路 <b>")
    page = layout.as_page(
        person, "1行目 <i>\n2行目\nhttps://cafe.example.jp/posts/1/\n\n次の段落 https://a.example/ です。"
    )
    assert "神田 雪路 &lt;b&gt; 様" in page
    assert "1行目 &lt;i&gt;\n2行目</p>" in page
    assert page.count("href=") == 1
    assert 'href="https://cafe.example.jp/posts/1/"' in page
    assert page.count("このメールには返信できません。") == 1
