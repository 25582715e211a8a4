"""Names that look like ours, told apart character by character (第６第４項)."""

import pytest

from comments.cases.look_alike import compare

OFFICIAL = "hokkaido_cafe"
pytestmark = pytest.mark.clause("第６第４項")


@pytest.mark.parametrize(
    ("suspect", "official_part", "suspect_part", "note"),
    [
        ("hokkaido__cafe", "", "_", "重ねられ"),
        ("hokkkaido_cafe", "", "k", "重ねられ"),
        ("hokkaido_cafe1", "", "1", "加えられ"),
        ("hokkaidocafe", "_", "", "抜けて"),
        ("hokkaido\uff3fcafe", "_", "\uff3f", "全角"),
        ("h\u043ekkaido_cafe", "o", "\u043e", "キリル文字"),
        ("hokka1do_cafe", "i", "1", "形の似た文字"),
        ("hokkaido.cafe", "_", ".", "形の似た文字"),
        ("Hokkaido_cafe", "h", "H", "大文字"),
        ("hokkaido_caf\u00e9", "e", "\u00e9", "別の文字"),
        ("hokkaido_cafe\u200b", "", "\u200b", "加えられ"),
    ],
)
def test_each_kind_of_difference_is_named(suspect, official_part, suspect_part, note):
    places = compare(OFFICIAL, suspect).differences
    assert [(place.official, place.suspect) for place in places] == [(official_part, suspect_part)]
    assert note in places[0].note


def test_code_points_are_told_by_name():
    place = compare(OFFICIAL, "h\u043ekkaido_cafe").differences[0]
    assert (place.suspect_name, place.suspect_points) == ("キリル文字", "U+043E")
    assert (place.official_name, place.official_points) == ("英小文字のオー", "U+006F")


def test_nothing_is_normalised():
    """é as one character and as two are different names."""
    assert not compare("caf\u00e9", "cafe\u0301").is_same


@pytest.mark.parametrize("suspect", ["hokkaido_cafe", "@hokkaido_cafe", " hokkaido_cafe\n"])
def test_same_name_is_the_same(suspect):
    assert compare(OFFICIAL, suspect).is_same


def test_both_names_can_be_read_off_the_places():
    found = compare(OFFICIAL, "totally.different")
    assert "".join(place.official for place in found.places) == OFFICIAL
    assert "".join(place.suspect for place in found.places) == "totally.different"
