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


def test_default_is_not_less_than_the_least(declared):
    with pytest.raises(ValueError, match="less"):
        registry.declare(a_kind(how=How.PAGE, least=How.DIGEST, because="要るためです。"))


def test_every_kind_has_all_its_words():
    missed = []
    for kind in registry.kinds():
        if not (kind.label and kind.to and kind.roles and kind.choices and kind.key.isidentifier()):
            missed.append(kind.key)
        if kind.least != How.PAGE and not (kind.because.endswith("。") and kind.clause):
            missed.append(f"{kind.key}: why")
    assert registry.kinds()
    misses.none(missed)
