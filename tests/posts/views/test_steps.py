"""Asking, deciding and everything after, through the pages: same rules, same sentences, nothing lost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions import deciding
from approvals.models import Decision, Guideline, State
from approvals.querysets import current_stop
from outbox.jobs import JobState
from posts.drafting import rules
from posts.drafting.content import sealed
from posts.models import Post
from security.models import Role
from security.office.answers import Refused, no
from tests import factories

pytestmark = pytest.mark.django_db


def confirmed():
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    return [one.sentence for one in rules.confirmations(guideline)]


@pytest.fixture
def press(client):
    """Signed in as the person, send the form; the page that follows."""

    def send(person, address, **form):
        client.force_login(person)
        return client.post(address, form, follow=True)

    return send


def admin_desk(post):
    return reverse("admin:posts_post_change", args=[post.pk])


@pytest.mark.clause("第３第１項")
@pytest.mark.clause("第３第２項")
def test_approval_is_asked_for_on_its_page(press, staff, page_of, said):
    post = factories.draft(staff)
    address = page_of("submit", post)
    page = press(staff, address, version=post.version, confirmed=confirmed())
    assert Post.objects.get().state == State.PENDING
    assert any("移住交流担当課長の承認" in message for message in said(page))


def test_unconfirmed_point_keeps_the_others_ticked(press, staff, page_of):
    post = factories.draft(staff)
    ticked = confirmed()[1:]
    page = press(staff, page_of("submit", post), version=post.version, confirmed=ticked)
    assert page.status_code == 422
    assert page.context["confirmed"] == ticked
    assert [point.clause for point in page.context["unconfirmed"]] == ["第３第１項"]
    assert page.content.decode().count(" checked") == len(ticked)


def test_what_is_missing_is_shown_with_its_clause_and_place(client, staff, page_of):
    post = factories.draft(staff)
    post.photos.update(right_holder="")
    client.force_login(staff)
    content = client.get(page_of("submit", post)).content.decode()
    assert "1枚目の写真: 権利者を入力してください。" in content
    assert "第４第１項(2)" in content
    assert f"{page_of('edit', post)}#id_rights-right_holder" in content


def test_asking_with_points_missing_says_at_the_top_how_many(client, press, staff, page_of):
    post = factories.draft(staff)
    post.photos.update(right_holder="", alt_text="")
    sentence = "まだ承認を求められません。先に済ませることが2点あります。"
    page = press(staff, page_of("submit", post), version=post.version, confirmed=confirmed())
    content = page.content.decode()
    assert sentence in content
    top = content[: content.index(sentence)]
    assert "data-error-summary" in top
    assert 'role="alert"' in top
    assert "承認を求める内容" not in top
    assert "まだ承認を求められません" not in client.get(page_of("submit", post)).content.decode()


def test_asking_on_a_stale_page_shows_the_content_as_it_is(press, staff, page_of, said):
    post = factories.draft(staff)
    factories.edited(staff, post, caption="いま直しました。")
    page = press(staff, page_of("submit", post), version=post.version, confirmed=confirmed())
    assert Post.objects.get().state == State.DRAFT
    assert "いま直しました。" in page.content.decode()
    assert any("変わりました" in message for message in said(page))


DESKS = {"page": (lambda page_of, post: page_of("decide", post), "poster", "manager")}
DESKS["admin site"] = (lambda page_of, post: admin_desk(post), "staff", "chief")


@pytest.fixture(params=DESKS)
def desk(request, page_of):
    """The two desks: a pending post, its decider and the address."""
    address, author, decider = DESKS[request.param]
    post = factories.submitted(request.getfixturevalue(author))
    return post, request.getfixturevalue(decider), address(page_of, post)


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.clause("第４第３項(1)")
def test_desk_shows_exactly_what_would_go_out_and_approves_it(client, press, desk, said):
    post, decider, address = desk
    client.force_login(decider)
    page = client.get(address)
    content = page.content.decode()
    assert sealed(post.submission).photos[0].digest in content
    assert "雪の朝の並木道" in content
    assert f'value="{post.submission.seal}"' in content
    asked = press(decider, address, verdict="approve", seal=post.submission.seal)
    assert asked.context["confirming"]
    assert Post.objects.get().state == State.PENDING
    done = press(decider, address, verdict="approve", seal=post.submission.seal, confirmed="1")
    assert Post.objects.get().state == State.APPROVED
    assert any("承認しました" in message for message in said(done))


def test_desk_numbers_the_photos_and_opens_each_in_full(client, staff, chief):
    post = factories.submitted(staff, photos=2)
    client.force_login(chief)
    content = client.get(admin_desk(post)).content.decode()
    for place, photo in enumerate(post.photos.all(), start=1):
        address = reverse("posts:image", args=[post.pk, photo.rendition])
        link = content[content.index(f'<a class="rights__whole" href="{address}"') :]
        assert link.index(f"{place}枚目") < link.index("</a>")


@pytest.mark.parametrize("verdict", ["send_back", "reject"])
def test_desk_asks_for_the_reason(press, desk, verdict):
    post, decider, address = desk
    page = press(decider, address, verdict=verdict, seal=post.submission.seal, reason=" ", confirmed="1")
    assert page.status_code == 422
    assert "reason" in page.context["form"].errors
    press(decider, address, verdict=verdict, seal=post.submission.seal, reason="写真が暗い", confirmed="1")
    assert Decision.objects.get().reason == "写真が暗い"
    assert Post.objects.get().state == {"send_back": State.DRAFT, "reject": State.REJECTED}[verdict]


def test_desk_refuses_a_version_changed_meanwhile_and_keeps_the_reason(press, desk, said):
    post, decider, address = desk
    factories.submit(post.author, factories.edited(post.author, post, caption="直した本文です。"))
    page = press(
        decider, address, verdict="send_back", seal=post.submission.seal, reason="写真が暗い", confirmed="1"
    )
    assert not Decision.objects.exists()
    assert any("内容が変わった" in message for message in said(page))
    assert page.context["form"]["reason"].value() == "写真が暗い"
    assert page.context["form"]["seal"].value() == Post.objects.get().submission.seal
    assert "直した本文です。" in page.content.decode()


@pytest.mark.parametrize("form", [{"verdict": "publish"}, {}, {"verdict": "approve", "seal": "x" * 65}])
def test_nonsense_on_the_desk_decides_nothing(press, desk, form):
    post, decider, address = desk
    page = press(decider, address, confirmed="1", **{"seal": post.submission.seal, **form})
    assert page.status_code == 422
    assert not Decision.objects.exists()


def test_desk_tells_the_slower_one_who_was_faster(press, desk, said):
    post, decider, address = desk
    approval_actions.approve(by=decider, item=post, seal=post.submission.seal)
    page = press(decider, address, verdict="approve", seal=post.submission.seal, confirmed="1")
    assert any(f"{decider.name}さんが" in message for message in said(page))
    assert Decision.objects.count() == 1


@pytest.mark.clause("第４第１項(1)")
def test_author_sees_no_buttons_on_the_desk(client, press):
    double = factories.person(Role.SECTION_CHIEF)
    factories.AppointmentFactory(user=double, role=Role.PREFECTURE_POSTER)
    post = factories.submitted(double)
    client.force_login(double)
    content = client.get(admin_desk(post)).content.decode()
    assert "ご自身が起案または編集したもの" in content
    assert 'value="approve"' not in content
    press(double, admin_desk(post), verdict="approve", seal=post.submission.seal, confirmed="1")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_readers_of_the_admin_desk_cannot_decide(press, staff, request, role):
    post = factories.submitted(staff)
    press(
        request.getfixturevalue(role),
        admin_desk(post),
        verdict="approve",
        seal=post.submission.seal,
        confirmed="1",
    )
    assert not Decision.objects.exists()


def test_desk_shows_what_changed_since_the_version_returned(client, staff, chief):
    first = factories.submitted(staff)
    approval_actions.send_back(by=chief, item=first, seal=first.submission.seal, reason="写真が暗い")
    second = factories.submit(staff, factories.edited(staff, first, caption="こんにちは。\n#北海道"))
    client.force_login(chief)
    page = client.get(admin_desk(second))
    assert page.context["changed"] == ["本文"]
    content = page.content.decode()
    assert "写真が暗い" in content
    assert "<ins>" in content
    assert "<del>" in content


@pytest.mark.clause("第３第１項(2)")
def test_recognition_is_named_on_the_desk(client, staff, chief):
    post = factories.submitted(staff, category="2")
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    client.force_login(chief)
    content = client.get(admin_desk(post)).content.decode()
    assert "適当と認める" in content
    assert "第３第１項(2)" in content


def test_returned_draft_tells_its_author_why(client, staff, chief, page_of):
    post = factories.submitted(staff)
    approval_actions.send_back(by=chief, item=post, seal=post.submission.seal, reason="写真が暗いので明るく")
    client.force_login(staff)
    page = client.get(page_of("detail", post))
    content = page.content.decode()
    assert "写真が暗いので明るく" in content
    assert "差し戻されました。内容を直して、もう一度承認を求めてください。" in content
    assert "まだ承認を求めていません" not in content
    first, second = page.context["buttons"][:2]
    assert (first.label, first.style) == ("内容を直す", "")
    assert (second.label, second.style) == ("承認を求める", "button--outline")


def tomorrow():
    return timezone.now() + datetime.timedelta(days=1)


STEPS = {
    "pull_back": (lambda s, c: factories.submitted(s), "staff", {}, State.DRAFT),
    "withdraw": (lambda s, c: factories.draft(s), "staff", {"reason": "中止"}, State.WITHDRAWN),
    "revoke": (lambda s, c: factories.approved(s, c), "chief", {"reason": "様子を見る"}, State.DRAFT),
    "publish": (lambda s, c: factories.approved(s, c), "staff", {}, State.APPROVED),
}


@pytest.mark.parametrize("name", STEPS)
def test_step_shows_what_will_happen_and_is_taken_by_pressing(
    client, press, request, staff, chief, page_of, name
):
    make, role, form, state = STEPS[name]
    post, person = make(staff, chief), request.getfixturevalue(role)
    before = post.state
    client.force_login(person)
    page = client.get(page_of(name, post))
    assert page.status_code == 200
    assert all(sentence in page.content.decode() for sentence in page.context["consequences"])
    assert Post.objects.get().state == before
    press(person, page_of(name, post), **form)
    assert Post.objects.get().state == state
    assert post.jobs.filter(state=JobState.QUEUED).exists() is (name == "publish")


@pytest.mark.parametrize("name", ["withdraw", "revoke"])
def test_step_without_its_reason_is_not_taken(press, request, staff, chief, page_of, name):
    make, role, _, _ = STEPS[name]
    post = make(staff, chief)
    page = press(request.getfixturevalue(role), page_of(name, post), reason=" ")
    assert page.status_code == 422
    assert Post.objects.get().state == post.state


@pytest.mark.parametrize(
    "name",
    [
        "pull_back",
        "withdraw",
        "revoke",
        "publish",
        "retry",
        "resolve",
        "not_there",
        "note_difference",
        "record_removal",
        "submit",
    ],
)
@pytest.mark.parametrize("role", ["auditor", "administrator", "manager"])
def test_step_of_somebody_else_is_refused_with_its_reason(press, request, staff, chief, page_of, name, role):
    post = factories.approved(staff, chief)
    page = press(request.getfixturevalue(role), page_of(name, post), reason="理由", has_looked="on")
    assert Post.objects.get().state == State.APPROVED
    assert not post.jobs.exists()
    assert page.status_code in (200, 404)


@pytest.mark.parametrize("name", ["pull_back", "withdraw", "revoke", "publish"])
def test_looking_at_a_step_takes_nothing(client, request, staff, chief, page_of, name):
    make, role, _, _ = STEPS[name]
    post = make(staff, chief)
    client.force_login(request.getfixturevalue(role))
    for method in ("get", "head"):
        getattr(client, method)(page_of(name, post))
    assert Post.objects.get().state == post.state


def test_stop_and_resume_on_their_page(press, chief, staff, said):
    page = press(chief, "/stop/", reason="誤った情報が出た")
    assert any("緊急停止しました" in message for message in said(page))
    refused = press(staff, "/stop/", note="もうよい")
    assert any("担当課長" in message for message in said(refused))
    page = press(chief, "/stop/", note="訂正した")
    assert any("解除しました" in message for message in said(page))


def test_stop_without_a_reason_stays_on_its_page(press, chief):
    page = press(chief, "/stop/", reason="")
    assert "reason" in page.context["form"].errors


def test_second_stop_from_a_page_opened_before_does_not_resume(press, chief):
    """The page of the second chief still says 「停止する」; pressing it must not end the first one's stop."""
    approval_actions.stop(by=chief, reason="誤った情報が出た")
    press(factories.person(Role.SECTION_CHIEF), "/stop/", reason="こちらでも気づいた")
    assert current_stop()


def test_history_tells_who_did_what(client, staff, chief, page_of):
    post = factories.approved(staff, chief, publish_at=tomorrow())
    client.force_login(staff)
    page = client.get(page_of("detail", post))
    told = [(entry.label, entry.by) for entry in page.context["entries"]]
    assert told[0] == ("起案した", "地域政策課投稿者 佐藤 花子")
    assert told[-1] == ("承認した", "地域政策課移住交流担当課長 神田 太郎")


@pytest.mark.clause("第３第１項(1)")
def test_desk_names_the_topics(client, staff, chief):
    post = factories.submitted(staff)
    client.force_login(chief)
    topic = post.topics.get()
    assert f"<dd>{topic.name}</dd>" in client.get(admin_desk(post)).content.decode()


@pytest.mark.parametrize("state", [State.EXPIRED, State.FAILED])
def test_what_did_not_go_out_is_a_draft_again_by_one_step(client, press, staff, chief, page_of, said, state):
    post = factories.approved(staff, chief)
    Post.objects.update(state=state)
    client.force_login(staff)
    assert f'href="{page_of("reopen", post)}"' in client.get(post.get_absolute_url()).content.decode()
    page = press(staff, page_of("reopen", post))
    assert Post.objects.get().state == State.DRAFT
    assert any("下書きに戻しました" in message for message in said(page))


def test_draft_is_not_reopened(client, staff, page_of):
    post = factories.draft(staff)
    client.force_login(staff)
    assert page_of("reopen", post) not in client.get(post.get_absolute_url()).content.decode()
    assert client.get(page_of("reopen", post))["Location"] == page_of("detail", post)


def test_step_that_is_refused_meanwhile_says_so_beside_what_was_typed(client, staff, monkeypatch):
    post = factories.submitted(staff)

    def somebody_was_faster(**_):
        raise Refused(no("すでに投稿されています。"))

    monkeypatch.setattr(approval_actions, "withdraw", somebody_was_faster)
    client.force_login(staff)
    page = client.post(reverse("posts:withdraw", args=[post.pk]), {"reason": "日付の誤り"})
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["すでに投稿されています。"]
    assert "日付の誤り" in page.content.decode()
    assert "記録は残り、後から見ることができます。" in page.content.decode()


@pytest.mark.clause("第３第２項")
def test_confirmations_stay_ticked_for_whoever_gave_them_while_nothing_has_changed(
    client, staff, chief, page_of
):
    post = factories.submitted(staff)
    deciding.send_back(by=chief, item=post, seal=post.submission.seal, reason="時刻を改めてください。")
    colleague = factories.person(Role.PREFECTURE_POSTER)

    def ticked(person):
        client.force_login(person)
        page = client.get(page_of("submit", post))
        return len(page.context["confirmed"]), page.content.decode()

    post = factories.edited(staff, Post.objects.get(), title="別の呼び名")
    count, page = ticked(staff)
    assert count == len(post.dossier.submissions.get().confirmations) > 0
    assert page.count(" checked") == count
    assert "変わっていないため" in page
    assert ticked(colleague)[0] == 0
    factories.edited(staff, post, caption="変えました")
    count, page = ticked(staff)
    assert count == page.count(" checked") == 0
    assert "本文が変わっています" in page
