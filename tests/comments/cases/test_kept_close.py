"""People's names and words stand sealed and nowhere else; a drill presses no real button (第５第２項, 第６第３項)."""

import json

import pytest

from comments.cases.actions import life as case_actions
from comments.cases.screenshots import Screenshot
from comments.models import Case
from security.models import AuditEvent, Notice
from security.office import vault
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第５第２項")

WHO = "山田太郎 090-1234-5678"


@pytest.fixture
def found(poster):
    """Something found on the net, with a person's name in all that is free to write."""
    screenshot = Screenshot(name=f"{WHO}.png", content=b"\x89PNG\r\n\x1a\n")
    return factories.case(
        poster, "T09", title=WHO, description=WHO, found_at="https://x.example/", screenshot=screenshot
    )


def test_description_of_what_was_found_stands_in_sealed_evidence_alone(found):
    content = json.loads(vault.unseal(found.evidence.get().sealed_content))
    assert Case.objects.get(pk=found.pk).description == ""
    assert content["page"]["description"] == WHO
    assert (found.evidence.get().file_name, content["file_name"]) == ("証拠1.png", f"{WHO}.png")


def test_later_description_is_sealed_too_and_not_in_the_trail(found, staff):
    plan = case_actions.Plan(
        kind=found.kind, title="なりすまし", description="佐藤次郎", owner=None, due_on=None
    )
    case_actions.change_case(by=staff, case=found, plan=plan)
    assert Case.objects.get(pk=found.pk).description == ""
    newest = json.loads(vault.unseal(found.evidence.order_by("number").last().sealed_content))
    assert newest["page"]["description"] == "佐藤次郎"
    assert all("佐藤次郎" not in str(event.data) for event in AuditEvent.objects.all())


def test_trail_and_letter_name_number_and_type_without_the_title(staff, chief, found):
    assert Notice.objects.exists()
    assert all(WHO not in notice.sentence + notice.title for notice in Notice.objects.all())
    labels = list(
        AuditEvent.objects.filter(subject__startswith="comments.").values_list("subject_label", flat=True)
    )
    assert any(found.number in label for label in labels)
    assert not [label for label in labels if WHO in label]


@pytest.mark.parametrize("address", ["/cases/", "/cases/?q=090-1234", "detail"])
def test_administrator_sees_number_type_and_state_alone(client, administrator, found, address):
    client.force_login(administrator)
    text = client.get(found.get_absolute_url() if address == "detail" else address).content.decode()
    assert found.number in text
    assert "T09" in text
    for word in (WHO, "x.example", "発見と記録"):
        assert word not in text.replace(f'value="{WHO[5:13]}"', "")


@pytest.mark.parametrize(
    ("code", "word"), [("T16", "訓練では、緊急停止の画面を開かず"), ("T10", "接続を開く")]
)
def test_drill_leads_to_no_real_button(client, chief, code, word):
    case = factories.case(chief, code, comment=None, is_drill=True)
    client.force_login(chief)
    text = client.get(case.get_absolute_url()).content.decode()
    guide = text[text.index("案内:") : text.index("</section>", text.index("案内:"))]
    assert word in guide
    assert "訓練" in guide
    assert "emergency-stop" not in guide
    assert "connection" not in guide
