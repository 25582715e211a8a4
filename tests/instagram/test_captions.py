import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instagram.captions import count_characters, same_caption

captions = st.text(alphabet=st.sampled_from("かがー゙e\u0301@＠#＃ \n　aZ09_.、。）」:/😀北海道"))


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("北海道", 3), ("雪☃", 2), ("😀", 2), ("👨‍👩‍👧", 8), ("\ud83d", 1)]
)
def test_count_characters(text, count):
    assert count_characters(text) == count


@given(st.text())
def test_count_characters_is_never_below_the_code_points(text):
    assert len(text) <= count_characters(text) <= 2 * len(text)


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("提供は@snow.cafe です", "提供はsnow.cafe です"),
        ("一行目\r\n\r\n二行目 ", "一行目\n二行目"),
        ("が", "か\u3099"),
    ],
)
def test_same_caption_as_meta_gives_it_back(sent, returned):
    assert same_caption(sent, returned)


def test_same_caption_tells_two_posts_apart():
    assert not same_caption("雪まつり 1日目", "雪まつり 2日目")


@given(captions)
def test_same_caption_survives_what_meta_does_to_it(caption):
    returned = " ".join(unicodedata.normalize("NFC", caption.replace("@", "")).split())

    assert same_caption(caption, returned)
    assert same_caption(caption, unicodedata.normalize("NFD", caption))
