"""Who sees what: strangers are told that there is nothing here; pages cost the same for one row and for three."""

import datetime
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from posts.drafting.actions import Draft, PhotoEdit, save_draft
from posts.imaging import store
from posts.models import Post
from security.models import PasswordTask, Role
from tests import factories
from tests.comments.cases import factories as case_factories

pytestmark = pytest.mark.django_db

ONE_POST = [
    "detail",
    "edit",
    "submit",
    "decide",
    "now",
    "pull_back",
    "withdraw",
    "revoke",
    "publish",
    "retry",
    "reopen",
]
ONE_POST += ["resolve", "not_there", "note_difference", "record_removal"]
LISTS = ["/", "/posts/", "/posts/agreements/"]
HALTED = "緊急停止中のため、投稿されません。解除されるまでお待ちください。"


@pytest.fixture
def stranger():
    return factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())


@pytest.fixture
def evidence(poster):
    """A contractor's draft whose photo has a paper."""
    post = factories.draft(poster)
    paper = store.originals().put(b"%PDF-1.4 consent")
    post.photos.update(evidence_file=paper, evidence_name="承諾書.pdf")
    return post


def image_address(post, photo=None):
    photo = photo or post.photos.first()
    return reverse("posts:image", args=[post.pk, photo.rendition])


def evidence_address(post):
    return reverse("posts:evidence", args=[post.pk, post.photos.first().evidence_file])


@pytest.mark.parametrize("name", ONE_POST)
def test_page_of_a_post_asks_for_sign_in(client, staff, page_of, name):
    response = client.get(page_of(name, factories.draft(staff)))
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", [*LISTS, "/posts/new/", "/stop/"])
def test_page_asks_for_sign_in(client, address):
    assert client.get(address)["Location"].startswith(reverse("account_login"))


@pytest.mark.clause("第２")
@pytest.mark.parametrize("name", ONE_POST)
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_contractors_see_no_draft(client, poster, stranger, page_of, name, method):
    client.force_login(stranger)
    only_read = method == "post" and name in ("detail", "now")
    response = getattr(client, method)(page_of(name, factories.draft(poster)))
    assert response.status_code == (405 if only_read else 404)


@pytest.mark.parametrize("make", [factories.draft, factories.submitted])
def test_other_contractors_see_no_picture_paper_or_row(client, poster, stranger, evidence, make):
    post = make(poster)
    client.force_login(stranger)
    assert client.get(image_address(post)).status_code == 404
    assert client.get(evidence_address(evidence)).status_code == 404
    assert list(client.get("/posts/").context["page"]) == []


@pytest.mark.clause("第２")
@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED, State.REMOVED])
def test_contractor_sees_nothing_of_the_prefectures(client, staff, chief, poster, page_of, state):
    """What is live is public on Instagram; the papers behind it are not."""
    post = factories.approved(staff, chief)
    Post.objects.update(state=state)
    client.force_login(poster)
    assert client.get(page_of("detail", post)).status_code == 404
    assert client.get(image_address(post)).status_code == 404
    assert list(client.get("/posts/").context["page"]) == []


@pytest.mark.clause("第２")
@pytest.mark.parametrize("division_first", [True, False])
def test_person_of_both_sides_reads_and_works_on_both(client, poster, contractor, page_of, division_first):
    both = factories.UserFactory()
    sides = [(Role.AUDITOR, factories.OrganizationFactory()), (Role.CONTRACTOR_POSTER, contractor)]
    for role, organization in sides if division_first else sides[::-1]:
        factories.AppointmentFactory(user=both, role=role, organization=organization)
    own = factories.draft(poster)
    of_another = factories.draft(
        factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory()), title="よその起案"
    )
    client.force_login(both)
    assert client.get(page_of("detail", own)).status_code == 200
    assert client.get(page_of("detail", of_another)).status_code == 200
    assert set(client.get("/posts/").context["page"]) == {own, of_another}
    assert [post for section in client.get("/").context["sections"] for post, *_ in section.rows] == [own]


def test_papers_of_a_live_post_stay_with_its_own_side(client, poster, stranger, staff, evidence):
    """Consent letters name people: that the picture is public does not make them so."""
    Post.objects.filter(pk=factories.submit(poster, evidence).pk).update(state=State.PUBLISHED)
    client.force_login(stranger)
    assert client.get(evidence_address(evidence)).status_code == 404
    for reader in (poster, staff):
        client.force_login(reader)
        response = client.get(evidence_address(evidence))
        assert (response.status_code, b"".join(response)) == (200, b"%PDF-1.4 consent")


@pytest.mark.clause("第４第１項(2)")
def test_photo_before_its_cutting_stays_with_its_own_side(client, poster, stranger):
    """Whoever was cut away has not been published."""
    post = factories.submitted(poster)
    Post.objects.update(state=State.PUBLISHED)
    address = reverse("posts:whole_photo", args=[post.pk, post.photos.get().pk])
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(poster)
    assert client.get(address)["Content-Type"] == "image/jpeg"


@pytest.mark.clause("第４第３項(2)")
def test_paper_of_an_approved_version_stays_readable(client, poster, manager, evidence):
    post = factories.submit(poster, evidence)
    earlier = evidence_address(post)
    approval_actions.approve(by=manager, item=post, seal=post.submission.seal)
    photo = post.photos.get()
    paper = {"evidence_file": store.originals().put(b"%PDF-1.4 other"), "evidence_name": "別の資料.pdf"}
    edit = PhotoEdit(pk=photo.pk, focus=(50, 50), fields=paper)
    save_draft(by=poster, post=post, version=post.version, draft=Draft(fields={}, photos=[edit]))
    client.force_login(manager)
    for address, content, name in (
        (earlier, b"%PDF-1.4 consent", "承諾書.pdf"),
        (evidence_address(post), b"%PDF-1.4 other", "別の資料.pdf"),
    ):
        response = client.get(address)
        assert b"".join(response) == content
        assert quote(name) in response["Content-Disposition"]
    save_draft(by=poster, post=post, version=post.version + 1, draft=Draft(fields={}, photos=[]))
    assert post.photos.count() == 0
    response = client.get(earlier)
    assert b"".join(response) == b"%PDF-1.4 consent"


@pytest.mark.parametrize("digest", ["0" * 64, "x", "1", "%25"])
def test_made_up_paper_is_not_here(client, poster, evidence, digest):
    factories.submit(poster, evidence)
    client.force_login(poster)
    assert client.get(f"/posts/{evidence.pk}/evidence/{digest}/").status_code == 404
    assert client.get(f"/posts/{evidence.pk}/evidence/{evidence.photos.get().original}/").status_code == 404


@pytest.mark.clause("第４第３項(2)")
def test_desk_leads_to_the_paper(client, poster, manager, evidence, page_of):
    post = factories.submit(poster, evidence)
    client.force_login(manager)
    content = client.get(page_of("decide", post)).content.decode()
    assert f'<a href="{evidence_address(post)}">資料: 承諾書.pdf</a>' in content


def test_paper_is_a_download_and_never_a_page(client, poster, evidence):
    client.force_login(poster)
    response = client.get(evidence_address(evidence))
    assert b"".join(response)  # read to its end, the file is closed
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("role", ["staff", "chief", "administrator", "auditor", "manager", "poster"])
def test_own_side_and_the_division_read_a_contractors_draft(client, request, poster, page_of, role):
    post = factories.draft(poster)
    client.force_login(request.getfixturevalue(role))
    assert client.get(page_of("detail", post)).status_code == 200
    response = client.get(image_address(post))
    assert b"".join(response)  # read to its end, the file is closed
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "private" in response["Cache-Control"]


@pytest.mark.clause("第２")
def test_person_without_a_valid_appointment_reads_nothing(client, staff, page_of):
    post = factories.draft(staff)
    staff.appointments.update(valid_from="2020-01-01", valid_until="2020-01-02")
    client.force_login(staff)
    for address in (page_of("detail", post), "/posts/", "/posts/new/"):
        assert client.get(address)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_picture_of_another_post_is_not_here(client, staff):
    one, other = factories.draft(staff), factories.draft(staff, frame="square")
    client.force_login(staff)
    address = reverse("posts:image", args=[one.pk, other.photos.get().rendition])
    assert client.get(address).status_code == 404
    original = reverse("posts:image", args=[one.pk, one.photos.get().original])
    assert client.get(original).status_code == 404


@pytest.mark.parametrize("digest", ["0" * 64, "x", "%25", "..", "A" * 64])
def test_made_up_picture_is_not_here(client, staff, digest):
    post = factories.draft(staff)
    client.force_login(staff)
    assert client.get(f"/posts/{post.pk}/images/{digest}.jpg").status_code == 404


def test_picture_of_an_earlier_version_can_still_be_seen(client, staff):
    post = factories.submitted(staff)
    earlier = image_address(post)
    factories.edited(staff, post, frame="square")
    client.force_login(staff)
    response = client.get(earlier)
    assert b"".join(response)  # read to its end, the file is closed
    assert response.status_code == 200


def test_post_that_is_not_there(client, staff):
    client.force_login(staff)
    assert client.get("/posts/987654/").status_code == 404


# The query counts are literal: whoever raises one does so knowingly. What is kept until the trail moves on is there
# already, as it mostly is for people; `AFRESH` is what the first page asks when something has just happened.
QUERIES = {"/": 7, "/posts/": 6, "/posts/agreements/": 7}
AFRESH = 37
ORDINARY_AFRESH = 26


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(
    client, staff, chief, address, rows, django_assert_num_queries
):
    for number in range(rows):
        factories.draft(staff, photos=2)
        factories.approved(staff, chief)
        factories.agreement(
            host=f"{number}.example.jp", agreed_with="〇〇町", agreed_on="2026-10-01", agreed_how="電話"
        )
    client.force_login(staff)
    client.get(address)
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_first_page_costs_the_same_when_something_has_just_happened(
    client, staff, chief, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.draft(staff)
        factories.approved(staff, chief)
    client.force_login(staff)
    with django_assert_num_queries(AFRESH):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_an_ordinary_page_costs_the_same_when_something_has_just_happened(
    client, staff, chief, poster, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.submitted(staff)
        case_factories.case(poster)
        PasswordTask.objects.create(reason="incident", about="紙を紛失した")
    client.force_login(chief)
    client.get("/")
    caches["trail"].clear()
    with django_assert_num_queries(ORDINARY_AFRESH):
        client.get("/posts/")


@pytest.mark.parametrize("rows", [1, 3])
def test_chiefs_queue_costs_the_same_for_one_row_and_for_three(
    client, staff, chief, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.submitted(staff, photos=2)
    client.force_login(chief)
    client.get(reverse("admin:posts_post_changelist"))
    with django_assert_num_queries(8):
        page = client.get(reverse("admin:posts_post_changelist"))
    assert len(page.context["cards"]) == rows


def test_chiefs_queue_shows_the_most_urgent_and_says_that_there_are_more(client, staff, chief, monkeypatch):
    monkeypatch.setattr("approvals.desk.QUEUE_MAX", 2)
    now = timezone.now()
    hours = {n: factories.submitted(staff, publish_at=now + datetime.timedelta(hours=n)) for n in (5, 3, 4)}
    client.force_login(chief)
    page = client.get(reverse("admin:posts_post_changelist"))
    assert [item for item, *_ in page.context["cards"]] == [hours[3], hours[4]]
    assert "2件までを表示しています" in page.content.decode()
    approval_actions.approve(by=chief, item=hours[3], seal=hours[3].submission.seal)
    page = client.get(reverse("admin:posts_post_changelist"))
    assert [item for item, *_ in page.context["cards"]] == [hours[4], hours[5]]
    assert "2件。" in page.content.decode()


def test_list_is_filtered_by_state_and_words(client, staff, chief):
    factories.draft(staff, title="雪の朝")
    factories.submitted(staff, title="雪まつり")
    factories.submitted(staff, title="海の夜")
    client.force_login(staff)

    def titles(query):
        return {post.title for post in client.get(f"/posts/{query}").context["page"]}

    assert titles("") == {"雪の朝", "雪まつり", "海の夜"}
    assert titles("?q=雪") == {"雪の朝", "雪まつり"}
    assert titles("?state=pending") == {"雪まつり", "海の夜"}
    assert titles("?q=雪&state=pending") == {"雪まつり"}
    assert titles("?q=%00雪%00") == {"雪の朝", "雪まつり"}
    assert titles("?state=nonsense&page=99") == {"雪の朝", "雪まつり", "海の夜"}


def test_home_says_what_waits_for_each(client, staff, chief, poster, manager):
    mine = factories.submitted(staff)
    contractors = factories.submitted(poster)

    def waiting(person):
        client.force_login(person)
        return [post for section in client.get("/").context["sections"] for post, *_ in section.rows]

    assert waiting(chief) == [mine]
    assert waiting(manager) == [contractors]
    assert waiting(staff) == waiting(poster) == []
    approval_actions.send_back(by=chief, item=mine, seal=mine.submission.seal, reason="写真が暗い")
    assert waiting(staff) == [mine]


def test_stop_stands_on_every_page(client, staff, chief):
    approval_actions.stop(by=chief, reason="誤った情報が出たため")
    client.force_login(staff)
    for address in [*LISTS, "/posts/new/", "/stop/"]:
        assert "誤った情報が出たため" in client.get(address).content.decode(), address


def test_page_shows_typed_text_as_text(client, staff, page_of):
    post = factories.draft(staff, title="<script>alert(1)</script>", caption="<img src=x onerror=alert(1)>")
    client.force_login(staff)
    for address in ("/posts/", page_of("detail", post), page_of("edit", post), page_of("submit", post)):
        content = client.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content


@pytest.mark.parametrize("hours", [None, 2])
def test_approved_post_is_not_promised_while_posting_is_stopped(client, staff, chief, page_of, hours):
    publish_at = hours and timezone.now() + datetime.timedelta(hours=hours)
    post = factories.approved(staff, chief, publish_at=publish_at)
    client.force_login(staff)
    assert HALTED not in client.get(page_of("detail", post)).content.decode()
    approval_actions.stop(by=chief, reason="誤った情報が出たため")
    for address in (page_of("detail", post), page_of("now", post)):
        content = client.get(address).content.decode()
        assert HALTED in content
        assert "に自動で投稿されます" not in content
        assert "押すと投稿されます" not in content


def test_home_promises_nothing_while_posting_is_stopped(client, staff, chief):
    factories.approved(staff, chief, publish_at=timezone.now() + datetime.timedelta(hours=2))
    client.force_login(staff)
    assert HALTED not in client.get("/").content.decode()
    approval_actions.stop(by=chief, reason="誤った情報が出たため")
    assert HALTED in client.get("/").content.decode()


def test_returned_draft_comes_first_until_it_is_submitted_again(client, staff, chief):
    returned = factories.submitted(staff)
    approval_actions.send_back(by=chief, item=returned, seal=returned.submission.seal, reason="写真が暗い")
    expired = factories.approved(staff, chief)
    Post.objects.filter(pk=expired.pk).update(state=State.EXPIRED, unnoted="office")
    draft = factories.draft(staff)
    client.force_login(staff)

    def shown():
        page = client.get("/")
        return {one.title: [post for post, *_ in one.rows] for one in page.context["sections"]}, page

    sections, page = shown()
    assert sections == {"対応が必要です": [returned, expired], "下書き": [draft]}
    assert "差戻し</span>" in page.content.decode()
    again = factories.submit(staff, factories.edited(staff, returned, caption="直しました。"))
    sections, _ = shown()
    assert sections == {"対応が必要です": [expired], "下書き": [draft]}
    approval_actions.pull_back(by=staff, item=again)
    sections, page = shown()
    assert sections == {"対応が必要です": [expired], "下書き": [returned, draft]}
    assert "差戻し</span>" not in page.content.decode()


def test_draft_whose_approval_was_revoked_counts_as_returned(client, staff, chief):
    post = factories.approved(staff, chief)
    approval_actions.revoke(by=chief, item=post, reason="様子を見る")
    client.force_login(staff)
    assert [section.title for section in client.get("/").context["sections"]] == ["対応が必要です"]
