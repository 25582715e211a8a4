"""What is typed is saved by itself, field by field: nothing is overwritten, nothing lost, no approval taken away."""

import datetime
import json

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals import events
from approvals.actions import deciding
from approvals.models import State
from posts.models import Link, Photo, Post
from security.models import Role
from security.pages.kept_input import SIGNER
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(staff):
    return factories.person(Role.PREFECTURE_POSTER, name="山田 葉子")


@pytest.fixture
def post(staff):
    return factories.draft(staff, title="雪の朝", caption="おはよう", photos=2, links=[factories.link()])


@pytest.fixture
def keep(client):
    """Called with a person, a post and the changes as the page sends them."""

    def send(person, post, changes, version=None, **more):
        client.force_login(person)
        data = {
            "typed_by": SIGNER.sign(str(person.pk)),
            "version": post.version if version is None else version,
            "changes": changes if isinstance(changes, str) else json.dumps(changes),
            **more,
        }
        return client.post(reverse("posts:keep", args=[post.pk]), data)

    return send


def stored(post):
    return Post.objects.get(pk=post.pk)


@pytest.mark.clause("第４第１項(1)")
def test_what_is_typed_is_stored_and_who_has_typed_is_a_contributor(keep, post, colleague):
    photo, link = post.photos.first(), post.links.first()
    answer = keep(
        colleague,
        post,
        {
            "caption": [["おはよう"], ["こんにちは\r\n雪です"]],
            "topics": [sorted(str(one.pk) for one in post.topics.all()), []],
            "publish_at": [[], ["2027-01-05T10:30"]],
            f"photo-{photo.pk}-alt_text": [[photo.alt_text], ["雪の港"]],
            "rights-has_minors": [[], ["on"]],
            f"link-{link.pk}-label": [[link.label], ["港の案内"]],
        },
    ).json()
    after = stored(post)
    assert (after.caption, after.version) == ("こんにちは\n雪です", post.version + 1)
    assert not after.topics.exists()
    assert timezone.localtime(after.publish_at).isoformat() == "2027-01-05T10:30:00+09:00"
    photo.refresh_from_db()
    assert (photo.alt_text, photo.has_minors) == ("雪の港", True)
    assert Link.objects.get().label == "港の案内"
    assert answer["version"] == after.version
    assert (answer["differing"], answer["refused"], answer["left"]) == ([], {}, [])
    assert set(answer["stored"]) >= {"caption", "rights-has_minors"}
    assert colleague in after.dossier.contributors.all()


@pytest.mark.clause("第４第１項(2)")
def test_rights_in_common_and_of_an_exception_are_kept_each_by_itself(keep, staff):
    post = factories.draft(staff, photos=3)
    one, two, three = post.photos.all()
    Photo.objects.filter(post=post).update(source="", right_holder="", credit="")
    Photo.objects.filter(pk=three.pk).update(own_rights=True)
    keep(staff, post, {"rights-credit": [[], ["撮影: 北野"]], f"photo-{three.pk}-credit": [[], ["撮影: 南"]]})
    told = dict(Photo.objects.filter(post=post).values_list("pk", "credit"))
    assert told == {one.pk: "撮影: 北野", two.pk: "撮影: 北野", three.pk: "撮影: 南"}
    assert list(Photo.objects.filter(post=post, own_rights=True)) == [three]


def test_same_change_sent_twice_is_harmless(keep, post, staff):
    change = {"caption": [["おはよう"], ["こんにちは"]]}
    before = audit.events_of(post).count()
    for _ in range(2):
        answer = keep(staff, post, change).json()
        assert answer["stored"] == {"caption": ["こんにちは"]}
    assert stored(post).version == post.version + 1
    assert audit.events_of(post).count() == before + 1


def test_two_in_different_fields_both_stay_and_each_hears_of_the_other(keep, post, staff, colleague):
    keep(staff, post, {"title": [["雪の朝"], ["雪の夜"]]})
    answer = keep(colleague, post, {"caption": [["おはよう"], ["こんにちは"]]}).json()
    after = stored(post)
    assert (after.title, after.caption) == ("雪の夜", "こんにちは")
    assert answer["differing"] == []
    assert answer["fields"]["title"] == ["雪の夜"]


def test_same_field_is_never_overwritten_and_both_texts_are_told(keep, post, staff, colleague):
    keep(staff, post, {"caption": [["おはよう"], ["佐藤の文"]]})
    answer = keep(
        colleague, post, {"caption": [["おはよう"], ["山田の文"]], "title": [["雪の朝"], ["雪"]]}
    ).json()
    after = stored(post)
    assert (after.caption, after.title) == ("佐藤の文", "雪")
    (one,) = answer["differing"]
    assert (one["name"], one["by"], one["mine"], one["theirs"]) == (
        "caption",
        "佐藤 花子",
        "山田の文",
        "佐藤の文",
    )
    assert "caption" not in answer["stored"]
    keep(colleague, after, {"caption": [["佐藤の文"], ["山田の文"]]})  # 「これを残す」
    assert stored(post).caption == "山田の文"


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED])
def test_no_approval_is_taken_away_without_being_asked(keep, staff, chief, state):
    make = (
        factories.submitted
        if state == State.PENDING
        else lambda by, **more: factories.approved(by, chief, **more)
    )
    post = make(staff, caption="おはよう")
    answer = keep(staff, post, {"caption": [["おはよう"], ["変えました"]]})
    assert answer.status_code == 409
    assert answer.json()["kind"] == "state"
    assert (stored(post).state, stored(post).caption) == (state, "おはよう")


@pytest.mark.clause("第４第１項(1)")
def test_trail_tells_each_part_once_a_sitting_and_never_nothing(keep, post, staff, colleague):
    def typed(person, before, after, name="caption"):
        keep(person, stored(post), {name: [[before], [after]]})

    def told():
        edits = audit.events_of(post).filter(tag=events.EDITED.tag)[begun:]
        return [(one.actor, one.data["changed"], bool(one.data.get("covers_until"))) for one in edits]

    begun = audit.events_of(post).filter(tag=events.EDITED.tag).count()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        typed(staff, "おはよう", "1")
        typed(staff, "1", "2")
        assert told() == [(staff, ["本文"], True)]
        typed(staff, "雪の朝", "雪", name="title")
        assert told()[1:] == [(staff, ["件名"], True)]
        typed(staff, "2", "3")
        assert len(told()) == 2
        typed(colleague, "3", "4")
        typed(staff, "4", "5")  # after another's, his own is told anew
        assert told()[2:] == [(colleague, ["本文"], True), (staff, ["本文"], True)]
        clock.shift(datetime.timedelta(minutes=11))
        typed(staff, "5", "6")
        assert len(told()) == 5
    assert not list(audit.faults())


@pytest.mark.clause("第４第３項(1)")
def test_another_side_learns_nothing(keep, post, poster, client):
    assert keep(poster, post, {"caption": [["おはよう"], ["よそ"]]}).status_code == 404
    assert client.get(reverse("posts:keep", args=[post.pk])).status_code == 404
    assert stored(post).caption == "おはよう"


@pytest.mark.clause("第４第１項(1)")
def test_author_transferred_while_typing_is_told_why(keep, post, staff):
    staff.appointments.update(role=Role.AUDITOR)
    answer = keep(staff, post, {"caption": [["おはよう"], ["書きかけ"]]})
    assert (answer.status_code, answer.json()["kind"]) == (409, "rule")
    assert "投稿者" in answer.json()["problem"]
    assert stored(post).caption == "おはよう"


def test_what_another_person_typed_is_not_stored_in_ones_name(keep, post, staff, colleague):
    answer = keep(
        colleague, post, {"caption": [["おはよう"], ["他人の文"]]}, typed_by=SIGNER.sign(str(staff.pk))
    )
    assert (answer.status_code, answer.json()["kind"]) == (409, "person")
    assert stored(post).caption == "おはよう"


def test_whoever_is_signed_out_is_led_to_the_sign_in_and_nothing_is_stored(client, post):
    answer = client.post(reverse("posts:keep", args=[post.pk]), {"changes": "{}"})
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


@pytest.mark.parametrize(
    "changes",
    ["", "x", "[]", "null", "1", '{"caption": "x"}', '{"caption": [["a"]]}', '{"caption": [["a"], [1]]}', "[" * 9000,
     json.dumps({f"field-{n}": [[], ["x"]] for n in range(2001)})],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(keep, post, staff, changes):
    answer = keep(staff, post, changes)
    assert (answer.status_code, answer.json()["kind"]) == (400, "unreadable")
    assert stored(post).version == post.version


@pytest.mark.parametrize("version", ["x", "-1", "9" * 30, ""])
def test_version_that_is_none_costs_nothing(keep, post, staff, version):
    answer = keep(staff, post, {"caption": [["おはよう"], ["こんにちは"]]}, version=version)
    assert answer.json()["stored"] == {"caption": ["こんにちは"]}
    assert "title" in answer.json()["fields"]


def test_fields_that_are_none_of_this_draft_are_left_alone(keep, post, staff):
    other = factories.draft(staff, photos=1).photos.first()
    own = post.photos.first()
    names = [
        f"photo-{other.pk}-alt_text", f"photo-{own.pk}-remove", f"photo-{own.pk}-original", "state", "author",
        "organization", "version", "link-new-url", "uploads", "csrfmiddlewaretoken", "photo-x-alt_text", "\0",
        f"photo-{own.pk}-evidence_file", *(f"f{n}" for n in range(1900)),
    ]  # fmt: skip
    answer = keep(staff, post, {name: [[], ["よそ"]] for name in names}).json()
    assert sorted(answer["left"]) == sorted(names)
    assert stored(post).version == post.version
    assert Photo.objects.get(pk=other.pk).alt_text == other.alt_text


def test_one_field_that_cannot_be_stored_costs_the_others_nothing(keep, post, staff):
    link = post.links.first()
    changes = {
        "title": [["雪の朝"], ["件" * 101]],
        "publish_at": [[], ["あした"]],
        "category": [["1"], ["9"]],
        "topics": [sorted(str(one.pk) for one in post.topics.all()), ["0", "x"]],
        f"link-{link.pk}-url": [[link.url], []],
        f"link-{link.pk}-label": [[link.label], ["港\0"]],
        "caption": [["おはよう"], ["こんにちは"]],
    }
    answer = keep(staff, post, changes).json()
    assert set(answer["refused"]) == {"title", "publish_at", "category", "topics", f"link-{link.pk}-label"}
    assert answer["left"] == [f"link-{link.pk}-url"]  # an emptied address would take the link out
    after = stored(post)
    assert (after.caption, after.title, Link.objects.get().url) == ("こんにちは", "雪の朝", link.url)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202e逆さ\u202c", "\u202e逆さ\u202c"),
        ("半分\ud83d", "半分\ufffd"),
        ("1\r\n2\r3", "1\n2\n3"),
        ("雪" * 20_000, "雪" * 20_000),
    ],
)
def test_odd_texts_are_kept_as_a_form_would(keep, post, staff, typed, kept):
    answer = keep(staff, post, {"caption": [["おはよう"], [typed]]}).json()
    assert answer["stored"] == {"caption": [kept]}
    assert stored(post).caption == kept


@pytest.mark.parametrize("typed", ["\0NUL", "雪" * 100_001])
def test_what_no_text_can_hold_is_told_and_stays_on_the_screen(keep, post, staff, typed):
    answer = keep(staff, post, {"caption": [["おはよう"], [typed]]}).json()
    assert "本文" in answer["refused"]["caption"]
    assert stored(post).caption == "おはよう"


def test_line_ends_alone_are_no_change(keep, staff):
    post = factories.draft(staff, caption="1\n2")
    answer = keep(staff, post, {"caption": [["1\r\n2"], ["1\r\n2"]]}).json()
    assert answer["stored"] == {"caption": ["1\n2"]}
    assert stored(post).version == post.version


def test_whole_form_of_an_older_version_goes_in_where_nobody_else_has_been(
    client, staff, colleague, keep, post, page_of, as_browser
):
    client.force_login(staff)
    address = page_of("edit", post)
    form = as_browser(address, caption="私の本文", was=json.dumps({"caption": ["おはよう"]}))
    keep(colleague, post, {"title": [["雪の朝"], ["山田の件名"]]})
    client.force_login(staff)
    assert client.post(address, form).status_code == 302
    after = stored(post)
    assert (after.title, after.caption) == ("山田の件名", "私の本文")


def test_wrong_field_in_a_form_of_an_older_version_costs_no_photo_and_nobodys_words(
    client, staff, colleague, keep, post, page_of, as_browser
):
    client.force_login(staff)
    address, photos = page_of("edit", post), post.photos.count()
    was = json.dumps({"publish_at": [], "caption": ["おはよう"]})
    form = as_browser(address, publish_at="あした", caption="私の本文", was=was)
    keep(colleague, post, {"title": [["雪の朝"], ["山田の件名"]]})
    client.force_login(staff)
    form["uploads"] = SimpleUploadedFile("peru.jpg", factories.photo_file("peru").getvalue())
    page = client.post(address, form)
    assert page.status_code == 422
    after = stored(post)
    assert (after.title, after.photos.count()) == ("山田の件名", photos + 1)
    told = page.context["form"]
    assert (told["title"].value(), told["caption"].value()) == ("山田の件名", "私の本文")
    assert page.context["version"] == after.version


@pytest.mark.parametrize("was", [json.dumps({"caption": ["おはよう"]}), "", "x", "[]", '{"caption": 1}'])
def test_whole_form_never_overwrites_and_shows_both(
    client, staff, colleague, keep, post, page_of, as_browser, was
):
    client.force_login(staff)
    address = page_of("edit", post)
    form = as_browser(address, caption="私の本文", was=was)
    keep(colleague, post, {"caption": [["おはよう"], ["山田の本文"]]})
    client.force_login(staff)
    page = client.post(address, form)
    assert page.status_code == 409
    (one,) = page.context["differing"]
    assert (one.name, one.mine, one.theirs) == ("caption", "私の本文", "山田の本文")
    assert page.context["form"]["caption"].value() == "私の本文"
    assert stored(post).caption == "山田の本文"


def test_text_in_a_photo_that_was_taken_out_is_shown_and_not_lost(client, staff, post, page_of, as_browser):
    client.force_login(staff)
    address, photo = page_of("edit", post), post.photos.last()
    name = f"photo-{photo.pk}-alt_text"
    form = as_browser(address, **{name: "港の夜明け", "was": json.dumps({name: [photo.alt_text]})})
    photo.delete()
    Post.objects.filter(pk=post.pk).update(version=post.version + 1)
    page = client.post(address, form)
    assert page.status_code == 409
    assert "港の夜明け" in page.content.decode()


def test_who_else_has_it_open_is_told_to_each_and_forgotten(client, staff, colleague, post):
    cache.clear()
    address = reverse("posts:keep", args=[post.pk])

    def others(person):
        client.force_login(person)
        return client.get(address, {"version": post.version}).json()["others"]

    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert others(staff) == []
        assert others(colleague) == ["佐藤 花子"]
        assert others(staff) == ["山田 葉子"]
        clock.shift(80)
        assert others(staff) == []


def test_asking_who_is_there_prolongs_no_session_and_writes_no_event(client, staff, post):
    client.force_login(staff)
    before = (audit.head(), stored(post).version)
    answer = client.get(
        reverse("posts:keep", args=[post.pk]), {"version": post.version}, headers={"Sec-Fetch-Dest": "empty"}
    )
    assert "fields" not in answer.json()
    assert (audit.head(), stored(post).version) == before


def test_answer_costs_the_same_with_one_photo_and_with_three(keep, staff, django_assert_max_num_queries):
    counts = []
    for photos in (1, 3):
        post = factories.draft(staff, caption="おはよう", photos=photos)
        keep(staff, post, {})
        with django_assert_max_num_queries(100) as asked:
            keep(staff, post, {"caption": [["おはよう"], [f"{photos}枚"]]})
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.clause("第５第２項")
@pytest.mark.parametrize(("sent", "header"), [({}, '"storage"'), ({"emptied": "1"}, None)])
def test_signing_out_empties_the_browsers_storage(client, staff, sent, header):
    client.force_login(staff)
    answer = client.post(reverse("account_logout"), sent)
    assert answer.status_code == 302
    assert answer.get("Clear-Site-Data") == header


@pytest.mark.clause("第４第１項(1)")
def test_reason_of_a_return_stands_above_the_editor_with_who_and_when(client, staff, chief, page_of):
    post = factories.submitted(staff)
    deciding.send_back(by=chief, item=post, seal=post.submission.seal, reason="本文の日付を直してください。")
    client.force_login(staff)
    page = client.get(page_of("edit", post)).content.decode()
    assert "本文の日付を直してください。" in page
