"""第４第１項(2), 第３項(2): rights and people are said once for all photos of a post, and of an exception by itself."""

import datetime

import pytest
from django.utils import timezone

from approvals.models import State
from posts.drafting import actions, querysets, rules
from posts.drafting import rights as shared
from posts.drafting.actions import Draft, PhotoEdit, Upload
from posts.models import Photo, Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(2)"), pytest.mark.clause("第４第３項(2)")]

DAY = datetime.date(2021, 10, 2)
SAID = {"source": "provided", "right_holder": "〇〇町観光課", "evidence_note": "電話で承諾", "people": "none"}


@pytest.fixture
def post(staff):
    """Three photos of which nothing is said yet."""
    post = factories.draft(staff, photos=3)
    post.photos.update(source="", right_holder="", evidence_note="", people="", relation_confirmed=False)
    return Post.objects.get(pk=post.pk)


def save(by, post, **draft):
    stored = Post.objects.get(pk=post.pk)
    edits = draft.pop("edits", {})
    photos = [
        PhotoEdit(photo.pk, (photo.focus_x, photo.focus_y), fields=edits.get(photo.position, {}))
        for photo in stored.photos.all()
    ]
    draft = Draft(fields={}, photos=photos, **draft)
    return actions.save_draft(by=by, post=stored, version=stored.version, draft=draft)


def said(post, *names):
    return [tuple(getattr(photo, name) for name in names) for photo in Photo.objects.filter(post=post)]


def new_photo(color="gold"):
    (taken,), refusals = actions.take_in([Upload(factories.photo_file(color, (1300, 1000)), "new.jpg")])
    assert not refusals
    return taken


def test_what_is_said_in_common_stands_in_every_photo(staff, post):
    save(staff, post, rights=SAID)
    assert said(post, *SAID) == [tuple(SAID.values())] * 3
    assert not any(photo.relation_confirmed for photo in post.photos.all())


def test_an_exception_keeps_its_own_words_and_stays_one(staff, post):
    save(staff, post, rights=SAID)
    save(staff, post, edits={2: {"own_rights": True, "right_holder": "撮影者"}})
    save(staff, post, rights=SAID | {"right_holder": "△△町"})
    assert said(post, "right_holder") == [("△△町",), ("撮影者",), ("△△町",)]
    save(staff, post, rights=SAID | {"right_holder": "撮影者"})  # its words happen to be the same now
    save(staff, post, rights=SAID | {"right_holder": "□□町"})
    assert said(post, "right_holder") == [("□□町",), ("撮影者",), ("□□町",)]
    save(staff, post, edits={2: {"own_rights": False}})
    assert said(post, "right_holder", "own_rights") == [("□□町", False)] * 3


def test_what_somebody_wrote_into_one_row_alone_is_not_overwritten(staff, post):
    save(staff, post, rights=SAID)
    post.photos.filter(position=3).update(right_holder="別の方")
    save(staff, post, rights=SAID | {"right_holder": "△△町"})
    assert said(post, "right_holder", "own_rights") == [("△△町", False), ("△△町", False), ("別の方", True)]


def test_new_photo_takes_the_common_values_at_once(staff, post):
    save(staff, post, rights=SAID, edits={1: {"relation_confirmed": True}})
    save(staff, post, new_photos=[new_photo()])
    assert said(post, *SAID)[3] == tuple(SAID.values())
    assert [photo.relation_confirmed for photo in post.photos.all()] == [True, False, False, False]
    assert post.photos.last().alt_text == ""


def test_source_fills_what_follows_from_it(staff, post):
    post.photos.update(taken_on=DAY)
    save(staff, post, rights={"source": "own", "people": "none"})
    holder = staff.appointments.get().organization.name
    assert said(post, "right_holder", "evidence_note") == [(holder, "令和3年10月2日に、職員が撮影")] * 3
    found = rules.missing_points(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())
    assert {point.anchor.split("-")[-1] for point in found} == {"relation_confirmed"}


def test_days_of_the_record_are_those_of_all_photos(staff, post):
    for place, day in enumerate((DAY, None, DAY + datetime.timedelta(days=2)), start=1):
        post.photos.filter(position=place).update(taken_on=day)
    save(staff, post, rights={"source": "own"})
    assert said(post, "evidence_note")[0] == ("令和3年10月2日から10月4日までの間に、職員が撮影",)
    later = Photo.objects.filter(post=post, position=3)
    later.update(taken_on=None)
    stored = Post.objects.get(pk=post.pk)
    shown = {name: getattr(stored.photos.first(), name) for name in shared.FIELDS}
    save(staff, post, rights=shown, new_photos=[new_photo()])
    # What was filled in followed from other days, and is the person's to keep.
    assert said(post, "evidence_note")[0] == ("令和3年10月2日から10月4日までの間に、職員が撮影",)


def test_record_grows_with_the_photos_as_long_as_nobody_has_written_another(staff, post):
    post.photos.update(taken_on=DAY)
    save(staff, post, rights={"source": "own"})
    post.photos.filter(position=1).update(own_rights=True)
    shown = {"evidence_note": "令和3年10月2日に、職員が撮影", "source": "own"}
    save(staff, post, rights=shown, new_photos=[new_photo()])
    assert said(post, "evidence_note")[1] == ("令和3年10月2日に、職員が撮影",)
    save(staff, post, rights=shown | {"evidence_note": "課の依頼で撮影"}, new_photos=[new_photo("red")])
    assert set(said(post, "evidence_note")[1:]) == {("課の依頼で撮影",)}


def test_source_of_the_other_side_is_its_own(poster, staff):
    post = factories.draft(poster, photos=2)
    post.photos.update(source="", right_holder="", evidence_note="")
    save(poster, post, rights={"source": "own"})  # the division has taken them: whoever says so says by whom
    assert said(post, "right_holder", "evidence_note") == [("", "")] * 2
    name = poster.appointments.get().organization.name
    save(poster, post, rights={"source": "contractor"})
    assert said(post, "right_holder", "evidence_note") == [(name, f"{name}が撮影")] * 2


def test_another_source_takes_out_what_the_first_one_filled_in(staff, post):
    save(staff, post, rights={"source": "own"})
    filled = {name: getattr(post.photos.first(), name) for name in ("right_holder", "evidence_note")}
    assert filled["right_holder"]
    save(staff, post, rights=filled | {"source": "provided"})
    assert said(post, "right_holder", "evidence_note") == [("", "")] * 3


def test_typed_words_are_never_overwritten(staff, post):
    typed = {"source": "own", "right_holder": "写真館", "evidence_note": "契約書による"}
    save(staff, post, rights=typed)
    assert said(post, *typed) == [tuple(typed.values())] * 3


def test_save_without_a_change_keeps_an_approval(staff, chief):
    post = factories.approved(staff, chief, photos=3)
    first = post.photos.first()
    save(staff, post, rights={name: getattr(first, name) for name in shared.FIELDS})
    assert Post.objects.get(pk=post.pk).state == State.APPROVED


def test_last_documents_values_are_offered_but_no_answers_about_people(staff, poster, post):
    before = factories.draft(staff)
    factories.draft(poster)
    Post.objects.filter(pk=before.pk).update(edited_at=timezone.now())
    found = querysets.rights_before(post, staff)
    assert found.post_id == before.pk
    assert querysets.rights_before(Post.objects.get(pk=before.pk), poster) is None
