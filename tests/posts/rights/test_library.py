"""第４第１項(2), 第３項(2): what right holders and people have allowed is recorded once, reused, and acts where it is used."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals.completeness import Incomplete
from approvals.models import State
from posts.drafting import actions, querysets, rules
from posts.drafting.actions import Draft, PhotoEdit
from posts.models import Consent, Photo, Post
from posts.publishing import preflight
from posts.rights import querysets as library
from security.models import AuditEvent
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories, racing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(2)"), pytest.mark.clause("第４第３項(2)")]

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def consent(by, **fields):
    said = {"given_by": "〇〇町観光課", "purpose": "風景写真", "how": "文書", "source": "provided", **fields}
    return actions.save_consent(by=by, consent=Consent(**said))


def choose(by, post, **rights):
    stored = Post.objects.get(pk=post.pk)
    photos = [PhotoEdit(photo.pk, (50, 50)) for photo in stored.photos.all()]
    draft = Draft(fields={}, photos=photos, rights=rights)
    return actions.save_draft(by=by, post=stored, version=stored.version, draft=draft)


def points(post):
    return rules.missing_points(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())


def test_photos_take_over_what_the_entry_says(staff):
    kept = consent(staff, credit="提供: 〇〇町", valid_until=today() + 9 * DAY)
    post = factories.draft(staff, photos=2, caption="雪の朝 提供: 〇〇町")
    choose(staff, post, licence=kept)
    for photo in post.photos.all():
        assert (photo.source, photo.right_holder, photo.credit) == (
            "provided",
            "〇〇町観光課",
            "提供: 〇〇町",
        )
        assert photo.evidence_note == f"台帳{kept.pk}番: 風景写真(文書)"
        assert photo.permission_until == kept.valid_until
    assert points(post) == []


def test_what_is_let_go_is_said_no_more(staff):
    kept = consent(staff, valid_until=today() + 9 * DAY)
    post = factories.draft(staff)
    choose(staff, post, licence=kept)
    choose(staff, post, licence=None)
    photo = post.photos.get()
    assert (photo.licence, photo.right_holder, photo.evidence_note) == (None, "", "")
    assert photo.permission_until is None


def test_consent_of_people_is_recorded_and_ends_with_theirs(staff):
    licence = consent(staff, valid_until=today() + 9 * DAY)
    people = consent(staff, kind="people", given_by="参加者", source="", valid_until=today() + 3 * DAY)
    post = factories.draft(staff)
    choose(staff, post, licence=licence, people="consented", portrait=people)
    photo = post.photos.get()
    assert photo.consent_note == f"台帳{people.pk}番 参加者: 文書"
    assert photo.permission_until == people.valid_until
    choose(staff, post, people="none")
    assert post.photos.get().portrait is None


def test_consent_that_ends_before_the_day_stops_the_asking(staff):
    kept = consent(staff, valid_until=today() + 2 * DAY)
    post = factories.draft(staff, publish_at=timezone.now() + 3 * DAY)
    choose(staff, post, licence=kept)
    assert [point.anchor for point in points(post)] == ["id_rights-permission_until"]
    with pytest.raises(Incomplete):
        factories.submit(staff, Post.objects.get(pk=post.pk))


def test_prolonged_end_reaches_drafts_and_no_sealed_version(staff, chief):
    kept = consent(staff, valid_until=today() + 2 * DAY)
    drafted, approved = factories.draft(staff), factories.draft(staff)
    for post in (drafted, approved):
        choose(staff, post, licence=kept)
    approved = factories.submit(staff, Post.objects.get(pk=approved.pk))
    kept.valid_until = today() + 30 * DAY
    actions.save_consent(by=staff, consent=kept)
    for post in (drafted, approved):
        choose(staff, post)
    assert drafted.photos.get().permission_until == kept.valid_until
    assert approved.photos.get().permission_until == today() + 2 * DAY
    assert Post.objects.get(pk=approved.pk).state == State.PENDING


def test_withdrawal_reaches_every_photo_that_rests_on_it(staff, chief):
    kept = consent(staff)
    posts = [factories.draft(staff, photos=2), factories.draft(staff)]
    for post in posts:
        choose(staff, post, licence=kept)
    live = factories.submit(staff, Post.objects.get(pk=posts[1].pk))
    Post.objects.filter(pk=live.pk).update(state=State.PUBLISHED)
    other = factories.draft(staff)
    assert actions.withdraw_consent(by=staff, consent=kept, reason="申し出") == 2
    assert Photo.objects.filter(permission_withdrawn_on=today()).count() == 3
    assert other.photos.get().permission_withdrawn_on is None
    assert len(points(posts[0])) == 2
    found = querysets.shown_without_permission(Post.objects.all(), today())
    assert list(found) == [Post.objects.get(pk=live.pk)]
    assert AuditEvent.objects.filter(tag="photo.permission_withdrawn").count() == 3


@pytest.mark.clause("第４第１項(1)")
def test_approved_post_does_not_go_out_after_the_withdrawal(staff, chief):
    kept = consent(staff)
    post = factories.draft(staff)
    choose(staff, post, licence=kept)
    post = factories.submit(staff, Post.objects.get(pk=post.pk))
    stored = querysets.with_details(Post.objects.filter(pk=post.pk)).get()
    assert preflight._permissions_stand(stored)
    actions.withdraw_consent(by=chief, consent=kept, reason="申し出")
    stored = querysets.with_details(Post.objects.filter(pk=post.pk)).get()
    answer = preflight._permissions_stand(stored)
    assert "取り消され" in answer.reason


@pytest.mark.clause("第４第１項(1)")
def test_photo_is_not_put_out_of_reach_while_an_approval_stands(staff):
    """Letting an entry go changes no word that is sealed."""
    people = consent(staff, kind="people", given_by="参加者", source="")
    post = factories.draft(staff)
    choose(staff, post, people="consented", portrait=people)
    post = factories.submit(staff, Post.objects.get(pk=post.pk))
    before = post.sealed_content()
    choose(staff, post, portrait=None)
    after = Post.objects.get(pk=post.pk)
    assert (after.sealed_content(), after.state) == (before, State.DRAFT)


def test_new_photo_of_a_withdrawn_entry_is_as_little_permitted(staff):
    kept = consent(staff)
    post = factories.draft(staff)
    choose(staff, post, licence=kept)
    actions.withdraw_consent(by=staff, consent=kept, reason="申し出")
    taken, _ = actions.take_in([actions.Upload(factories.photo_file("gold", (1300, 1000)), "new.jpg")])
    stored = Post.objects.get(pk=post.pk)
    actions.save_draft(
        by=staff, post=stored, version=stored.version, draft=Draft(fields={}, new_photos=taken)
    )
    assert [photo.permission_withdrawn_on for photo in post.photos.all()] == [today()] * 2


def test_other_sides_entry_is_neither_offered_nor_taken(staff, poster):
    theirs = consent(poster)
    post = factories.draft(staff)
    with pytest.raises(ValidationError):
        choose(staff, post, licence=theirs)
    assert not querysets.consents_for(post.organization).exists()


def test_entry_in_use_changes_nothing_but_for_a_later_end(staff):
    kept = consent(staff, valid_until=today() + 9 * DAY)
    choose(staff, factories.draft(staff), licence=kept)
    for change in ({"given_by": "△△町"}, {"valid_until": today() + DAY}, {"credit": "x"}):
        changed = Consent.objects.get(pk=kept.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(Refused):
            actions.save_consent(by=staff, consent=changed)
    kept.valid_until = None
    actions.save_consent(by=staff, consent=kept)


@pytest.mark.clause("第２")
def test_neither_side_changes_or_withdraws_what_the_other_was_given(staff, poster, manager, chief):
    ours, theirs = consent(staff), consent(poster)
    for person, entry in ((staff, theirs), (poster, ours), (manager, ours)):
        with pytest.raises(Refused):
            actions.save_consent(by=person, consent=Consent.objects.get(pk=entry.pk))
        with pytest.raises(Refused):
            actions.withdraw_consent(by=person, consent=entry, reason="x")
    actions.withdraw_consent(by=chief, consent=theirs, reason="申し出")
    with pytest.raises(Refused):
        actions.withdraw_consent(by=chief, consent=theirs, reason="もう一度")


def test_withdrawal_needs_a_reason(staff):
    kept = consent(staff)
    with pytest.raises(Refused):
        actions.withdraw_consent(by=staff, consent=kept, reason=" ")
    assert Consent.objects.get().withdrawn_on is None


@pytest.mark.clause("第２")
def test_contractor_reads_its_own_and_the_division_all(client, staff, poster):
    ours, theirs = consent(staff, given_by="△△町"), consent(poster, given_by="写真館")
    assert set(library.readable_by(Actor.of(poster))) == {theirs}
    assert set(library.readable_by(Actor.of(staff))) == {ours, theirs}
    client.force_login(poster)
    assert "△△町" not in client.get(reverse("posts:consents")).content.decode()
    for name in ("consent", "consent_withdraw", "consent_evidence"):
        assert client.get(reverse(f"posts:{name}", args=[ours.pk])).status_code == 404


FORM = {"kind": "holder", "given_by": "〇〇町", "purpose": "風景", "how": "文書", "source": "provided"}


def test_entry_with_its_paper_is_recorded_shown_and_on_record_when_read(client, staff, chief):
    client.force_login(staff)
    paper = SimpleUploadedFile("許諾書.pdf", b"%PDF-1.4 consent")
    page = client.post(reverse("posts:consents"), FORM | {"evidence_upload": paper}, follow=True)
    assert "台帳に登録しました" in page.content.decode()
    kept = Consent.objects.get()
    address = reverse("posts:consent_evidence", args=[kept.pk])
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content == b"%PDF-1.4 consent"
    assert AuditEvent.objects.filter(tag="record.read_evidence").count() == 1
    post = factories.draft(staff)
    choose(staff, post, licence=kept)
    page = client.get(reverse("posts:consent", args=[kept.pk])).content.decode()
    assert post.title in page
    assert post.dossier.number in page


@pytest.mark.parametrize("lacks", ["given_by", "purpose", "how", "source"])
def test_incomplete_entry_comes_back_as_typed(client, staff, lacks):
    client.force_login(staff)
    page = client.post(reverse("posts:consents"), FORM | {lacks: "", "credit": "提供: 〇〇町"})
    assert page.status_code == 422
    assert lacks in page.context["form"].errors
    assert page.context["form"]["credit"].value() == "提供: 〇〇町"
    assert not Consent.objects.exists()


@pytest.mark.parametrize("wrong", ["a\0b", "あ" * 201])
def test_words_that_no_row_holds_are_refused_in_words(client, staff, wrong):
    client.force_login(staff)
    page = client.post(reverse("posts:consents"), FORM | {"purpose": wrong})
    assert page.status_code == 422
    assert not Consent.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_library(client, staff, django_assert_num_queries, count):
    for number in range(count):
        kept = consent(staff, given_by=f"団体{number}")
        choose(staff, factories.draft(staff), licence=kept)
        choose(staff, factories.draft(staff), licence=kept)
    client.force_login(staff)
    client.get(reverse("posts:consents"))
    with django_assert_num_queries(LIST):
        client.get(reverse("posts:consents"))
    with django_assert_num_queries(ENTRY):
        client.get(reverse("posts:consent", args=[kept.pk]))


LIST, ENTRY = 6, 8


def test_entry_withdrawn_while_it_is_chosen_in_an_open_form_is_asked_for_again(client, staff):
    kept, post = consent(staff), factories.draft(staff)
    client.force_login(staff)
    address = reverse("posts:edit", args=[post.pk])
    page = client.get(address)
    assert str(kept) in page.content.decode()
    actions.withdraw_consent(by=staff, consent=kept, reason="申し出")
    form = {"version": post.version, "title": "新しい件名", "caption": "c", "category": "1", "frame": "first"}
    form |= {"sponsorship": "none", "generated": "no", "rights-licence": kept.pk, "rights-source": "own"}
    page = client.post(address, form)
    assert page.status_code == 422
    assert "licence" in page.context["rights_form"].errors
    assert page.context["form"]["title"].value() == "新しい件名"
    assert Photo.objects.get().licence is None


def test_ended_entry_stays_chosen_where_it_is_and_is_offered_nowhere_else(client, staff):
    kept = consent(staff, valid_until=today() + DAY)
    post, other = factories.draft(staff), factories.draft(staff)
    choose(staff, post, licence=kept)
    actions.withdraw_consent(by=staff, consent=kept, reason="申し出")
    client.force_login(staff)
    assert "取消し済み" in client.get(reverse("posts:edit", args=[post.pk])).content.decode()
    assert str(kept) not in client.get(reverse("posts:edit", args=[other.pk])).content.decode()


def race_choosing(user, post_pk, consent_pk):
    kept = Consent.objects.get(pk=consent_pk)
    choose(user, Post.objects.get(pk=post_pk), licence=kept)


def race_withdrawing(user, post_pk, consent_pk):
    actions.withdraw_consent(by=user, consent=Consent.objects.get(pk=consent_pk), reason="申し出")


def race_either(deed, user, post_pk, consent_pk):
    {"choose": race_choosing, "withdraw": race_withdrawing}[deed](user, post_pk, consent_pk)
    return deed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_choosing_and_withdrawing_at_once_leave_no_photo_that_may_be_shown(staff):
    for _ in range(3):
        kept, post = consent(staff), factories.draft(staff)
        deed = "tests.posts.rights.test_library:race_either"
        racing.race(deed, ("choose", staff, post.pk, kept.pk), ("withdraw", staff, post.pk, kept.pk))
        photo = Photo.objects.get(post=post)
        assert photo.licence_id == kept.pk
        assert photo.permission_withdrawn_on == today()
