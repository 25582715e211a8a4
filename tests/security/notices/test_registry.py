"""The table of what is told: every line has all its words."""

import pytest

from security.models import Role
from security.notices import registry
from security.notices.models import How
from security.notices.registry import Kind
from tests import misses


def a_kind(**fields):
    return Kind(**{"key": "k", "label": "できごと", "to": "職員", "roles": (Role.AUDITOR,), **fields})


def test_key_is_declared_once(declared):
    registry.declare(a_kind())
    with pytest.raises(ValueError, match="k"):
        registry.declare(a_kind(label="ほかのできごと"))


def test_what_cannot_be_switched_off_says_why(declared):
    with pytest.raises(ValueError, match="why"):
        registry.declare(a_kind(least=How.DIGEST))


@pytest.mark.parametrize(
    "kind",
    [{"how": How.PAGE, "least": How.DIGEST}, {"how": How.AT_ONCE, "most": How.DIGEST}],
)
def test_default_can_be_chosen(declared, kind):
    with pytest.raises(ValueError, match="otherwise"):
        registry.declare(a_kind(because="要るためです。", **kind))


def test_choice_may_be_narrowed_at_both_ends(declared):
    kind = registry.declare(a_kind(how=How.PAGE, most=How.PAGE, because="要るためです。"))
    assert kind.choices == [How.PAGE]
    assert "要るためです。" in str(kind.may_be(How.AT_ONCE))


def test_every_letter_that_nobody_chooses_says_why():
    missed = [one.label for one in registry._unchosen if not (one.to and one.because.endswith("。"))]
    assert registry._unchosen
    misses.none(missed)


def test_every_kind_has_all_its_words():
    missed = []
    for kind in registry.kinds():
        if not (kind.label and kind.to and kind.roles and kind.choices and kind.key.isidentifier()):
            missed.append(kind.key)
        if kind.least != How.PAGE and not (kind.because.endswith("。") and kind.clause):
            missed.append(f"{kind.key}: why")
    assert registry.kinds()
    misses.none(missed)
