"""Permissions that end: of photos, before and after they are live, and of sites."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from approvals import seals
from approvals.models import State
from posts.drafting import actions, events
from posts.drafting.actions import drafting
from posts.models import Photo, Post, SiteAgreement
from security.models import Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
HEADING = "使用の許可がない写真が公開されています"


def today():
    return timezone.localdate()


def live(author, **photo_fields):
    post = factories.submitted(author)
    Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    post.photos.update(**photo_fields)
    return Post.objects.get(pk=post.pk)


def agreement(**fields):
    values = {"host": "www.example.jp", "agreed_with": "〇〇町", "agreed_on": today(), "agreed_how": "文書"}
    return SiteAgreement(**{**values, **fields})


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.PUBLISHED, State.WITHDRAWN])
@pytest.mark.parametrize("role", ["poster", "chief"])
def test_withdrawal_of_permission_is_recorded_in_any_state(request, poster, role, state):
    post = factories.submitted(poster)
    Post.objects.update(state=state)
    by = request.getfixturevalue(role)
    actions.withdraw_permission(by=by, photo=post.photos.get(), reason="ご本人からの申し出")
    assert Photo.objects.get().permission_withdrawn_on == today()
    event = audit.events_of(post).last()
    assert (event.tag, event.actor, event.data["reason"]) == (
        events.PERMISSION_WITHDRAWN.tag,
        by,
        "ご本人からの申し出",
    )
    assert (Post.objects.get().state, seals.differing_parts(Post.objects.get(), post.submission)) == (
        state,
        [],
    )


@pytest.mark.parametrize("role", ["staff", "manager", "administrator", "auditor"])
def test_nobody_else_records_a_withdrawal(request, poster, role):
    photo = factories.draft(poster).photos.get()
    with pytest.raises(Refused):
        actions.withdraw_permission(by=request.getfixturevalue(role), photo=photo, reason="理由")
    assert Photo.objects.get().permission_withdrawn_on is None


@pytest.mark.clause("第４第１項(2)")
def test_withdrawal_during_a_save_is_not_overwritten(staff, monkeypatch):
    post = factories.draft(staff)
    photo = post.photos.get()
    render = drafting.make_renditions

    def withdrawn_meanwhile(*arguments):
        actions.withdraw_permission(by=staff, photo=photo, reason="申し出")
        render(*arguments)

    monkeypatch.setattr(drafting, "make_renditions", withdrawn_meanwhile)
    assert factories.edited(staff, post, caption="直しました").caption == "直しました"
    assert Photo.objects.get().permission_withdrawn_on == today()


def test_withdrawal_needs_a_reason_and_is_recorded_once(staff):
    photo = factories.draft(staff).photos.get()
    with pytest.raises(Refused, match="理由"):
        actions.withdraw_permission(by=staff, photo=photo, reason="  ")
    actions.withdraw_permission(by=staff, photo=photo, reason="申し出")
    with pytest.raises(Refused, match="すでに記録"):
        actions.withdraw_permission(by=staff, photo=photo, reason="申し出")


@pytest.mark.clause("第４第１項(2)")
def test_withdrawal_has_its_page_from_the_post(client, staff):
    post = live(staff)
    address = reverse("posts:withdraw_permission", args=[post.pk, post.photos.get().pk])
    client.force_login(staff)
    assert f'href="{address}"' in client.get(post.get_absolute_url()).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    page = client.post(address, {"reason": "ご本人からの申し出"}, follow=True).content.decode()
    assert "使用の許可が取り消されています。" in page
    assert "1枚目の写真 ご本人からの申し出" in page
    assert f'href="{address}"' not in page


def test_withdrawal_page_belongs_to_its_own_post(client, staff, poster):
    one, other = factories.draft(staff), factories.draft(poster)
    client.force_login(staff)
    address = reverse("posts:withdraw_permission", args=[one.pk, other.photos.get().pk])
    assert client.post(address, {"reason": "申し出"}).status_code == 404
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    client.force_login(stranger)
    address = reverse("posts:withdraw_permission", args=[other.pk, other.photos.get().pk])
    assert client.post(address, {"reason": "申し出"}).status_code == 404


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
def test_home_lists_what_is_live_without_permission(client, staff, chief, poster, manager, auditor):
    ended = live(staff, permission_until=today() - DAY)
    withdrawn = live(poster, permission_withdrawn_on=today())
    live(staff, permission_until=today())
    factories.draft(staff).photos.update(permission_until=today() - DAY)

    def listed(person):
        client.force_login(person)
        sections = {section.title: section.rows for section in client.get("/").context["sections"]}
        return {post for post, *_ in sections.get(HEADING, [])}

    assert listed(staff) == {ended}
    assert listed(poster) == {withdrawn}
    assert listed(chief) == {ended, withdrawn}
    assert listed(manager) == listed(auditor) == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_without_permission_costs_the_same_for_one_row_and_for_three(
    client, staff, rows, django_assert_num_queries
):
    for _ in range(rows):
        live(staff, permission_until=today() - DAY)
    client.force_login(staff)
    with django_assert_num_queries(37):
        client.get("/")


@pytest.mark.clause("第４第１項(3)ウ")
def test_agreement_is_changed_and_ended_on_its_page(client, staff):
    kept = actions.save_site_agreement(by=staff, agreement=agreement())
    address = reverse("posts:agreement", args=[kept.pk])
    client.force_login(staff)
    assert f'href="{address}"' in client.get("/posts/agreements/").content.decode()
    form = {
        "host": "https://Odd.example.jp/",
        "agreed_with": "△△町",
        "agreed_on": today() - DAY,
        "agreed_how": "電話",
        "valid_until": today(),
    }
    client.post(address, form)
    kept.refresh_from_db()
    assert (kept.host, kept.agreed_with, kept.valid_until) == ("odd.example.jp", "△△町", today())
    assert audit.events_of(kept).last().data["valid_until"] == today().isoformat()


@pytest.mark.parametrize("role", ["chief", "manager", "auditor"])
def test_only_posters_change_agreements(client, request, staff, role):
    kept = actions.save_site_agreement(by=staff, agreement=agreement())
    client.force_login(request.getfixturevalue(role))
    address = reverse("posts:agreement", args=[kept.pk])
    assert client.post(address, {"host": "evil.example"})["Location"] == reverse("posts:agreements")
    assert SiteAgreement.objects.get().host == "www.example.jp"


@pytest.mark.parametrize(
    "wrong", [{"host": "〇〇町のホームページ"}, {"host": ""}, {"agreed_on": datetime.date(2999, 1, 1)}]
)
def test_agreement_that_cannot_be_is_refused(client, staff, wrong):
    with pytest.raises(ValidationError):
        actions.save_site_agreement(by=staff, agreement=agreement(**wrong))
    client.force_login(staff)
    form = {"host": "www.example.jp", "agreed_with": "〇〇町", "agreed_on": today(), "agreed_how": "文書"}
    page = client.post("/posts/agreements/", {**form, **wrong})
    assert (page.status_code, set(page.context["form"].errors)) == (422, set(wrong))
    assert not SiteAgreement.objects.exists()


@pytest.mark.clause("第４第１項(3)ウ")
def test_agreement_under_an_approved_post_can_only_be_ended(client, staff, chief):
    kept = actions.save_site_agreement(by=staff, agreement=agreement())
    link = factories.link(agreement=kept, agreed=False)
    post = factories.approved(staff, chief, links=[link])
    kept.agreed_with = "△△町"
    with pytest.raises(Refused, match="期限のほかは変更できません"):
        actions.save_site_agreement(by=staff, agreement=kept)
    client.force_login(staff)
    form = {"host": kept.host, "agreed_with": "△△町", "agreed_on": kept.agreed_on, "agreed_how": "文書"}
    assert client.post(reverse("posts:agreement", args=[kept.pk]), form).status_code == 422
    kept.refresh_from_db()
    kept.valid_until = today()
    actions.save_site_agreement(by=staff, agreement=kept)
    assert seals.differing_parts(Post.objects.get(), post.submission) == []
