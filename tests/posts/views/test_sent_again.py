"""起案, back, corrected, 起案: what is sent a second time is never dropped under 「起案しました」."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "/posts/new/"


def photo(name="photo.jpg", colour="steelblue"):
    return SimpleUploadedFile(name, factories.photo_file(colour).read(), content_type="image/jpeg")


@pytest.fixture
def form():
    return {"title": "雪の朝", "caption": "誤字のある本分", "form_key": str(uuid.uuid4())}


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


def test_corrected_form_corrects_the_draft_that_it_began(signed_in, form, said):
    signed_in.post(NEW, form | {"uploads": [photo()]})
    again = signed_in.post(
        NEW, form | {"caption": "直した本文", "uploads": [photo(), photo("b.jpg", "gold")]}, follow=True
    )
    post = Post.objects.get()
    assert (post.caption, post.title, post.photos.count()) == ("直した本文", "雪の朝", 2)
    assert "いま送られた内容に直しました" in " ".join(said(again))


def test_same_form_pressed_twice_changes_nothing(signed_in, form, said):
    for _ in range(2):
        page = signed_in.post(NEW, form | {"uploads": [photo()]}, follow=True)
    post = Post.objects.get()
    assert (post.version, post.photos.count()) == (1, 1)
    assert "起案しました" in " ".join(said(page))


def test_corrected_form_stands_beside_a_draft_that_was_written_on(signed_in, staff, form):
    signed_in.post(NEW, form)
    factories.edited(staff, Post.objects.get(), caption="編集画面で書いた本文")
    again = signed_in.post(NEW, form | {"caption": "直した本文", "uploads": [photo()]})
    assert again.status_code == 409
    assert again.context["form"]["caption"].value() == "直した本文"
    assert "まだ保存されていません" in again.text
    assert "選んだ写真1枚は、この文書に加えました" in again.text
    post = Post.objects.get()
    assert (post.caption, post.photos.count()) == ("編集画面で書いた本文", 1)


def test_corrected_form_begins_anew_where_the_draft_has_left(signed_in, staff, form):
    signed_in.post(NEW, form)
    Post.objects.update(state="withdrawn")
    again = signed_in.post(NEW, form | {"caption": "直した本文"})
    assert again.status_code == 409
    assert again.context["form"]["caption"].value() == "直した本文"
    fresh = again.context["form"]["form_key"].value()
    assert str(fresh) != form["form_key"]
    signed_in.post(NEW, form | {"caption": "直した本文", "form_key": str(fresh)})
    assert sorted(Post.objects.values_list("caption", flat=True)) == ["直した本文", "誤字のある本分"]


def test_empty_file_among_good_ones_is_refused_by_its_name(signed_in, form, said):
    empty = SimpleUploadedFile("kara.jpg", b"", content_type="image/jpeg")
    page = signed_in.post(NEW, form | {"uploads": [photo(), empty, photo("c.jpg", "gold")]}, follow=True)
    assert Post.objects.get().photos.count() == 2
    assert any("「kara.jpg」は中身が空" in one for one in said(page))
