"""The pages of replies: nothing typed is lost, every state says its reason, every step is asked first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from comments.models import Comment, Reply, ReplyTemplate
from comments.replies import lapsing
from comments.replies.actions import drafting
from security.models import Role
from tests import factories as people
from tests.comments import factories

pytestmark = pytest.mark.django_db


def url(name, reply):
    return reverse(f"replies:{name}", args=[reply.pk])


def new_url(comment):
    return reverse("replies:new", args=[comment.pk])


@pytest.fixture
def here(client):
    """Signs in and gives the browser."""

    def here(user):
        client.force_login(user)
        return client

    return here


def form_of(page, **changes):
    """What the browser sends if the editor's form is sent back with these changes."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    if "version" in page.context:
        data["version"] = page.context["version"]
    return {**data, **changes}


@pytest.mark.clause("第６第２項")
def test_answer_is_written_submitted_and_approved_on_the_pages(here, staff, poster, manager, said):
    comment = factories.comment()
    browser = here(poster)
    page = browser.get(new_url(comment))
    assert comment.text in page.content.decode()
    answer = browser.post(new_url(comment), form_of(page, text="はい、ございます。", submit="1"))
    reply = Reply.objects.get()
    assert answer.url == url("submit", reply)
    page = browser.get(answer.url)
    confirmed = [one.sentence for one in page.context["confirmations"]]
    sent = {"version": 1, "seen": page.context["seen"], "confirmed": confirmed}
    assert browser.post(url("submit", reply), sent).url == url("detail", reply)
    browser = here(manager)
    desk = browser.get(url("decide", reply))
    assert comment.text in desk.content.decode()
    seal = desk.context["submission"].seal
    browser.post(url("decide", reply), {"verdict": "approve", "seal": seal, "confirmed": "1"})
    assert Reply.objects.get().state == State.APPROVED
    assert Reply.objects.get().jobs.count() == 1


@pytest.mark.clause("第６第２項")
def test_desk_says_before_a_rejection_that_the_reply_is_not_sent(here, staff, chief):
    reply = factories.reply_submitted(staff)
    sent = {"verdict": "reject", "reason": "不要", "seal": reply.submission.seal}
    page = here(chief).post(reverse("admin:comments_reply_change", args=[reply.pk]), sent).content.decode()
    assert "第1版を却下する" in page
    assert "この起案は終わりになり、送られません。" in page


def test_chief_decides_in_the_admin_site(here, staff, chief):
    reply = factories.reply_submitted(staff)
    post = people.submitted(staff)
    browser = here(chief)
    for queue in ("admin:comments_reply_changelist", "admin:posts_post_changelist"):
        shown = browser.get(reverse(queue)).content.decode()
        assert reply.title in shown
        assert str(post) in shown
    desk = reverse("admin:comments_reply_change", args=[reply.pk])
    page = browser.get(desk)
    assert (
        "すぐにInstagramへ送られます"
        in browser.post(
            desk, {"verdict": "approve", "seal": page.context["submission"].seal}
        ).content.decode()
    )
    browser.post(desk, {"verdict": "approve", "seal": page.context["submission"].seal, "confirmed": "1"})
    assert Reply.objects.get().state == State.APPROVED


def badge(page):
    return sum(item.badge for item in page.context["office"]["nav"])


def test_posts_and_replies_are_counted_together(here, staff, poster, chief, manager):
    factories.reply_submitted(staff)
    people.submitted(staff)
    factories.reply_submitted(poster)
    assert badge(here(chief).get("/")) == 2
    assert badge(here(manager).get("/")) == 1
    assert badge(here(staff).get("/")) == 0


def test_first_page_leads_to_each(here, staff, chief, poster, manager):
    pending, draft = factories.reply_submitted(staff), factories.reply_draft(staff)
    lapsed = factories.reply_submitted(staff)
    lapsing.comment_edited(lapsed.comment)
    theirs = factories.reply_approved(poster, manager)
    chiefs = here(chief).get("/").content.decode()
    assert reverse("admin:comments_reply_change", args=[pending.pk]) in chiefs
    assert url("detail", theirs) in chiefs  # 供覧
    staffs = here(staff).get("/").content.decode()
    assert url("edit", draft) in staffs
    assert url("detail", lapsed) in staffs
    assert url("detail", pending) not in staffs
    posters = here(poster).get("/").content.decode()
    assert url("edit", draft) not in posters


def test_second_who_answers_is_led_to_the_first(here, staff, poster, said):
    comment = factories.comment()
    reply = factories.reply_draft(staff, to=comment, text="道の下書き")
    colleague = people.person(Role.PREFECTURE_POSTER)
    page = here(colleague).get(new_url(comment), follow=True)
    assert page.redirect_chain == [(url("detail", reply), 302)]
    assert "佐藤 花子さんが起案しています" in said(page)[0]
    page = here(poster).get(new_url(comment))
    assert "佐藤 花子さんが起案しています" in page.content.decode()
    assert "道の下書き" not in page.content.decode()


def test_second_who_sends_keeps_what_was_typed(here, staff, poster):
    comment = factories.comment()
    browser = here(poster)
    form = form_of(browser.get(new_url(comment)), text="わたしの入力")
    factories.reply_draft(staff, to=comment, text="道の下書き")
    page = browser.post(new_url(comment), form)
    shown = page.content.decode()
    assert page.status_code == 409
    assert "わたしの入力" in shown
    assert "道の下書き" not in shown
    assert Reply.objects.count() == 1


def test_comment_that_went_away_meanwhile_keeps_what_was_typed(here, staff):
    comment = factories.comment()
    browser = here(staff)
    form = form_of(browser.get(new_url(comment)), text="わたしの入力")
    Comment.objects.update(gone_at=timezone.now())
    page = browser.post(new_url(comment), form)
    assert (page.status_code, Reply.objects.count()) == (409, 0)
    assert "わたしの入力" in page.content.decode()
    assert "削除されているため" in page.content.decode()


def test_save_after_somebody_elses_keeps_both(here, staff):
    reply = factories.reply_draft(staff)
    browser = here(staff)
    form = form_of(browser.get(url("edit", reply)), text="わたしの入力")
    other = people.person(Role.PREFECTURE_POSTER, name="田中 一郎")
    drafting.save_draft(by=other, reply=reply, version=1, text="田中さんの文")
    page = browser.post(url("edit", reply), form)
    shown = page.content.decode()
    assert page.status_code == 409
    assert "わたしの入力" in shown
    assert "田中さんの文" in shown
    assert "田中 一郎さんが" in shown
    browser.post(url("edit", reply), form_of(page, text="わたしの入力"))
    assert Reply.objects.get().text == "わたしの入力"


def test_template_is_put_in_with_one_press_and_nothing_is_saved(here, staff):
    reply = factories.reply_draft(staff, text="こんにちは。")
    template = ReplyTemplate.objects.create(title="お礼", text="コメントをありがとうございます。")
    ReplyTemplate.objects.create(title="やめたもの", text="-", is_active=False)
    browser = here(staff)
    page = browser.get(url("edit", reply))
    assert "やめたもの" not in page.content.decode()
    page = browser.post(url("edit", reply), form_of(page, template=template.pk))
    assert page.context["form"]["text"].value() == "こんにちは。\nコメントをありがとうございます。"
    assert Reply.objects.get().text == "こんにちは。"


def test_name_is_offered_for_an_answer_to_an_answer(here, staff):
    top = factories.comment()
    answer = factories.comment(
        parent=top, parent_remote_id=top.remote_id, live_post=top.live_post, username="hana"
    )
    assert here(staff).get(new_url(answer)).context["form"]["text"].value() == "@hana "
    assert here(staff).get(new_url(top)).context["form"]["text"].value() == ""


def test_text_comes_back_after_a_sign_in(client, staff):
    reply = factories.reply_draft(staff)
    client.force_login(staff)
    page = client.get(url("edit", reply))
    form = form_of(page, text="長い入力", typed_by=page.context["typed_by"])
    client.logout()
    client.post(url("edit", reply), form)
    client.force_login(staff)
    page = client.get(url("edit", reply))
    assert page.context["form"]["text"].value() == "長い入力"
    assert "入力された内容を戻しました" in page.content.decode()


def test_submission_after_an_edit_of_the_comment_is_asked_again(here, staff, said):
    reply = factories.reply_draft(staff)
    browser = here(staff)
    page = browser.get(url("submit", reply))
    confirmed = [one.sentence for one in page.context["confirmations"]]
    sent = {"version": 1, "seen": page.context["seen"], "confirmed": confirmed}
    Comment.objects.update(text="駐車場は無料ですか?")
    page = browser.post(url("submit", reply), sent, follow=True)
    assert "書き換えられました" in said(page)[0]
    assert "無料" in page.content.decode()
    assert Reply.objects.get().state == State.DRAFT


def test_lapsed_reply_shows_both_texts(here, staff, chief):
    reply = factories.reply_approved(staff, chief)
    Comment.objects.update(text="駐車場は無料ですか?")
    lapsing.comment_edited(Comment.objects.get())
    shown = here(staff).get(url("detail", reply)).content.decode()
    assert lapsing.EDITED in shown
    assert "<ins>" in shown
    assert "<del>" in shown


def test_desk_warns_of_a_comment_that_has_changed(here, staff, chief):
    reply = factories.reply_submitted(staff)
    Comment.objects.update(text="駐車場は無料ですか?")
    page = here(chief).get(reverse("admin:comments_reply_change", args=[reply.pk]))
    assert "コメントが書き換えられています" in page.content.decode()


STEPS = [
    "submit",
    "pull_back",
    "withdraw",
    "revoke",
    "reopen",
    "send",
    "retry",
    "resolve",
    "not_there",
    "record_by_hand",
]


@pytest.mark.clause("第６第２項")
@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_refused_to_whom_it_is_not_given(here, staff, poster, auditor, name):
    reply = factories.reply_submitted(poster)
    page = here(auditor).post(url(name, reply), {"reason": "x", "has_seen": "on", "has_looked": "on"})
    assert page.status_code == 302
    assert Reply.objects.get().state == State.PENDING


@pytest.mark.parametrize("name", ["detail", "edit", "submit", "decide", "now", *STEPS])
def test_other_sides_poster_finds_nothing(here, staff, poster, name):
    reply = factories.reply_draft(staff)
    assert here(poster).get(url(name, reply)).status_code == 404


def test_circulation_is_marked(here, poster, manager, staff):
    reply = factories.reply_approved(poster, manager)
    browser = here(staff)
    assert "供覧を確認した" in browser.get(url("detail", reply)).content.decode()
    browser.post(url("mark_read", reply))
    assert reply.submission.readings.get().by == staff


def test_list_queries_do_not_grow(here, staff):
    browser, asked = here(staff), []
    for count in (1, 2):
        for _ in range(count):
            factories.reply_draft(staff)
        browser.get(reverse("replies:list"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("replies:list"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_first_page_asks_the_same_whatever_waits(here, staff, chief):
    browser, asked = here(chief), []
    for count in (1, 2):
        for _ in range(count):
            factories.reply_submitted(staff)
        browser.get("/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_markup_in_comment_and_answer_is_shown_as_text(here, staff):
    comment = factories.comment(text="<script>alert(1)</script>", username="<b>x</b>")
    reply = factories.reply_draft(staff, to=comment, text="<img src=x onerror=alert(2)>")
    for name in ("detail", "edit", "submit"):
        shown = here(staff).get(url(name, reply)).content.decode()
        assert "<script>alert(1)" not in shown
        assert "<img src=x" not in shown
        assert "<b>x</b>" not in shown


def test_states_are_told_in_the_words_of_replies(here, staff, chief):
    words = {one: Reply(state=one).get_state_display() for one in State}
    assert (words["publishing"], words["published"], words["failed"]) == ("送信中", "返信済", "送信失敗")
    assert words["pending"] == "承認待ち"
    reply = factories.reply_submitted(staff)
    approval_actions.approve(by=chief, item=reply, seal=reply.submission.seal)
    assert "Instagramへ送るところです" in here(staff).get(url("detail", reply)).content.decode()


def test_corrected_form_corrects_the_reply_that_it_began(here, staff, said):
    comment = factories.comment()
    browser = here(staff)
    form = form_of(browser.get(new_url(comment)), text="誤字のある返事")
    browser.post(new_url(comment), form)
    again = browser.post(new_url(comment), form | {"text": "直した返事"}, follow=True)
    assert Reply.objects.get().text == "直した返事"
    assert any("いま送られた内容に直しました" in one for one in said(again))


def test_corrected_form_stands_beside_a_reply_that_was_written_on(here, staff):
    comment = factories.comment()
    browser = here(staff)
    form = form_of(browser.get(new_url(comment)), text="誤字のある返事")
    browser.post(new_url(comment), form)
    reply = Reply.objects.get()
    drafting.save_draft(by=staff, reply=reply, version=1, text="編集画面の返事")
    again = browser.post(new_url(comment), form | {"text": "直した返事"})
    assert again.status_code == 409
    assert again.context["form"]["text"].value() == "直した返事"
    assert "編集画面の返事" in again.text
    assert Reply.objects.get().text == "編集画面の返事"
