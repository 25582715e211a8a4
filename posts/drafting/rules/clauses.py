"""The guideline says the same twice: 第４第１項 to the prefecture's posters, 第４第３項 to the contractor's."""

from security.models import Organization


def photo_clause(organization: Organization) -> str:
    return f"{_paragraph(organization)}(2)"


def link_clause(organization: Organization, condition: str = "") -> str:
    """With the condition ア, イ or ウ where one is meant."""
    return f"{_paragraph(organization)}(3){condition}"


def approval_clause(organization: Organization) -> str:
    return f"{_paragraph(organization)}(1)"


def _paragraph(organization: Organization) -> str:
    return "第４第１項" if organization.kind == Organization.Kind.PREFECTURE else "第４第３項"
