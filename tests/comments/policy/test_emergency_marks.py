"""Which lines of the policy are grounds for 緊急の措置: sealed with it, marked in the editor, seen inside (第６第３項)."""

import uuid

import pytest
from django.urls import reverse

from approvals import seals
from approvals.models import State
from comments.models import Policy, PolicyHeading
from comments.policy import actions
from comments.policy.actions import PolicyDraft
from comments.policy.content import sealed
from comments.policy.models import GROUNDS_HEADING
from tests.comments.policy.making import approve, approved, draft, submitted
from tests.comments.policy.test_pages import form_of

pytestmark = [pytest.mark.clause("第６第１項", "第６第３項"), pytest.mark.django_db]

ABUSE = "特定の個人や団体を誹謗中傷し、又はその名誉や信用を傷つけるもの"
INDECENT = "公の秩序又は善良の風俗に反するもの"
ELECTION = "政治活動、選挙運動又は宗教活動を目的とするもの"
NOTE = "緊急の措置の根拠になる行"


def marks(policy):
    return Policy.objects.get(pk=policy.pk).emergency_grounds


def save(by, policy, **fields):
    stored = Policy.objects.get(pk=policy.pk)
    kept = {"in_force_from": stored.in_force_from, "change_note": stored.change_note}
    return actions.save_draft(
        by=by, policy=stored, version=stored.version, draft=PolicyDraft(**{**kept, **fields})
    )


def test_the_template_marks_abuse_and_indecency_alone(staff):
    assert marks(actions.begin(by=staff, form_key=uuid.uuid4())) == [INDECENT, ABUSE]
    lines = PolicyHeading.objects.get(number=GROUNDS_HEADING)
    assert all(f"・{line}" in lines.template for line in lines.emergency.splitlines())


def test_the_marks_are_sealed_and_go_on_into_the_next_version(staff, chief):
    policy = draft(staff)
    save(staff, policy, emergency=[ABUSE])
    policy = approve(_submit(staff, policy), chief)
    (block,) = [one for one in sealed(policy.submission).blocks if one.number == GROUNDS_HEADING]
    assert block.emergency == (ABUSE,)
    policy.blocks.filter(number=GROUNDS_HEADING).update(emergency=[ABUSE, ELECTION])
    assert seals.differing_parts(Policy.objects.get(pk=policy.pk), policy.submission) == ["本文"]
    assert marks(policy) == [ABUSE]
    assert marks(actions.begin(by=staff, form_key=uuid.uuid4())) == [ABUSE]


def _submit(by, policy):
    stored = Policy.objects.get(pk=policy.pk)
    actions.submit(by=by, policy=stored, version=stored.version, same_text=True)
    return Policy.objects.select_related("submission").get(pk=policy.pk)


def test_a_version_of_the_old_form_marks_nothing(staff, chief, monkeypatch):
    """Sealed before there were marks, whatever its row says: nobody has approved one."""
    monkeypatch.setattr(Policy, "FORMS", {1: Policy.FORMS[1]})
    policy = approved(staff, chief)
    monkeypatch.undo()
    assert policy.submission.form == 1
    assert seals.differing_parts(policy, policy.submission) == []
    assert (marks(policy), len(policy.grounds)) == ([], 15)


def test_a_changed_mark_is_a_change_of_the_text(staff, chief):
    """It takes the approval away, and a version with another mark does not repeat the one before."""
    approved(staff, chief)
    policy = submitted(staff, days=2)
    save(staff, policy, emergency=[ABUSE])
    stored = Policy.objects.get(pk=policy.pk)
    assert stored.state == State.DRAFT
    actions.submit(by=staff, policy=stored, version=stored.version)


def test_the_editor_marks_and_unmarks_a_line(client, staff):
    policy = draft(staff)
    client.force_login(staff)
    edit = reverse("policy:edit", args=[policy.pk])
    field = client.get(edit).context["form"]["emergency"]
    assert field.value() == [INDECENT, ABUSE]
    assert len(field.field.choices) == 15
    client.post(edit, form_of(policy, emergency=[ABUSE]))
    assert marks(policy) == [ABUSE]
    client.post(edit, form_of(Policy.objects.get(pk=policy.pk), emergency=[]))
    assert marks(policy) == []


def test_a_line_in_other_words_has_to_be_marked_anew_and_that_is_said(client, staff, said):
    policy = draft(staff)
    client.force_login(staff)
    edit = reverse("policy:edit", args=[policy.pk])
    text = policy.blocks.get(number=GROUNDS_HEADING).text.replace(ABUSE, "気に入らないもの")
    sent = form_of(policy, emergency=[INDECENT, ABUSE], **{f"text_{GROUNDS_HEADING}": text})
    answer = client.post(edit, sent, follow=True)
    assert any(ABUSE in one and "印が外れました" in one for one in said(answer))
    assert marks(policy) == [INDECENT]
    assert "気に入らないもの" in dict(answer.context["form"].fields["emergency"].choices)


def test_a_mark_that_was_typed_comes_back_with_a_wrong_field(client, staff):
    policy = draft(staff)
    client.force_login(staff)
    sent = form_of(policy, in_force_from="あした", emergency=[ELECTION])
    answer = client.post(reverse("policy:edit", args=[policy.pk]), sent)
    assert answer.status_code == 422
    assert answer.context["form"]["emergency"].value() == [ELECTION]
    assert marks(policy) == [INDECENT, ABUSE]


def test_those_inside_see_the_marks_and_citizens_do_not(client, staff, chief, poster, auditor):
    policy = approved(staff, chief)
    for person in (staff, chief, poster, auditor):
        client.force_login(person)
        page = client.get(policy.get_absolute_url()).content.decode()
        assert NOTE in page
        assert page.count(f"<li>{ABUSE}</li>") == 2  # in the text, and as marked
    client.logout()
    for address in (reverse("policy:public"), reverse("policy:public_version", args=[policy.number])):
        assert "緊急" not in client.get(address).content.decode().replace("緊急の場合など", "")
    client.force_login(staff)
    for kind in ("html", "txt"):
        pasted = client.get(reverse("policy:download", args=[policy.number, kind])).content.decode()
        assert NOTE not in pasted


def test_the_chief_sees_on_the_desk_which_mark_is_new_and_which_is_gone(client, staff, chief):
    approved(staff, chief)
    policy = draft(staff, days=2)
    save(staff, policy, emergency=[ABUSE, ELECTION])
    client.force_login(chief)
    _submit(staff, policy)
    page = client.get(reverse("admin:comments_policy_change", args=[policy.pk])).content.decode()
    assert f'<ins><span class="visually-hidden">(追加)</span>{ELECTION}</ins>' in page
    assert f'<del><span class="visually-hidden">(削除)</span>{INDECENT}</del>' in page
