"""Saving a draft: texts as typed, nothing overwritten, photos in their order and cut as asked."""

import datetime
import io
import uuid

import pytest
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from PIL import Image

from approvals import events, seals
from approvals.models import State
from posts.drafting import actions
from posts.drafting.actions import Draft, PhotoEdit, Upload
from posts.drafting.content import sealed
from posts.imaging import store
from posts.models import Photo, Post, SiteAgreement, Topic
from security.models import Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db

HALF_AND_HALF = (1600, 1000)


def half_and_half():
    """Left red, right blue: the cut shows in the colours."""
    picture = Image.new("RGB", HALF_AND_HALF, "red")
    picture.paste("blue", (800, 0, 1600, 1000))
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file


def taken(*files):
    new_photos, refusals = actions.take_in([Upload(file, f"photo{n}.jpg") for n, file in enumerate(files)])
    assert refusals == []
    return new_photos


def save(by, post, **draft):
    stored = Post.objects.get(pk=post.pk)
    actions.save_draft(by=by, post=stored, version=stored.version, draft=Draft(**{"fields": {}, **draft}))
    return Post.objects.get(pk=post.pk)


def edits(post, order=None, **focus):
    """The photos as the form would send them, in this order of primary keys."""
    photos = {photo.pk: photo for photo in post.photos.all()}
    return [
        PhotoEdit(pk=pk, focus=focus.get(f"p{pk}", (photos[pk].focus_x, photos[pk].focus_y)))
        for pk in order or photos
    ]


@pytest.mark.parametrize(
    "text",
    [
        "神\ufa19",
        "塚\ufa10",
        "𠮷野家",
        "👩\u200d🌾👨\u200d👩\u200d👧\u200d👦",
        "e\u0301 \u304b\u3099",
        "a\u3000b\u00a0c ",
        "\n\n改行\n",
        "  前の空白",
    ],
)
def test_text_is_stored_and_sealed_as_typed(staff, text):
    post = factories.submitted(staff, caption=text + "雪")
    assert post.caption == text + "雪"
    assert sealed(post.submission).caption == text + "雪"
    assert text in post.submission.content or "\n" in text


@pytest.mark.clause("第４第１項(1)")
def test_save_without_a_change_keeps_the_approval(staff, chief):
    post = factories.approved(staff, chief, publish_at=timezone.now() + datetime.timedelta(hours=2), photos=2)
    before = audit.events_of(post).count()
    fields = {
        name: getattr(post, name)
        for name in ("title", "caption", "category", "sponsorship", "sponsorship_note", "frame", "publish_at")
    }
    whole = Draft(fields=fields, topics=list(post.topics.all()), photos=edits(post), links=[])
    actions.save_draft(by=staff, post=post, version=post.version, draft=whole)
    again = Post.objects.get()
    assert (again.state, again.version, again.submission) == (State.APPROVED, post.version, post.submission)
    assert again.jobs.get().state == "queued"
    assert audit.events_of(post).count() == before


def test_change_is_told_part_by_part(staff):
    post = factories.draft(staff)
    save(staff, post, fields={"caption": "別の本文", "title": "別の件名"})
    event = audit.events_of(post).last()
    assert (event.tag, event.data["changed"]) == (events.EDITED.tag, ["件名", "本文"])


def test_form_opened_before_anothers_save_is_stale(staff):
    post = factories.draft(staff)
    opened = post.version
    save(staff, post, fields={"caption": "先に保存"})
    with pytest.raises(actions.Stale) as stale:
        actions.save_draft(by=staff, post=post, version=opened, draft=Draft(fields={"caption": "後から保存"}))
    assert stale.value.item.version == opened + 1
    assert Post.objects.get().caption == "先に保存"


def test_submission_of_a_stale_screen_is_refused(staff):
    post = factories.draft(staff)
    save(staff, post, fields={"caption": "先に保存"})
    with pytest.raises(actions.Stale):
        actions.submit(by=staff, post=post, version=post.version, confirmed=[])


def test_same_form_twice_makes_one_draft(staff):
    key, content = uuid.uuid4(), Draft(fields={"title": "二度押し", "caption": ""})
    first = actions.create_draft(by=staff, form_key=key, draft=content)
    second = actions.create_draft(by=staff, form_key=key, draft=content)
    assert first == second
    assert audit.events_of(first).count() == 1


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("role", ["chief", "manager", "administrator", "auditor"])
def test_only_posters_draft(request, role):
    with pytest.raises(Refused) as refusal:
        factories.draft(request.getfixturevalue(role))
    assert "第２項" in refusal.value.answer.clause
    assert not Post.objects.exists()


@pytest.mark.clause("第４第２項")
def test_other_sides_posters_do_not_edit(staff, poster):
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    post = factories.draft(poster)
    for person in (staff, stranger):
        with pytest.raises(Refused):
            save(person, post, fields={"caption": "よその人"})
    assert Post.objects.get().version == post.version


def test_colleague_edits_and_becomes_a_contributor(staff):
    colleague = factories.person(Role.PREFECTURE_POSTER)
    post = save(colleague, factories.draft(staff), fields={"caption": "同僚が直した"})
    assert post.edited_by == colleague
    assert set(post.dossier.contributors.all()) == {staff, colleague}


@pytest.mark.parametrize("state", [State.PUBLISHING, State.PUBLISHED, State.UNCONFIRMED, State.REMOVED])
def test_what_is_out_cannot_be_edited(staff, chief, state):
    post = factories.approved(staff, chief)
    Post.objects.update(state=state)
    with pytest.raises(Refused):
        save(staff, post, fields={"caption": "もう遅い"})
    assert Post.objects.get().caption == post.caption


def test_photos_can_be_reordered_without_rendering_anew(staff, monkeypatch):
    post = factories.draft(staff, photos=3, frame="square")
    first, second, third = post.photos.values_list("pk", flat=True)
    before = dict(post.photos.values_list("pk", "rendition"))
    monkeypatch.setattr(
        "posts.drafting.actions.photos.render", lambda *args, **kwargs: pytest.fail("rendered anew")
    )
    post = save(staff, post, photos=edits(post, [third, first, second]))
    assert list(post.photos.values_list("pk", "position")) == [(third, 1), (first, 2), (second, 3)]
    assert dict(post.photos.values_list("pk", "rendition")) == before


def test_frame_of_the_first_photo_rules_them_all_after_reordering(staff):
    """With 「1枚目に合わせる」 the new first photo's shape becomes everybody's."""
    post = actions.create_draft(
        by=staff,
        form_key=uuid.uuid4(),
        draft=Draft(
            fields={"title": "形", "caption": ""},
            new_photos=taken(
                factories.photo_file("red", (1200, 1200)), factories.photo_file("blue", (1200, 900))
            ),
        ),
    )
    square, wide = post.photos.all()
    assert {(photo.rendition_width, photo.rendition_height) for photo in (square, wide)} == {
        (1200, 1200),
        (900, 900),
    }
    post = save(staff, post, photos=edits(post, [wide.pk, square.pk]))
    shapes = [photo.rendition_width / photo.rendition_height for photo in post.photos.all()]
    assert shapes == pytest.approx([4 / 3, 4 / 3], abs=0.01)


def test_photo_can_be_taken_out(staff):
    post = factories.draft(staff, photos=3)
    first, second, third = post.photos.values_list("pk", flat=True)
    post = save(staff, post, photos=edits(post, [first, third]))
    assert list(post.photos.values_list("pk", "position")) == [(first, 1), (third, 2)]
    assert not Photo.objects.filter(pk=second).exists()


def test_photo_of_another_post_cannot_be_named(staff):
    mine, other = factories.draft(staff), factories.draft(staff)
    with pytest.raises(Refused):
        save(staff, mine, photos=[*edits(mine), *edits(other)])
    assert mine.photos.count() == other.photos.count() == 1


def test_photo_added_by_a_form_that_says_nothing_of_the_others_leaves_them(staff):
    post = factories.draft(staff)
    post = save(staff, post, new_photos=taken(factories.photo_file("gold")))
    assert list(post.photos.values_list("position", flat=True)) == [1, 2]


@pytest.mark.clause("第４第１項(1)")
def test_photo_added_takes_the_approval_away(staff, chief):
    post = factories.approved(staff, chief)
    assert save(staff, post, new_photos=taken(factories.photo_file("gold"))).state == State.DRAFT


def colour_at_the_left_edge(photo):
    with Image.open(store.renditions().path(photo.rendition)) as picture:
        red, _, blue = picture.convert("RGB").getpixel((10, 10))
    return "red" if red > blue else "blue"


def test_two_photos_of_one_original_may_be_cut_differently(staff):
    post = actions.create_draft(
        by=staff,
        form_key=uuid.uuid4(),
        draft=Draft(
            fields={"title": "二通り", "caption": "", "frame": "portrait"},
            new_photos=taken(half_and_half(), half_and_half()),
        ),
    )
    left, right = post.photos.all()
    assert left.original == right.original
    post = save(staff, post, photos=edits(post, **{f"p{left.pk}": (0, 50), f"p{right.pk}": (100, 50)}))
    left, right = post.photos.all()
    assert (colour_at_the_left_edge(left), colour_at_the_left_edge(right)) == ("red", "blue")
    assert left.rendition != right.rendition
    for photo in (left, right):
        store.renditions().read_verified(photo.rendition)


def test_new_frame_cuts_every_photo_anew(staff):
    post = factories.draft(staff, photos=2, frame="portrait")
    before = set(post.photos.values_list("rendition", flat=True))
    post = save(staff, post, fields={"frame": "square"})
    after = post.photos.all()
    assert before.isdisjoint({photo.rendition for photo in after})
    assert all(photo.rendition_width == photo.rendition_height for photo in after)


def test_earlier_versions_pictures_stay_readable(staff):
    post = factories.submitted(staff)
    digest = sealed(post.submission).photos[0].digest
    save(staff, post, fields={"frame": "square"})
    assert store.renditions().read_verified(digest)


def test_links_are_kept_in_order_and_taken_out(staff):
    post = factories.draft(
        staff, links=[factories.link("https://a.example.jp/"), factories.link("https://b.example.jp/")]
    )
    first, second = post.links.all()
    post = save(staff, post, links=[second], removed_links=[first.pk])
    assert list(post.links.values_list("url", "position")) == [("https://b.example.jp/", 1)]


def test_new_topics_take_the_approval_away(staff, chief):
    post = factories.approved(staff, chief)
    assert save(staff, post, topics=list(Topic.objects.all()[:2])).state == State.DRAFT


@pytest.mark.clause("第４第１項(2)")
def test_paper_is_renamed_only_with_another_paper(staff):
    post = factories.draft(staff)
    photo = post.photos.get()

    def attach(**fields):
        save(staff, post, photos=[PhotoEdit(pk=photo.pk, focus=(50, 50), fields=fields)])
        return Photo.objects.get().evidence_name

    assert attach(evidence_file="0" * 64, evidence_name="承諾書.pdf") == "承諾書.pdf"
    assert attach(evidence_name="別の名前.pdf") == "承諾書.pdf"
    assert attach(evidence_file="0" * 64, evidence_name="別の名前.pdf") == "承諾書.pdf"
    assert attach(evidence_file="1" * 64, evidence_name="別の資料.pdf") == "別の資料.pdf"


def test_form_of_another_person_makes_a_draft_of_ones_own(staff):
    other, key = factories.person(Role.PREFECTURE_POSTER), uuid.uuid4()
    for _ in range(2):
        for person in (staff, other):
            actions.create_draft(by=person, form_key=key, draft=Draft(fields={"title": person.name}))
    assert set(Post.objects.values_list("title", "author")) == {
        (person.name, person.pk) for person in (staff, other)
    }
    assert Post.objects.count() == 2


def test_draft_takes_no_more_than_twenty_photos(staff):
    post = factories.draft(staff, photos=2)
    (new,) = taken(half_and_half())
    with pytest.raises(Refused, match="20枚まで"):
        save(staff, post, new_photos=[new] * 19)
    assert post.photos.count() == 2
    with pytest.raises(Refused, match="20枚まで"):
        actions.create_draft(by=staff, form_key=uuid.uuid4(), draft=Draft(fields={}, new_photos=[new] * 21))
    assert Post.objects.count() == 1


def test_rolled_back_save_leaves_everything_as_it_was(staff, chief):
    post = factories.approved(staff, chief)
    with transaction.atomic():
        save(staff, post, fields={"caption": "取り消される"})
        transaction.set_rollback(True)
    again = Post.objects.get()
    assert (again.caption, again.state, again.version) == (post.caption, State.APPROVED, post.version)


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.parametrize(
    ("role", "may"), [("staff", True), ("poster", True), ("chief", False), ("auditor", False)]
)
def test_standing_agreement_is_kept_by_posters(request, role, may):
    person = request.getfixturevalue(role)
    given = SiteAgreement(
        host="www.example.jp", agreed_with="〇〇町", agreed_on=timezone.localdate(), agreed_how="文書"
    )
    if may:
        actions.save_site_agreement(by=person, agreement=given)
        assert audit.events_of(given).get().data["agreed_with"] == "〇〇町"
        return
    with pytest.raises(Refused):
        actions.save_site_agreement(by=person, agreement=given)
    assert not SiteAgreement.objects.exists()


def test_new_spelling_of_reference_data_breaks_no_seal(staff, chief):
    post = factories.approved(staff, chief)
    Topic.objects.update(name=Concat("name", Value("(新)")), position=99 - F("position"))
    type(post.organization).objects.update(name="地域創生局地域政策課")
    assert seals.differing_parts(Post.objects.get(), post.submission) == []


def test_order_of_topics_is_no_part_of_the_seal(staff, chief):
    first, second = Topic.objects.all()[:2]
    post = save(staff, factories.draft(staff), topics=[second, first])
    post = factories.submit(staff, post)
    Topic.objects.filter(pk=first.pk).update(position=99)
    assert seals.differing_parts(Post.objects.get(), post.submission) == []
