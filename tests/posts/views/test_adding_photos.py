"""Photos come one by one, beside the form: each once, in any order, refused by itself, and overwriting nobody."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals.models import State
from posts.drafting.actions import PHOTOS_MAX, add_photo
from posts.drafting.actions.photos import Upload
from posts.models import Photo, Post
from security.models import Role, User
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.racing import race

pytestmark = pytest.mark.django_db


def photo(name="photo.jpg", colour="tomato", size=(1200, 1000)):
    return SimpleUploadedFile(name, factories.photo_file(colour, size).read(), content_type="image/jpeg")


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def post(staff):
    return factories.draft(staff, photos=2)


@pytest.fixture
def send(signed_in, post):
    def sent(file, **fields):
        asked = {"key": str(uuid.uuid4()), "photo": file, **fields}
        return signed_in.post(reverse("posts:add_photo", args=[post.pk]), asked)

    return sent


def test_photo_is_added_at_the_end_with_its_tile_and_panel(send, post):
    answer = send(photo("新しい写真.jpg")).json()
    after = Post.objects.get()
    added = after.photos.last()
    assert (answer["photo"], added.position, after.photos.count()) == (added.pk, 3, 3)
    assert (answer["before"], answer["version"]) == (post.version, after.version)
    assert after.version == post.version + 1
    assert f'data-tile="{added.pk}"' in answer["tile"]
    assert f'name="photo-{added.pk}-alt_text"' in answer["panel"]
    assert "新しい写真.jpg" in answer["panel"]
    assert "写真" in str(audit.events_of(after).last().data)


def test_photo_takes_the_shape_of_the_others(send, post):
    send(photo(size=(1000, 1400)))
    first, _, added = Post.objects.get().photos.all()
    assert (
        abs(added.rendition_width / added.rendition_height - first.rendition_width / first.rendition_height)
        < 0.01
    )


def test_photo_sent_again_with_its_key_is_there_once(send, post):
    key = str(uuid.uuid4())
    first = send(photo(), key=key).json()
    again = send(photo(), key=key).json()
    assert {name: first[name] for name in ("photo", "before", "version")} == {
        name: again[name] for name in ("photo", "before", "version")
    }
    assert Post.objects.get().photos.count() == 3


def test_same_photo_chosen_again_is_pointed_out_and_added_only_on_request(send, post):
    send(photo())
    answer = send(photo("copy.jpg"))
    assert (answer.status_code, answer.json()["sentence"]) == (422, "3枚目と同じ写真です。")
    assert Post.objects.get().photos.count() == 3
    assert send(photo("copy.jpg"), again="on").status_code == 200
    assert Post.objects.get().photos.count() == 4


def test_bad_file_is_refused_in_words_and_changes_nothing(send, post):
    answer = send(SimpleUploadedFile("memo.txt", b"not a picture"))
    assert answer.status_code == 422
    assert "「memo.txt」は写真ではありません" in answer.json()["sentence"]
    assert "「kara.jpg」は中身が空" in send(SimpleUploadedFile("kara.jpg", b"")).json()["sentence"]
    assert Post.objects.get().version == post.version


def test_what_is_no_upload_is_refused_in_words(send, post):
    for fields in ({"key": "x"}, {"key": ""}, {"key": "\0"}):
        answer = send(photo(), **fields)
        assert (answer.status_code, "届きませんでした" in answer.json()["sentence"]) == (422, True)
    assert Post.objects.get().photos.count() == 2


def test_photo_beyond_twenty_is_refused_by_itself(send, post):
    Photo.objects.bulk_create(
        [
            Photo(
                post=post,
                position=n,
                original="0" * 64,
                width=1,
                height=1,
                rendition_width=1,
                rendition_height=1,
            )
            for n in range(3, PHOTOS_MAX + 1)
        ]
    )
    answer = send(photo())
    assert (answer.status_code, "20枚まで" in answer.json()["sentence"]) == (422, True)
    assert post.photos.count() == PHOTOS_MAX


@pytest.mark.clause("第４第１項(1)")
def test_photo_by_itself_takes_no_approval_away(send, staff, chief, post):
    factories.submit(staff, post)
    answer = send(photo())
    assert answer.status_code == 409
    assert "「承認待ち」です" in answer.json()["sentence"]
    assert (Post.objects.get().state, post.photos.count()) == (State.PENDING, 2)


@pytest.mark.clause("第４第２項")
def test_readers_add_no_photo(client, chief, poster, post):
    for person, status in ((chief, 409), (poster, 404)):
        client.force_login(person)
        asked = {"key": str(uuid.uuid4()), "photo": photo()}
        assert client.post(reverse("posts:add_photo", args=[post.pk]), asked).status_code == status
    assert post.photos.count() == 2


def test_form_that_does_not_know_the_photo_keeps_it(send, signed_in, post, page_of, as_browser):
    """Saved in another tab, or by a form that was opened before: nothing of another screen is taken out."""
    address = page_of("edit", post)
    form = as_browser(address, caption="直しました")
    answer = send(photo()).json()
    assert signed_in.post(address, form).status_code == 409
    form["version"] = answer["version"]
    assert signed_in.post(address, form).status_code == 302
    after = Post.objects.get()
    assert (after.caption, after.photos.count()) == ("直しました", 3)


def test_answer_tells_of_a_colleagues_save_between(send, post):
    """So that the form does not follow over it: it was opened before."""
    factories.edited(factories.person(Role.PREFECTURE_POSTER), post, caption="同僚の文")
    assert send(photo()).json()["before"] == post.version + 1


def test_whoever_comes_by_an_address_is_led_to_the_editor(signed_in, post, page_of):
    assert signed_in.get(reverse("posts:add_photo", args=[post.pk]))["Location"] == page_of("edit", post)


def test_points_are_told_by_part_and_photo(signed_in, post):
    first, second = post.photos.all()
    Photo.objects.filter(pk=second.pk).update(right_holder="", alt_text="")
    Post.objects.update(title="")
    told = signed_in.get(reverse("posts:points", args=[post.pk])).json()
    assert told["count"] == 3
    assert {part: one["note"] for part, one in told["parts"].items()} == {
        "photos": "あと2点",
        "text": "あと1点",
        "links": "なし",
        "plan": "整いました",
    }
    assert told["photos"][str(second.pk)] == {"all": 2, "rights": 1}
    assert 'href="#id_title"' in told["todo"]


@pytest.mark.parametrize("count", [1, 3])
def test_points_cost_the_same_whatever_the_photos(signed_in, staff, django_assert_max_num_queries, count):
    address = reverse("posts:points", args=[factories.draft(staff, photos=count).pk])
    signed_in.get(address)
    with django_assert_max_num_queries(12):
        signed_in.get(address)


# --- Order ----------------------------------------------------------------------------------------------------------


def order_of(post):
    return list(post.photos.values_list("pk", flat=True))


def test_order_is_part_of_the_form(signed_in, staff, page_of, as_browser):
    post = factories.draft(staff, photos=3)
    one, two, three = order_of(post)
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, order=f"{three},{one},{two}", caption="並べました"))
    assert order_of(post) == [three, one, two]
    assert Post.objects.get().caption == "並べました"


def test_unknown_and_missing_photos_harm_no_order(signed_in, staff, page_of, as_browser):
    post = factories.draft(staff, photos=3)
    one, two, three = order_of(post)
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, order=f"{three},9999,x,{'9' * 40},\0,{three}"))
    assert order_of(post) == [three, one, two]
    signed_in.post(address, as_browser(address, order=""))
    assert order_of(post) == [three, one, two], "a form in which nobody moved one leaves the order as it is"


def test_order_changed_in_two_tabs_is_told_and_neither_is_lost(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    one, two = order_of(post)
    first, second = as_browser(address, order=f"{two},{one}"), as_browser(address, order=f"{one},{two}")
    assert signed_in.post(address, first).status_code == 302
    page = signed_in.post(address, second)
    assert (page.status_code, order_of(post)) == (409, [two, one])
    assert f'name="order" value="{one},{two}"' in page.text
    assert page.text.index(f'data-tile="{one}"') < page.text.index(f'data-tile="{two}"'), (
        "as it was moved here"
    )


def test_button_and_order_go_together(signed_in, staff, page_of, as_browser):
    post = factories.draft(staff, photos=3)
    one, two, three = order_of(post)
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, order=f"{three},{one},{two}", move=f"{two}:-1"))
    assert order_of(post) == [three, two, one]


# --- Used before -----------------------------------------------------------------------------------------------------

RIGHTS = {
    "source": "provided",
    "right_holder": "〇〇町観光課",
    "evidence_note": "電話で承諾",
    "people": "none",
}


@pytest.fixture
def twin(staff, post):
    """Another post with the same photo, of which nothing is said yet."""
    post.photos.update(**RIGHTS, evidence_file="a" * 64, evidence_name="承諾書.pdf")
    other = factories.draft(staff, photos=1)
    other.photos.update(source="", right_holder="", evidence_note="", people="", alt_text="")
    return other


@pytest.mark.clause("第４第１項(2)")
def test_photo_used_before_is_pointed_out_and_its_rights_are_copied(
    signed_in, post, twin, page_of, as_browser
):
    address, mine, before = page_of("edit", twin), twin.photos.get(), post.photos.first()
    page = signed_in.get(address)
    assert post.dossier.number in page.text
    assert f'href="{post.get_absolute_url()}"' in page.text
    asked = as_browser(address, take_rights=f"{mine.pk}:{before.pk}", **{"rights-right_holder": "別の方"})
    assert signed_in.post(address, asked)["Location"].endswith(f"#photo-{mine.pk}")
    mine.refresh_from_db()
    assert (mine.source, mine.evidence_note, mine.people) == ("provided", "電話で承諾", "none")
    assert (mine.evidence_file, mine.evidence_name) == ("a" * 64, "承諾書.pdf")
    assert mine.right_holder == "別の方", "what is said here already stays"
    assert mine.alt_text == ""
    assert not mine.own_rights, "the only photo's rights are those in common"


@pytest.mark.clause("第４第１項(2)")
def test_photo_beside_others_says_for_itself_what_it_takes_over(
    signed_in, staff, post, twin, page_of, as_browser
):
    peru = Upload(factories.photo_file("peru"), "peru.jpg")
    add_photo(by=staff, post=twin, key=uuid.uuid4(), upload=peru)
    address, (mine, other), before = page_of("edit", twin), twin.photos.all(), post.photos.first()
    signed_in.post(address, as_browser(address, take_rights=f"{mine.pk}:{before.pk}"))
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.source, mine.own_rights, other.source, other.own_rights) == ("provided", True, "", False)


@pytest.mark.clause("第４第１項(2)")
def test_nothing_is_taken_from_a_permission_that_is_over(signed_in, post, twin, page_of, as_browser):
    post.photos.update(permission_withdrawn_on="2026-01-01")
    address, mine, before = page_of("edit", twin), twin.photos.get(), post.photos.first()
    page = signed_in.get(address)
    assert "いまは有効ではありません" in page.text
    assert "take_rights" not in page.text
    signed_in.post(address, as_browser(address, take_rights=f"{mine.pk}:{before.pk}"))
    mine.refresh_from_db()
    assert mine.source == ""


@pytest.mark.clause("第４第３項(2)")
def test_nothing_is_told_or_taken_of_a_document_that_one_may_not_read(
    client, poster, post, page_of, as_browser
):
    mine_post = factories.draft(poster, photos=1)
    mine_post.photos.update(source="", right_holder="")
    client.force_login(poster)
    address, mine, before = page_of("edit", mine_post), mine_post.photos.get(), post.photos.first()
    assert post.dossier.number not in client.get(address).text
    client.post(address, as_browser(address, take_rights=f"{mine.pk}:{before.pk}"))
    mine.refresh_from_db()
    assert mine.source == ""


def test_only_from_the_same_photo(signed_in, post, twin, page_of, as_browser):
    address, mine, other = page_of("edit", twin), twin.photos.get(), post.photos.last()
    for pressed in (
        f"{mine.pk}:{other.pk}",
        f"{mine.pk}:",
        f"{mine.pk}:\0",
        f"{mine.pk}:{'9' * 40}",
        "x",
        ":",
    ):
        assert signed_in.post(address, as_browser(address, take_rights=pressed)).status_code == 302
    mine.refresh_from_db()
    assert mine.source == ""


# --- Starting ---------------------------------------------------------------------------------------------------------


def start(client, **fields):
    return client.post(reverse("posts:new"), {"start": "1", "form_key": str(uuid.uuid4()), **fields})


def test_one_press_opens_the_editor_of_an_empty_draft(signed_in, page_of):
    answer = start(signed_in)
    assert answer["Location"] == page_of("edit", Post.objects.get())
    assert signed_in.get(answer["Location"]).status_code == 200


def test_empty_draft_is_opened_again_instead_of_another_number(signed_in, staff):
    first = start(signed_in)["Location"]
    assert start(signed_in)["Location"] == first
    factories.edited(staff, Post.objects.get(), caption="書き始めました")
    assert start(signed_in)["Location"] != first
    assert Post.objects.count() == 2


def test_empty_draft_of_a_colleague_is_left_alone(client, staff):
    client.force_login(staff)
    first = start(client)["Location"]
    client.force_login(factories.person(Role.PREFECTURE_POSTER))
    assert start(client)["Location"] != first


def test_button_pressed_again_after_going_back_begins_another(signed_in, staff):
    key = str(uuid.uuid4())
    first = start(signed_in, form_key=key)["Location"]
    factories.edited(staff, Post.objects.get(), caption="書き始めました")
    assert start(signed_in, form_key=key)["Location"] != first


def test_draft_may_begin_with_its_time(signed_in):
    start(signed_in)
    start(signed_in, publish_at="2026-12-24T10:00")
    start(signed_in, publish_at="2026-12-24T10:00")
    assert [bool(post.publish_at) for post in Post.objects.order_by("pk")] == [False, True]


def test_time_that_is_none_is_told(signed_in, said):
    page = signed_in.post(reverse("posts:new"), {"start": "1", "publish_at": "いつか"}, follow=True)
    assert (page.status_code, Post.objects.count()) == (200, 0)
    assert any("いつか" in sentence for sentence in said(page))


@pytest.mark.clause("第４第２項")
def test_only_posters_start(client, chief, manager):
    for person in (chief, manager):
        client.force_login(person)
        start(client)
    assert Post.objects.count() == 0


def test_every_page_that_offers_it_starts_in_one_press(signed_in, chief, client):
    for address in ("/", "/posts/"):
        assert 'name="start"' in signed_in.get(address).text
    client.force_login(chief)
    assert 'name="start"' not in client.get("/posts/").text


# --- At once ----------------------------------------------------------------------------------------------------------


def add(pk, username, key, colour):
    post, user = Post.objects.get(pk=pk), User.objects.get(username=username)
    upload = Upload(factories.photo_file(colour), f"{colour}.jpg")
    try:
        return add_photo(by=user, post=post, key=uuid.UUID(key), upload=upload).photo.pk
    except Refused:
        return "refused"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_key_sent_four_times_at_once_makes_one_photo(staff):
    post = factories.draft(staff)
    assert len(set(race(f"{__name__}:add", *[(post.pk, staff.username, "1" * 32, "tomato")] * 4))) == 1
    assert post.photos.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_photos_added_at_once_are_all_there_each_in_its_place(staff):
    post = factories.draft(staff)
    colours = ("tomato", "gold", "plum", "teal")
    race(
        f"{__name__}:add", *[(post.pk, staff.username, str(n) * 32, one) for n, one in enumerate(colours, 1)]
    )
    assert [photo.position for photo in post.photos.all()] == [1, 2, 3, 4, 5]
    assert Post.objects.get().version == post.version + 4
    assert sorted(photo.added_in for photo in post.photos.all() if photo.added_in) == [3, 4, 5, 6]
