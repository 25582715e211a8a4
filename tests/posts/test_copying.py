"""複写して起案, from every post that one may read, and the posts one starts from (定型)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from posts.drafting import events
from posts.drafting.actions import copying
from posts.models import Photo, Post
from security.models import Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]


def copied(by, post, *, with_photos=True, key=None):
    return copying.copy(by=by, post=post, form_key=key or uuid.uuid4(), with_photos=with_photos)


@pytest.mark.parametrize("state", State.values)
def test_post_in_every_state_can_be_copied(staff, chief, state):
    source = factories.approved(staff, chief, photos=2, publish_at=timezone.now() + timedelta(days=1))
    Post.objects.filter(pk=source.pk).update(state=state)
    new = copied(staff, source).post
    assert (new.state, new.title, new.caption) == (State.DRAFT, source.title, source.caption)
    assert (new.publish_at, new.submission, new.copied_from) == (None, None, source)
    assert new.dossier.number != source.dossier.number
    assert [one.rendition for one in new.photos.all()] == [one.rendition for one in source.photos.all()]
    assert audit.events_of(new).get(tag=events.COPIED.tag).data["copied_from"] == source.dossier.number
    assert Post.objects.get(pk=source.pk).state == state


@pytest.mark.clause("第４第１項(2)", "第４第１項(3)")
def test_what_was_said_of_that_article_is_asked_anew(staff):
    source = factories.draft(staff, links=[factories.link()])
    new = copied(staff, source).post
    (photo,), (link,) = new.photos.all(), new.links.all()
    assert not photo.relation_confirmed
    assert (photo.alt_text, photo.right_holder, photo.evidence_note) == (
        "雪の朝の並木道",
        "地域政策課",
        "令和8年10月2日に職員が撮影",
    )
    assert (link.related, link.decent, link.agreed) == (False, False, True)


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize(
    "ended",
    [
        {"permission_until": timezone.localdate() + timedelta(days=9)},
        {"permission_withdrawn_on": timezone.localdate()},
    ],
)
def test_rights_with_an_end_are_asked_again(staff, ended):
    source = factories.draft(staff, photos=2)
    last = source.photos.last()
    Photo.objects.filter(pk=last.pk).update(evidence_file="0" * 64, evidence_name="許諾書.pdf", **ended)
    result = copied(staff, source)
    photo = result.post.photos.last()
    assert result.asked_again == (2,)
    assert (photo.evidence_note, photo.evidence_file, photo.permission_until) == ("", "", None)
    assert photo.permission_withdrawn_on is None
    assert result.post.photos.first().evidence_note


def test_without_photos(staff):
    new = copied(staff, factories.draft(staff, photos=2), with_photos=False).post
    assert not new.photos.exists()


def test_sent_twice_it_makes_one(staff):
    source, key = factories.draft(staff), uuid.uuid4()
    assert copied(staff, source, key=key).post == copied(staff, source, key=key).post


def test_who_copies_another_sides_post_drafts_for_his_own(staff):
    company = factories.ContractorFactory()
    source = factories.draft(factories.person(Role.CONTRACTOR_POSTER, company))
    assert copied(staff, source).post.organization.kind == "prefecture"


@pytest.mark.clause("第２")
@pytest.mark.clause("第４第１項(2)")
def test_copy_rests_on_an_entry_of_ones_own_side_only(staff):
    poster = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    ours, theirs = factories.draft(staff), factories.draft(poster)
    for post in (ours, theirs):
        Photo.objects.filter(post=post).update(licence=factories.consent(post.organization))
    own, other = copied(staff, ours), copied(staff, theirs)
    assert (own.asked_again, own.post.photos.get().licence) == ((), ours.photos.get().licence)
    photo = other.post.photos.get()
    assert (other.asked_again, photo.licence, photo.evidence_file) == ((1,), None, "")


def test_what_one_may_not_read_is_not_copied(staff):
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    with pytest.raises(Refused):
        copied(stranger, factories.draft(staff))
    with pytest.raises(Refused):
        copied(factories.person(Role.AUDITOR), factories.draft(staff))


def test_page_leads_to_the_editor_and_says_whose_rights_are_asked_again(client, staff):
    source = factories.draft(staff)
    source.photos.update(permission_until=timezone.localdate())
    client.force_login(staff)
    assert "複写して起案" in client.get(source.get_absolute_url()).content.decode()
    answer = client.post(
        reverse("posts:copy", args=[source.pk]),
        {"form_key": str(uuid.uuid4()), "with_photos": "on"},
        follow=True,
    )
    new = Post.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == reverse("posts:edit", args=[new.pk])
    assert "1枚目の写真は、使用の許可に期限があったか" in answer.content.decode()
    assert source.dossier.number in client.get(new.get_absolute_url()).content.decode()


def test_pattern_is_offered_to_its_side_until_it_is_ended(client, staff):
    source = factories.draft(staff)
    copying.keep_as_pattern(by=staff, post=source, name="月例の案内")
    client.force_login(staff)
    assert "月例の案内" in client.get(reverse("posts:list")).content.decode()
    assert Post.objects.get(pk=source.pk).version == source.version
    copying.keep_as_pattern(by=staff, post=source, name="")
    assert "月例の案内" not in client.get(reverse("posts:list")).content.decode()


def test_pattern_of_another_side_is_not_offered(client, staff):
    copying.keep_as_pattern(by=staff, post=factories.draft(staff), name="月例の案内")
    client.force_login(factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory()))
    assert "月例の案内" not in client.get(reverse("posts:list")).content.decode()


def test_another_side_keeps_no_pattern_of_ours(staff):
    poster = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    with pytest.raises(Refused):
        copying.keep_as_pattern(by=poster, post=factories.draft(staff), name="月例の案内")


@pytest.mark.parametrize("count", [1, 3])
def test_patterns_cost_the_list_one_query(client, staff, django_assert_max_num_queries, count):
    for n in range(count):
        copying.keep_as_pattern(by=staff, post=factories.draft(staff, photos=0), name=f"定型{n}")
    client.force_login(staff)
    client.get(reverse("posts:list"))
    with django_assert_max_num_queries(13):
        client.get(reverse("posts:list"))
