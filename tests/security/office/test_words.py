"""One word however it is typed; what is stored stays as it came."""

from hypothesis import given
from hypothesis import strategies as st

from security.office.words import key, narrow, same, sound
from tests import misses


def test_one_word_is_one_however_it_is_typed():
    groups = (
        ("メロンが", "メロンか\u3099", "ﾒﾛﾝが", "メロンか\u200b\u3099"), ("カフェー", "ｶﾌｪｰ", "カフェ－", "カフェ—", "カフェ―", "カフェ−"),
        ("10〜12時", "10～12時", "１０~１２時", "10∼12時"), ("STAFF", "ｓｔａｆｆ", "Staff", "st\u00adaff", "ｓｔａ\ufeffff"),
        ("神社", "\ufa19社", "神\ufe00社", "神\U000e0100社"), ("塚", "\ufa10"), ("株式会社", "㍿"), ("ガ", "ｶﾞ", "カ\u3099"), ("札幌 旭川", "札幌　旭川", " 札幌\n\n旭川 "),
        ("é", "e\u0301", "É"), ("カフェ#雪", "カフェ＃雪"), ("❤", "❤\ufe0f"), ("ﬁ", "fi"), ("straße", "STRASSE"),
        ("ガ", "カ゛", "ｶ゛", "か\u200bﾞ".replace("か", "カ")), ("パ", "ハ゜", "ﾊﾟ"), ("Don't", "Don’t", "ＤＯＮ＇Ｔ"), ('"雪"', "“雪”", "＂雪＂"), ("½", "1/2", "1⁄2"), ("札幌 旭川", "札幌\u2028旭川"),
    )  # fmt: skip
    misses.none(
        [(one, other) for group in groups for one in group for other in group if not same(one, other)]
    )


def test_two_words_are_two():
    pairs = (
        ("かふぇ", "カフェ"),
        ("10〜12", "10-12"),
        ("は", "ば"),
        ("雪", "雲"),
        ("﨑", "崎"),
        ("髙", "高"),
        ("や", "ゃ"),
    )
    misses.none([pair for pair in pairs if same(*pair)])
    assert sound("かふぇー") == sound("ｶﾌｪ-")


@given(st.text(), st.text())
def test_whatever_two_texts_are_they_are_compared(one, other):
    assert key(key(one)) == key(one)
    assert sound(sound(one)) == sound(one)
    assert same(one, other) is same(other, one)
    assert same(one, narrow(one))
    key(one).encode()  # no half of a character, no NUL: a database can be asked for it
    assert "\0" not in key(one)


@given(st.text(), st.text(), st.text())
def test_words_are_found_within_a_text(before, words, after):
    assert key(words) in key(f"{before} {words} {after}")
