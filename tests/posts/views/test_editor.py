"""The editor keeps what people type: no bad file, second tab or wrong field costs anybody a word."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import State
from posts.models import Post, Topic
from security.models import Role
from tests import factories, misses

pytestmark = pytest.mark.django_db

NAMES = "神\ufa19威岬と塚\ufa10と𠮷野さん👩\u200d🌾"


def photo(name="photo.jpg", colour="steelblue"):
    return SimpleUploadedFile(name, factories.photo_file(colour).read(), content_type="image/jpeg")


def bad(name="memo.txt"):
    return SimpleUploadedFile(name, b"not a picture", content_type="image/jpeg")


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def post(staff):
    return factories.draft(staff, photos=2, links=[factories.link()])


def new_form(**fields):
    return {"title": "雪の朝", "caption": "おはよう", "form_key": str(uuid.uuid4()), **fields}


def test_new_post_leads_to_the_editor(signed_in, page_of):
    response = signed_in.post("/posts/new/", new_form(uploads=[photo(), photo("second.jpg", "gold")]))
    made = Post.objects.get()
    assert response["Location"] == page_of("edit", made)
    assert (made.title, made.caption, made.photos.count()) == ("雪の朝", "おはよう", 2)


def test_new_form_sent_twice_makes_one_draft(signed_in):
    form = new_form()
    first, second = signed_in.post("/posts/new/", form), signed_in.post("/posts/new/", form)
    assert first["Location"] == second["Location"]
    assert Post.objects.count() == 1


def test_draft_may_begin_with_nothing(signed_in):
    signed_in.post("/posts/new/", new_form(title="", caption=""))
    assert str(Post.objects.get()) == "(件名未定)"


def test_bad_file_costs_neither_the_text_nor_the_good_files(signed_in, said):
    form = new_form(uploads=[photo(), bad(), photo("third.jpg", "gold")])
    page = signed_in.post("/posts/new/", form, follow=True)
    made = Post.objects.get()
    assert (made.caption, made.photos.count()) == ("おはよう", 2)
    assert any("memo.txt" in message for message in said(page))


def test_photos_beyond_twenty_are_named_and_nothing_else_is_lost(signed_in, page_of, as_browser, said):
    files = [photo(f"photo{n}.jpg", (n, n, n)) for n in range(22)]
    page = signed_in.post("/posts/new/", new_form(uploads=files), follow=True)
    made = Post.objects.get()
    assert (made.caption, made.photos.count()) == ("おはよう", 20)
    assert any("20枚まで" in message and "photo20.jpg、photo21.jpg" in message for message in said(page))
    address, last = page_of("edit", made), made.photos.last()
    form = as_browser(address, caption="直しました", uploads=[photo("one.jpg", "gold"), photo("two.jpg")])
    page = signed_in.post(address, {**form, f"photo-{last.pk}-remove": "on"}, follow=True)
    made = Post.objects.get()
    assert (made.caption, made.photos.count()) == ("直しました", 20)
    assert any("two.jpg" in message and "one.jpg" not in message for message in said(page))


def test_form_of_a_full_draft_is_not_too_long_to_be_read(signed_in, post, page_of):
    """As many fields as 20 photos and 100 links bring; Django refuses longer forms with a bare page."""
    fields = {f"field-{n}": "" for n in range(1400)}
    address = page_of("edit", post)
    assert signed_in.post(address, {**fields, "version": post.version}).status_code != 400


@pytest.mark.parametrize("version", ["9" * 10, "9" * 30, "-1", "x", ""])
def test_version_that_is_none_counts_as_stale(signed_in, post, page_of, as_browser, version):
    address = page_of("edit", post)
    assert (
        signed_in.post(address, as_browser(address, version=version, caption="直しました")).status_code == 409
    )
    assert Post.objects.get().caption == post.caption


def test_form_key_of_another_person_makes_a_new_draft(client, staff, poster):
    form = new_form()
    for person in (staff, poster):
        client.force_login(person)
        assert client.post("/posts/new/", form).status_code == 302
    assert {made.author for made in Post.objects.all()} == {staff, poster}


def test_saving_without_a_change_says_whether_an_approval_stands(
    signed_in, staff, post, page_of, as_browser, said
):
    """A draft has been saved as one typed: it is saved, whether this press has changed anything or not."""
    sealed = page_of("edit", factories.submitted(staff))
    page = signed_in.post(sealed, as_browser(sealed), follow=True)
    assert said(page) == ["変更がなかったため、そのままです。"]
    address = page_of("edit", post)
    page = signed_in.post(address, as_browser(address), follow=True)
    assert said(page) == ["保存しました。"]
    page = signed_in.post(address, as_browser(address, caption="直しました"), follow=True)
    assert said(page) == ["保存しました。"]


@pytest.mark.parametrize("typed", [NAMES, "1行目\r\n2行目\r\n", "  字下げ", "e\u0301\u304b\u3099"])
def test_text_reaches_the_row_as_typed(signed_in, typed):
    signed_in.post("/posts/new/", new_form(caption=typed))
    assert Post.objects.get().caption == typed.replace("\r\n", "\n")


def test_page_sent_back_untouched_changes_nothing(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    response = signed_in.post(address, as_browser(address))
    assert response.status_code == 302
    after = Post.objects.get()
    assert (after.version, after.sealed_content()) == (post.version, post.sealed_content())


@pytest.mark.clause("第４第１項(1)")
def test_approved_page_sent_back_untouched_keeps_the_approval(signed_in, staff, chief, page_of, as_browser):
    post = factories.approved(staff, chief, links=[factories.link()], photos=2)
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address))
    assert Post.objects.get().state == State.APPROVED
    signed_in.post(address, as_browser(address, caption="変えました"))
    assert Post.objects.get().state == State.DRAFT


def test_every_field_is_saved(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    topics = [topic.pk for topic in Topic.objects.all()[1:3]]
    form = as_browser(address, title="新しい件名", caption=NAMES, category="2", topics=topics, frame="square")
    form |= {"sponsorship": "paid", "sponsorship_note": "〇〇町", "publish_at": "2027-01-01T09:30"}
    form |= {"rights-credit": "撮影: 〇〇", "rights-permission_until": "2027-03-31"}
    assert signed_in.post(address, form).status_code == 302
    after = Post.objects.get()
    assert (after.title, after.caption, after.category, after.frame) == ("新しい件名", NAMES, "2", "square")
    assert sorted(after.topics.values_list("pk", flat=True)) == sorted(topics)
    assert after.publish_at.isoformat() == "2027-01-01T00:30:00+00:00"
    assert after.photos.first().credit == "撮影: 〇〇"


def test_wrong_field_keeps_the_text_and_the_chosen_photos(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    form = as_browser(address, caption=NAMES, publish_at="いつか", uploads=[photo("third.jpg", "gold")])
    page = signed_in.post(address, form)
    assert page.status_code == 422
    assert page.context["form"]["caption"].value() == NAMES
    assert "publish_at" in page.context["form"].errors
    after = Post.objects.get()
    assert (after.photos.count(), after.caption) == (3, post.caption)
    form["publish_at"], form["version"] = "", page.context["post"].version
    form.pop("uploads")
    assert signed_in.post(address, form).status_code == 302
    after = Post.objects.get()
    assert (after.photos.count(), after.caption) == (3, NAMES)


@pytest.mark.parametrize("focus", ["150", "-1", "左"])
def test_focus_outside_the_picture_is_an_error_on_the_form(signed_in, post, page_of, as_browser, focus):
    address, first = page_of("edit", post), post.photos.first()
    page = signed_in.post(address, as_browser(address, **{f"photo-{first.pk}-focus_x": focus}))
    assert page.status_code == 422


def test_bad_file_in_the_editor_keeps_everything_else(signed_in, post, page_of, as_browser, said):
    address = page_of("edit", post)
    form = as_browser(address, caption=NAMES, uploads=[bad(), photo("third.jpg", "gold")])
    page = signed_in.post(address, form, follow=True)
    after = Post.objects.get()
    assert (after.caption, after.photos.count()) == (NAMES, 3)
    assert any("memo.txt" in message for message in said(page))


def test_second_tab_is_told_and_keeps_its_text(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    first, second = as_browser(address, caption="一つ目の画面"), as_browser(address, caption=NAMES)
    signed_in.post(address, first)
    page = signed_in.post(address, second)
    assert page.status_code == 409
    assert NAMES in page.content.decode()
    assert "ご自身が別の画面で" in page.content.decode()
    assert Post.objects.get().caption == "一つ目の画面"
    second["version"] = page.context["post"].version
    signed_in.post(address, second)
    assert Post.objects.get().caption == NAMES


def test_text_restored_after_sign_in_overwrites_nothing_saved_meanwhile(
    signed_in, staff, post, page_of, as_browser
):
    address = page_of("edit", post)
    typed_by = signed_in.get(address).context["typed_by"]
    form = as_browser(address, caption=NAMES, typed_by=typed_by)
    signed_in.logout()
    signed_in.post(address, form)
    factories.edited(factories.person(Role.PREFECTURE_POSTER), post, caption="同僚の文")
    signed_in.force_login(staff)
    page = signed_in.get(address)
    assert page.context["form"]["caption"].value() == NAMES
    assert f'name="version" value="{form["version"]}"' in page.content.decode()
    assert signed_in.post(address, form).status_code == 409
    assert Post.objects.get().caption == "同僚の文"


def test_page_that_comes_back_with_an_error_still_belongs_to_its_version(
    signed_in, post, page_of, as_browser
):
    address = page_of("edit", post)
    form = as_browser(address, caption=NAMES, publish_at="いつか")
    other = as_browser(address, caption="一つ目の画面")
    page = signed_in.post(address, form)
    assert page.status_code == 422
    assert f'name="version" value="{form["version"]}"' in page.content.decode()
    signed_in.post(address, other)
    assert signed_in.post(address, form).status_code == 409


def test_colleagues_save_is_told_by_name_even_where_a_field_is_wrong(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    form = as_browser(address, caption=NAMES, publish_at="いつか")
    factories.edited(factories.person(Role.PREFECTURE_POSTER, name="同僚 一郎"), post, caption="同僚の文")
    page = signed_in.post(address, form)
    assert page.status_code == 409
    assert "同僚 一郎さん" in page.content.decode()
    assert NAMES in page.content.decode()


def test_link_that_another_screen_added_is_neither_asked_for_nor_lost(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    form = as_browser(address, caption=NAMES)
    link = factories.link()
    link.post, link.position = post, 1
    link.save()
    assert signed_in.post(address, form).status_code == 302
    assert link in Post.objects.get().links.all()


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30])
def test_nonsense_version_overwrites_nothing(signed_in, post, page_of, as_browser, version):
    address = page_of("edit", post)
    page = signed_in.post(address, as_browser(address, caption="上書き", version=version))
    assert page.status_code == 409
    assert Post.objects.get().caption == post.caption


def test_photos_are_moved_by_a_button(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    first, second = post.photos.values_list("pk", flat=True)
    response = signed_in.post(address, as_browser(address, move=f"{second}:-1"))
    assert response["Location"].endswith(f"#photo-{second}")
    assert list(Post.objects.get().photos.values_list("pk", flat=True)) == [second, first]
    signed_in.post(address, as_browser(address, move=f"{second}:-1"))
    assert list(Post.objects.get().photos.values_list("pk", flat=True)) == [second, first]


@pytest.mark.parametrize("at", ["text", "photos", "rights", "links", "plan"])
def test_saving_leads_back_to_the_section_last_worked_in(signed_in, post, page_of, as_browser, at):
    address = page_of("edit", post)
    response = signed_in.post(address, as_browser(address, caption="直しました", at=at))
    assert response["Location"] == f"{address}#{at}"
    content = signed_in.get(address).content.decode()
    assert f'id="{at}" tabindex="-1"' in content
    assert '<p class="decision-bar__note">保存しました。</p>' in content


@pytest.mark.parametrize("at", ["", "elsewhere", "text\r\nX-Made-Up: 1"])
def test_saving_leads_to_no_made_up_section(signed_in, post, page_of, as_browser, at):
    address = page_of("edit", post)
    assert signed_in.post(address, as_browser(address, at=at))["Location"] == address


def test_photo_and_link_are_taken_out(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    first, link = post.photos.first(), post.links.get()
    signed_in.post(
        address, as_browser(address, **{f"photo-{first.pk}-remove": "on", f"link-{link.pk}-remove": "on"})
    )
    after = Post.objects.get()
    assert (after.photos.count(), after.links.count()) == (1, 0)


@pytest.mark.clause("第４第１項(3)ウ")
def test_link_is_added_beside_those_of_the_text(signed_in, staff, page_of, as_browser):
    post = factories.draft(staff)
    address = page_of("edit", post)
    form = as_browser(address) | {"link-new-url": "https://www.example.jp/yuki"}
    form |= {"link-new-related": "on", "link-new-decent": "on", "link-new-agreed": "on"}
    form |= {
        "link-new-agreed_with": "〇〇町",
        "link-new-agreed_on": "2026-10-01",
        "link-new-agreed_how": "電話",
    }
    signed_in.post(address, form)
    assert Post.objects.get().links.get().agreed_with == "〇〇町"
    assert "points" in signed_in.get(address).context
    assert signed_in.get(address).context["points"] == []


@pytest.mark.clause("第４第１項(2)")
def test_paper_of_a_right_is_kept(signed_in, post, page_of, as_browser):
    address, first = page_of("edit", post), post.photos.first()
    paper = SimpleUploadedFile("承諾書.pdf", b"%PDF-1.4 consent")
    signed_in.post(address, as_browser(address, **{"rights-evidence_upload": paper}))
    first.refresh_from_db()
    assert (first.evidence_name, len(first.evidence_file)) == ("承諾書.pdf", 64)
    signed_in.post(address, as_browser(address))
    first.refresh_from_db()
    assert first.evidence_name == "承諾書.pdf"


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize(
    "paper",
    [
        b"\r\n%PDF-1.4 consent",
        b"\xef\xbb\xbf" + b" " * 1000 + b"%PDF-1.7",
        b"II*\0 from a scanner",
        b"MM\0* from another",
    ],
)
def test_paper_as_scanners_and_readers_know_it_is_kept(signed_in, post, page_of, as_browser, paper):
    address, first = page_of("edit", post), post.photos.first()
    file = SimpleUploadedFile("承諾書", paper)
    signed_in.post(address, as_browser(address, **{"rights-evidence_upload": file}))
    first.refresh_from_db()
    assert first.evidence_name == "承諾書"


def test_paper_is_kept_though_another_field_is_wrong(signed_in, post, page_of, as_browser, said):
    address, first = page_of("edit", post), post.photos.first()
    paper = SimpleUploadedFile("承諾書.pdf", b"%PDF-1.4 consent")
    form = as_browser(address, caption=NAMES, publish_at="いつか", **{"rights-evidence_upload": paper})
    page = signed_in.post(address, form)
    assert page.status_code == 422
    assert NAMES in page.text
    first.refresh_from_db()
    assert first.evidence_name == "承諾書.pdf"
    assert any("資料「承諾書.pdf」は保存しました" in one for one in said(page))
    again = form | {"version": page.context["version"], "publish_at": ""}
    again.pop("rights-evidence_upload")
    signed_in.post(address, again)
    assert Post.objects.get().caption == NAMES


@pytest.mark.parametrize(
    "file",
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("virus.exe", b"MZ\x90"),
        ("big.pdf", b"%PDF-" + b"0" * 10_500_000),
        ("kara.pdf", b""),
        ("late.pdf", b" " * 1024 + b"%PDF-1.4"),
    ],
)
def test_paper_of_another_kind_is_refused_and_the_rest_kept(signed_in, post, page_of, as_browser, said, file):
    address, first = page_of("edit", post), post.photos.first()
    form = as_browser(address, caption=NAMES, **{"rights-evidence_upload": SimpleUploadedFile(*file)})
    page = signed_in.post(address, form, follow=True)
    first.refresh_from_db()
    assert first.evidence_file == ""
    assert Post.objects.get().caption == NAMES
    assert any(file[0] in message for message in said(page))


def test_refused_paper_is_told_what_it_is(signed_in, post, page_of, as_browser, said):
    """An image that is not taken is not called no image."""
    address = page_of("edit", post)
    told = {
        b"GIF89a\x01": "「a」は GIF 形式の画像のため、保存していません",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1": "「a」は AVIF 形式の画像のため、保存していません",
        b"PK\x03\x04": "「a」はPDFでも画像でもなく、ZIPファイル、またはWordやExcelなどの文書のため、保存していません",
        b"\0\1\2": "「a」はPDFでも画像でもないため、保存していません",
    }
    missed = []
    for data, sentence in told.items():
        form = as_browser(address, **{"rights-evidence_upload": SimpleUploadedFile("a", data)})
        sentences = said(signed_in.post(address, form, follow=True))
        missed += [] if any(sentence in one for one in sentences) else [(data, sentences)]
    misses.none(missed)


def test_saving_may_lead_on_to_asking_for_approval(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    assert signed_in.post(address, as_browser(address, submit="1"))["Location"] == page_of("submit", post)


def test_leading_on_does_not_remark_that_nothing_was_changed(signed_in, post, page_of, as_browser, said):
    address = page_of("edit", post)
    assert said(signed_in.post(address, as_browser(address, submit="1"), follow=True)) == []
    page = signed_in.post(address, as_browser(address, submit="1", caption="直しました"), follow=True)
    assert said(page) == ["保存しました。"]


def test_side_tells_each_photos_points_in_one_line(signed_in, post, page_of):
    post.photos.filter(position=2).update(right_holder="", evidence_note="", alt_text="")
    Post.objects.update(title="")
    address, second = page_of("edit", post), post.photos.last()
    page = signed_in.get(address)
    lines = [(line.sentence, line.anchor) for line in page.context["lines"]]
    assert lines == [
        ("件名を入力してください。", "id_title"),
        ("2枚目: あと3点", f"id_photo-{second.pk}-right_holder"),
    ]
    content = page.content.decode()
    assert "あと4点あります" in content
    assert '<a class="todo__next" href="#id_title"><b>次:</b> 件名を入力してください。</a>' in content
    assert "2枚目の写真: 権利者を" in signed_in.get(page_of("submit", post)).content.decode()


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("role", ["chief", "administrator", "auditor"])
def test_readers_are_led_back_from_the_editor(client, request, post, page_of, as_browser, role):
    client.force_login(request.getfixturevalue(role))
    address = page_of("edit", post)
    assert client.get(address)["Location"] == page_of("detail", post)
    assert client.post(address, {"caption": "よその人", "version": post.version})["Location"] == page_of(
        "detail", post
    )
    assert Post.objects.get().caption == post.caption


def test_form_without_its_token_is_refused(staff, post, page_of):
    from django.test import Client  # noqa: PLC0415 - only here

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    assert strict.post(page_of("edit", post), {"caption": "外から"}).status_code == 403


def test_choices_that_no_page_offers_are_refused_in_words_and_cost_nothing(
    signed_in, post, page_of, as_browser
):
    address, photo_pk = page_of("edit", post), post.photos.first().pk
    for wrong, told in (
        ({"topics": ["9" * 30]}, "選べる項目が変わりました"),
        ({"topics": ["1", "\0"]}, "選べる項目が変わりました"),
        ({f"photo-{photo_pk}-focus_x": "101"}, "0から100までの数"),
    ):
        response = signed_in.post(address, as_browser(address, **wrong) | {"caption": NAMES})
        assert response.status_code == 422
        assert (told in response.text, NAMES in response.text) == (True, True)


def test_new_form_whose_key_is_broken_begins_a_draft_all_the_same(signed_in):
    for key in ({"form_key": "x"}, {"form_key": ""}, {}):
        signed_in.post("/posts/new/", {"title": "雪の朝", "caption": NAMES} | key)
    assert [one.caption for one in Post.objects.all()] == [NAMES] * 3
