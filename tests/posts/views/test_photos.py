"""The editor's photos: turned by hand, framed, marked where they look damaged; and what a bad one costs, which is itself."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from approvals.models import State
from posts.drafting.actions import Draft, PhotoEdit, save_draft
from posts.drafting.content import sealed
from posts.imaging import darkroom, store
from posts.imaging.failures import TooMuchWork
from posts.models import Photo, Post
from security.trail import recording as audit
from tests import factories
from tests.posts.imaging.samples import encode, picture

pytestmark = pytest.mark.django_db

RED, GREEN, BLUE = (220, 30, 30), (30, 160, 60), (40, 60, 200)


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def post(staff):
    return factories.draft(staff)


@pytest.fixture
def wide(staff, signed_in, page_of):
    """A draft whose photo has four colours: red and green above, blue and yellow below."""
    upload = SimpleUploadedFile("four.png", encode(picture((900, 600)), "PNG").getvalue())
    form = {"title": "四色", "caption": "", "form_key": "0" * 31 + "1", "uploads": [upload]}
    signed_in.post("/posts/new/", form)
    return Post.objects.get()


def shown(photo):
    return Image.open(BytesIO(store.renditions().read_verified(photo.rendition)))


def is_close(pixel, colour):
    return all(abs(a - b) <= 12 for a, b in zip(pixel, colour, strict=True))


def press_turn(client, address, as_browser, photo, degrees, **changes):
    return client.post(address, as_browser(address, **changes) | {"turn": f"{photo.pk}:{degrees}"})


def test_photo_is_turned_by_a_button_and_everything_follows(signed_in, wide, page_of, as_browser):
    address, photo = page_of("edit", wide), wide.photos.get()
    response = press_turn(signed_in, address, as_browser, photo, 90, title="新しい件名")
    assert response["Location"].endswith(f"#photo-{photo.pk}")
    photo.refresh_from_db()
    assert (photo.turn, photo.width, photo.height) == (90, 600, 900)
    picture = shown(photo)
    assert picture.height > picture.width
    assert is_close(picture.getpixel((20, 20)), BLUE), "what was below on the left is above on the left"
    assert is_close(picture.getpixel((picture.width - 20, 20)), RED)
    assert Post.objects.get().title == "新しい件名", "and what was typed beside it is kept"
    whole = Image.open(BytesIO(signed_in.get(reverse("posts:whole_photo", args=[wide.pk, photo.pk])).content))
    assert whole.height > whole.width
    assert f"whole.jpg?turn={photo.turn}" in signed_in.get(address).content.decode()
    for _ in range(3):
        press_turn(signed_in, address, as_browser, photo, 90)
    again = Photo.objects.get()
    assert (again.turn, again.width, again.height) == (0, 900, 600)
    assert again.rendition != photo.rendition


def test_chosen_window_turns_along(signed_in, wide, page_of, as_browser):
    """Left of the wide photo was chosen; turned to the left, that is below."""
    address, photo = page_of("edit", wide), wide.photos.get()
    chosen = {f"photo-{photo.pk}-focus_x": 0, f"photo-{photo.pk}-focus_y": 50, "frame": "square"}
    signed_in.post(address, as_browser(address, **chosen))
    before = shown(Photo.objects.get())
    press_turn(signed_in, address, as_browser, photo, -90)
    photo.refresh_from_db()
    assert (photo.focus_x, photo.focus_y, photo.turn) == (50, 100, 270)
    turned = before.transpose(Image.Transpose.ROTATE_90)
    after = shown(photo)
    for at in ((20, 20), (after.width - 20, 20), (20, after.height - 20)):
        assert is_close(after.getpixel(at), turned.getpixel(at))


@pytest.mark.clause("第４第１項(1)")
def test_turning_takes_the_approval_away_and_is_told_in_the_trail(
    signed_in, staff, chief, page_of, as_browser
):
    post = factories.approved(staff, chief)
    address, photo = page_of("edit", post), post.photos.get()
    press_turn(signed_in, address, as_browser, photo, 90)
    assert Post.objects.get().state == State.DRAFT
    assert "写真" in str([event.data for event in audit.events_of(post)][-1])
    assert sealed(factories.submit(staff, Post.objects.get()).submission).photos[0].turn == 90


def test_turning_is_only_by_quarters_and_only_of_the_posts_own_photos(signed_in, wide, page_of, as_browser):
    address, photo = page_of("edit", wide), wide.photos.get()
    for value in (f"{photo.pk}:45", f"{photo.pk}:", "999:90", ":90", "x", f"{photo.pk}:９０"):
        assert signed_in.post(address, as_browser(address) | {"turn": value}).status_code == 302
    assert Photo.objects.get().turn == 0


@pytest.mark.clause("第４第１項(2)")
def test_photo_that_looks_damaged_is_shown_so_to_author_and_approver(signed_in, staff, chief, page_of):
    post = factories.draft(staff)
    told = "途中が壊れている可能性があります"
    assert told not in signed_in.get(page_of("edit", post)).content.decode()
    post.photos.update(looks_damaged=True)
    assert told in signed_in.get(page_of("edit", post)).content.decode()
    post = factories.submit(staff, post)
    assert sealed(post.submission).photos[0].looks_damaged
    signed_in.force_login(chief)
    assert told in signed_in.get(f"/admin/posts/post/{post.pk}/").content.decode()


def test_camera_photo_with_a_piece_missing_is_taken_in_and_marked(signed_in, post, page_of, as_browser):
    noise = encode(Image.effect_noise((1200, 900), 60).convert("RGB"), quality=90).getvalue()
    spoiled = noise[: len(noise) // 2] + noise[len(noise) // 2 + 30_000 :]
    address = page_of("edit", post)
    upload = SimpleUploadedFile("cut.jpg", spoiled, content_type="image/jpeg")
    signed_in.post(address, as_browser(address, uploads=[upload]))
    assert [photo.looks_damaged for photo in post.photos.all()] == [False, True]


def test_file_that_breaks_the_limits_is_named_and_the_rest_of_the_form_is_kept(
    signed_in, post, page_of, as_browser, monkeypatch
):
    address = page_of("edit", post)
    good = factories.photo_file("gold").read()
    bad = factories.photo_file("plum").read()
    work = darkroom.work

    def limited(job, file, **order):
        file.seek(0)
        if file.read() == bad:
            raise TooMuchWork
        return work(job, file, **order)

    monkeypatch.setattr(darkroom, "work", limited)
    uploads = [SimpleUploadedFile("bad.jpg", bad), SimpleUploadedFile("good.jpg", good)]
    page = signed_in.post(address, as_browser(address, caption="残ります", uploads=uploads), follow=True)
    text = page.content.decode()
    assert "「bad.jpg」は、処理に時間かメモリがかかりすぎる" in text
    assert (Post.objects.get().caption, post.photos.count()) == ("残ります", 2)


@pytest.mark.parametrize("where", ["new", "edit"])
def test_photo_that_cannot_be_rendered_costs_nobody_the_form(
    signed_in, post, page_of, as_browser, monkeypatch, where
):
    work = darkroom.work

    def limited(job, file, **order):
        if job == "render":
            raise TooMuchWork
        return work(job, file, **order)

    monkeypatch.setattr(darkroom, "work", limited)
    upload = SimpleUploadedFile("bad.jpg", factories.photo_file("teal", (901, 702)).read())
    if where == "new":
        form = {"title": "件名", "caption": "残ります", "form_key": "0" * 31 + "2", "uploads": [upload]}
        page = signed_in.post("/posts/new/", form)
    else:
        address = page_of("edit", post)
        page = signed_in.post(address, as_browser(address, caption="残ります", uploads=[upload]))
    assert page.status_code == 409
    assert page.context["form"]["caption"].value() == "残ります"
    assert "「bad.jpg」" in page.content.decode()


def test_whole_photo_that_cannot_be_worked_on_is_not_there(signed_in, post, monkeypatch):
    def limited(job, file, **order):
        raise TooMuchWork

    monkeypatch.setattr(darkroom, "work", limited)
    assert (
        signed_in.get(reverse("posts:whole_photo", args=[post.pk, post.photos.get().pk])).status_code == 404
    )


def test_frames_are_offered_as_far_as_instagram_takes_them(signed_in, post, page_of, settings):
    address = page_of("edit", post)
    values = lambda: [value for value, _ in signed_in.get(address).context["form"].fields["frame"].choices]  # noqa: E731 - read anew each time
    assert values() == ["tall", "portrait", "square", "landscape", "first"]
    settings.INSTAGRAM_SMALLEST_RATIO = "4:5"
    assert values() == ["portrait", "square", "landscape", "first"]
    Post.objects.update(frame="tall")
    assert values()[0] == "tall", "what was chosen before stays what it is until somebody changes it"


def test_upright_photo_of_a_phone_goes_out_whole(staff):
    post = factories.draft(staff, frame="tall")
    (photo,) = post.photos.all()
    assert photo.rendition_width * 4 == photo.rendition_height * 3


@pytest.mark.parametrize(("answer", "is_told"), [("yes", True), ("no", True), ("", False)])
def test_approver_sees_what_was_answered_about_ai(client, staff, chief, answer, is_told):
    post = factories.submitted(staff, generated=answer or "no")
    if not answer:  # sealed before the question was asked
        content = post.submission.content.replace('"generated":"no"', '"generated":""')
        type(post.submission).objects.update(content=content)
    client.force_login(chief)
    page = client.get(f"/admin/posts/post/{post.pk}/").content.decode()
    assert ("生成AIの利用" in page) == is_told
    assert ("InstagramでAIラベルが付きます" in page) == (answer == "yes")


@pytest.mark.clause("第４第１項(1)")
def test_answer_about_ai_is_part_of_what_is_approved(signed_in, staff, chief, page_of, as_browser):
    post = factories.approved(staff, chief)
    assert sealed(post.submission).generated == "no"
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, generated="yes"))
    after = Post.objects.get()
    assert (after.state, after.generated) == (State.DRAFT, "yes")


def test_turn_and_order_can_be_saved_through_the_action_too(staff, post):
    edits = [PhotoEdit(pk=photo.pk, focus=(50, 50), turn=-90) for photo in post.photos.all()]
    save_draft(by=staff, post=post, version=post.version, draft=Draft(fields={}, photos=edits))
    assert Photo.objects.get().turn == 270
