"""第４第１項(2), 第３項(2): rights and people in the editor, once for all photos; links as the text names them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from posts.models import Link, Photo, Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(2)")]

SAID = {"source": "provided", "right_holder": "〇〇町", "evidence_note": "電話で承諾", "people": "none"}
TYPED = {f"rights-{name}": value for name, value in SAID.items()}


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def post(staff):
    post = factories.draft(staff, photos=3)
    post.photos.update(source="", right_holder="", evidence_note="", people="", relation_confirmed=False)
    return Post.objects.get(pk=post.pk)


def said(post, name):
    return list(Photo.objects.filter(post=post).values_list(name, flat=True))


def test_one_form_for_three_photos(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    form = as_browser(address, **TYPED)
    assert not [name for name in form if name.startswith("photo-") and name.endswith("right_holder")]
    signed_in.post(address, form)
    assert said(post, "right_holder") == ["〇〇町"] * 3
    assert said(post, "relation_confirmed") == [False] * 3


def test_all_are_related_by_one_press_each_shown(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    page = signed_in.get(address).content.decode()
    assert page.count('class="related__photo"') == 3
    response = signed_in.post(address, as_browser(address, all_related="1"))
    assert response["Location"] == f"{address}#rights"
    assert said(post, "relation_confirmed") == [True] * 3


def test_exception_begins_from_the_common_words_and_comes_back(signed_in, post, page_of, as_browser):
    address, second = page_of("edit", post), post.photos.all()[1]
    response = signed_in.post(address, as_browser(address, own_rights=f"{second.pk}:1", **TYPED))
    assert response["Location"] == f"{address}#photo-{second.pk}"
    assert said(post, "own_rights") == [False, True, False]
    form = as_browser(address)
    assert form[f"photo-{second.pk}-right_holder"] == "〇〇町"
    form |= {f"photo-{second.pk}-right_holder": "撮影者", "rights-right_holder": "△△町"}
    signed_in.post(address, form)
    assert said(post, "right_holder") == ["△△町", "撮影者", "△△町"]
    signed_in.post(address, as_browser(address, own_rights=f"{second.pk}:0"))
    assert said(post, "right_holder") == ["△△町"] * 3


@pytest.mark.parametrize("press", ["", "x", "9" * 30 + ":1", ":1", "1:2"])
def test_press_that_no_page_offers_makes_no_exception(signed_in, post, page_of, as_browser, press):
    address = page_of("edit", post)
    assert signed_in.post(address, as_browser(address, own_rights=press)).status_code == 302
    assert said(post, "own_rights") == [False] * 3


def test_exception_of_ones_own_paper(signed_in, post, page_of, as_browser):
    address, second = page_of("edit", post), post.photos.all()[1]
    signed_in.post(address, as_browser(address, own_rights=f"{second.pk}:1"))
    paper = SimpleUploadedFile("承諾書.pdf", b"%PDF-1.4 consent")
    signed_in.post(address, as_browser(address, **{f"photo-{second.pk}-evidence_upload": paper}))
    assert said(post, "evidence_name") == ["", "承諾書.pdf", ""]


def test_common_paper_is_kept_for_all_though_another_field_is_wrong(signed_in, post, page_of, as_browser):
    address = page_of("edit", post)
    paper = SimpleUploadedFile("承諾書.pdf", b"%PDF-1.4 consent")
    page = signed_in.post(
        address, as_browser(address, publish_at="いつか", **{"rights-evidence_upload": paper})
    )
    assert page.status_code == 422
    assert said(post, "evidence_name") == ["承諾書.pdf"] * 3


def test_last_documents_words_are_offered_and_taken_by_one_press(signed_in, staff, post, page_of, as_browser):
    factories.draft(staff, photos=1)
    Post.objects.exclude(pk=post.pk).get().photos.update(people="consented", consent_note="当日")
    address = page_of("edit", post)
    page = signed_in.get(address).content.decode()
    assert 'name="rights_as_before"' in page
    signed_in.post(address, as_browser(address, rights_as_before="1"))
    photo = post.photos.first()
    assert (photo.source, photo.right_holder) == ("own", "地域政策課")
    assert (photo.people, photo.consent_note) == ("", "")
    assert 'name="rights_as_before"' not in signed_in.get(address).content.decode()


def test_permission_that_ends_is_not_offered_again(signed_in, staff, post, page_of):
    before = factories.draft(staff)
    before.photos.update(permission_until="2099-01-01")
    assert 'name="rights_as_before"' not in signed_in.get(page_of("edit", post)).content.decode()


def test_side_tells_what_all_lack_in_one_line(signed_in, post, page_of):
    post.photos.update(alt_text="", relation_confirmed=True)
    lines = signed_in.get(page_of("edit", post)).context["lines"]
    told = [(line.sentence, line.anchor) for line in lines if "写真に共通" in line.sentence]
    assert told == [("写真に共通: あと4点", "id_rights-source")]


@pytest.mark.parametrize("photos", [1, 3])
def test_editor_asks_no_more_of_more_photos(signed_in, staff, page_of, photos, django_assert_max_num_queries):
    post = factories.draft(staff, photos=photos, links=[factories.link()])
    signed_in.get(page_of("edit", post))
    with django_assert_max_num_queries(22):
        signed_in.get(page_of("edit", post))


# --- Links -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("第４第１項(3)")
def test_saving_the_text_shows_its_links_and_what_the_text_no_longer_names(
    signed_in, post, page_of, as_browser
):
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, caption="https://www.example.jp/yuki"))
    link = Link.objects.get()
    page = signed_in.get(address).content.decode()
    assert "本文にありません" not in page
    assert f'name="link-{link.pk}-remove"' not in page
    signed_in.post(address, as_browser(address, caption="消しました", **{f"link-{link.pk}-related": "on"}))
    page = signed_in.get(address).content.decode()
    assert "本文にありません" in page
    signed_in.post(address, as_browser(address, **{f"link-{link.pk}-remove": "on"}))
    assert not Link.objects.exists()


@pytest.mark.clause("第４第１項(3)ウ")
def test_tick_keeps_the_consent_for_the_site_and_says_so(signed_in, post, page_of, as_browser, said):
    address = page_of("edit", post)
    signed_in.post(address, as_browser(address, caption="https://www.example.jp/yuki"))
    prefix = f"link-{Link.objects.get().pk}"
    form = as_browser(address) | {f"{prefix}-agreed": "on", f"{prefix}-keep_for_site": "on"}
    page = signed_in.post(address, form, follow=True)
    assert any("まだ「サイトの了解」に登録していません" in one for one in said(page))
    form = as_browser(address) | {f"{prefix}-agreed": "on", f"{prefix}-keep_for_site": "on"}
    form |= {
        f"{prefix}-agreed_with": "〇〇町",
        f"{prefix}-agreed_on": "2026-10-01",
        f"{prefix}-agreed_how": "電話",
    }
    page = signed_in.post(address, form, follow=True)
    assert any("「サイトの了解」に登録し" in one for one in said(page))
    assert Link.objects.get().agreement.host == "www.example.jp"


@pytest.mark.clause("第４第１項(3)ウ")
def test_prefectures_own_site_is_recorded_by_one_press(client, staff, poster, post, page_of, as_browser):
    client.force_login(poster)
    assert "道の公式サイトを登録する" not in client.get("/posts/agreements/").content.decode()
    client.force_login(staff)
    page = client.get("/posts/agreements/")
    assert "道の公式サイトを登録する" in page.content.decode()
    client.post("/posts/agreements/", page.context["own_site"])
    assert "道の公式サイトを登録する" not in client.get("/posts/agreements/").content.decode()
    address = page_of("edit", post)
    client.post(address, as_browser(address, caption="https://www.pref.hokkaido.lg.jp/ss/"))
    link = Link.objects.get()
    assert link.agreement.agreed_with == "北海道"
    assert (link.related, link.decent) == (False, False)
