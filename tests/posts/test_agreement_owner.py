"""A site's agreement is of the side that was given it; the other reads and uses it, and changes nothing of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from posts.drafting.actions import save_site_agreement
from posts.models import Post, SiteAgreement
from security.models import Organization, Role
from security.office.answers import Refused
from tests import factories, misses

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第２", "第４第１項(3)ウ", "第４第３項(3)ウ")]

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def form(**fields):
    said = {"host": "www.example.jp", "agreed_with": "〇〇町", "agreed_on": today(), "agreed_how": "文書"}
    return {**said, "valid_until": "", **fields}


CHANGES = {
    "ended": {"valid_until": today() - DAY},
    "prolonged": {"valid_until": today() + 900 * DAY},
    "given to another site": {"host": "evil.example"},
    "in other words": {"agreed_with": "△△町"},
    "another day": {"agreed_on": today() - 90 * DAY},
}


def test_neither_side_changes_what_the_other_was_given(client, staff, poster):
    found = []
    sides = {person: person.appointments.get().organization for person in (staff, poster)}
    for owner, stranger in ((staff, poster), (poster, staff)):
        kept = factories.agreement(sides[owner], host=f"{owner.pk}.example.jp", valid_until=today() + DAY)
        before = SiteAgreement.objects.filter(pk=kept.pk).values().get()
        client.force_login(stranger)
        address = reverse("posts:agreement", args=[kept.pk])
        for what, change in CHANGES.items():
            client.post(address, form(**{"host": kept.host, **change}))
            changed = SiteAgreement.objects.get(pk=kept.pk)
            for name, value in change.items():
                setattr(changed, name, value)
            try:
                save_site_agreement(by=stranger, agreement=changed)
                found.append(f"{stranger} has {what}")
            except Refused as refusal:
                if sides[owner].name not in str(refusal) or "第２" not in str(refusal):
                    found.append(f"{what}: does not say whose it is: {refusal}")
            if SiteAgreement.objects.filter(pk=kept.pk).values().get() != before:
                found.append(f"{what}: {stranger} has changed the row of {sides[owner]}")
    misses.none(found)


def test_an_agreement_cannot_be_taken_over_by_naming_another_owner(staff, poster):
    kept = factories.agreement(valid_until=today() + DAY)
    kept.organization = poster.appointments.get().organization
    with pytest.raises(Refused):
        save_site_agreement(by=poster, agreement=kept)
    kept.refresh_from_db()
    kept.organization = poster.appointments.get().organization
    assert save_site_agreement(by=staff, agreement=kept).organization.kind == Organization.Kind.PREFECTURE


def test_the_list_says_whose_it_is_and_offers_only_ones_own(client, staff, poster):
    contractor = poster.appointments.get().organization
    ours, theirs = factories.agreement(), factories.agreement(contractor, host="town.example.jp")
    for person, own, other in ((staff, ours, theirs), (poster, theirs, ours)):
        client.force_login(person)
        page = client.get("/posts/agreements/").content.decode()
        assert reverse("posts:agreement", args=[own.pk]) in page
        assert reverse("posts:agreement", args=[other.pk]) not in page
        assert other.host in page
        assert other.organization.name in page


def test_the_other_side_uses_it_as_before(poster, manager):
    """Red too if reading and using were taken away together with changing."""
    link = factories.link(agreement=factories.agreement(), agreed=False)
    post = factories.approved(poster, manager, links=[link])
    assert Post.objects.get(pk=post.pk).state == State.APPROVED


def test_both_sides_may_have_one_of_the_same_site(client, staff, poster):
    """Or whoever came first would keep the other from ever using the site again."""
    factories.agreement(valid_until=today() - DAY, agreed_on=today() - 9 * DAY)
    client.force_login(poster)
    assert client.post("/posts/agreements/", form()).status_code == 302
    assert SiteAgreement.objects.filter(host="www.example.jp").count() == 2
    again = client.post("/posts/agreements/", form(agreed_how="電話でうかがった"))
    assert again.status_code == 422
    page = again.content.decode()
    assert "すでに登録されています" in page
    assert "電話でうかがった" in page


def test_what_a_contractor_leaves_at_its_end_is_the_divisions_to_end(staff):
    over = factories.ContractorFactory(contract_until=today() - DAY)
    kept = factories.agreement(over, agreed_on=today() - 9 * DAY)
    kept.valid_until = today() - DAY
    save_site_agreement(by=staff, agreement=kept)
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    with pytest.raises(Refused):
        save_site_agreement(by=stranger, agreement=SiteAgreement.objects.get(pk=kept.pk))
