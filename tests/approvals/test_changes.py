"""What is shown as changed between two versions' captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.changes import Piece, pieces

texts = st.text(alphabet=st.sampled_from("雪の朝☆★ー\n\r\u2028"), max_size=60)


@given(texts, texts)
def test_pieces_tell_both_texts_in_full(old, new):
    told = list(pieces(old, new))
    assert "".join(piece.text for piece in told if piece.kind != "removed") == new
    assert "".join(piece.text for piece in told if piece.kind != "added") == old
    assert all(piece.text for piece in told)


def test_small_change_is_told_by_the_character():
    assert list(pieces("雪の朝\n海の夜", "雪の朝\n海の昼です")) == [
        Piece("雪の朝\n海の", "kept"),
        Piece("夜", "removed"),
        Piece("昼です", "added"),
    ]


def test_change_in_a_long_row_of_one_character_is_found():
    assert list(pieces("ー" * 2200, "ー" * 1000 + "☆" + "ー" * 1199)) == [
        Piece("ー" * 1000, "kept"),
        Piece("ー", "removed"),
        Piece("☆", "added"),
        Piece("ー" * 1199, "kept"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("☆★" * 1100, "★☆★" * 700 + "☆"),
        ("☆\n★\n" * 500, "★\n☆\n" * 500 + "★"),
    ],
)
def test_patterns_that_would_keep_the_page_waiting_are_exchanged_as_a_whole(old, new):
    assert list(pieces(old, new)) == [Piece(old, "removed"), Piece(new, "added")]


def test_patterned_line_does_not_hide_what_changed_in_the_others():
    rule, turned = "☆★" * 300, "★☆★" * 200
    told = list(pieces(f"雪の朝\n同じ行\n{rule}\n同じ行\n", f"雪の夜\n同じ行\n{turned}\n同じ行\n"))
    assert Piece("朝", "removed") in told
    assert Piece("夜", "added") in told
    assert Piece("同じ行\n", "kept") in told
