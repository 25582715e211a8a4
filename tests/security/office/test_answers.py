"""A rule's no, as people read it."""

import pytest

from security.office.answers import YES, Refused, no, require


def test_yes_lets_through():
    require(YES)
    assert YES
    assert str(YES) == ""


def test_no_carries_reason_clause_and_remedy():
    answer = no("できません。", clause="第４第１項(1)", remedy="課長に相談してください。")
    assert not answer
    with pytest.raises(Refused) as refusal:
        require(answer)
    assert refusal.value.answer is answer
    assert str(refusal.value) == str(answer) == "できません(第４第１項(1))。課長に相談してください。"


def test_no_without_clause_shows_no_brackets():
    assert str(no("できません。")) == "できません。"
