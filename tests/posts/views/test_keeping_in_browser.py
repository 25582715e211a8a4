"""Typing in a browser while everything breaks: the line, the server, the session, the tab, the storage."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from approvals.actions import deciding
from posts.models import Post
from security.models import Role
from tests import factories
from tests.e2e.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(staff):
    return factories.draft(staff, title="雪の朝", caption="おはよう")


@pytest.fixture
def sign_in(client, page, live_server):
    """Whoever is signed in, in every tab of this browser."""

    def enter(person):
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )

    return enter


@pytest.fixture
def editor(page, live_server, post):
    """Opens the editor, in this tab or another, and waits until it listens."""

    def opened(tab=page):
        with tab.expect_response("**/keep/?*"):
            tab.goto(f"{live_server.url}/posts/{post.pk}/edit/")
        return tab

    return opened


def typed(tab, text, field="caption"):
    """Typed, and the field left."""
    tab.locator(f"[name={field}]").fill(text)
    tab.locator(f"[name={field}]").blur()


def told(tab):
    return tab.locator("[data-keep-told]")


def waiting(tab):
    return tab.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typed:')).length")


def caption():
    return Post.objects.get().caption


def test_button_pressed_while_the_page_saves_by_itself_waits_for_the_answer(page, editor, sign_in, staff):
    sign_in(staff)
    tab, held = editor(), []
    tab.route("**/keep/", lambda route: route.continue_() if held else held.append(route))
    typed(tab, "先に送られる")
    eventually(lambda: tab.evaluate("1") and held, "it is on its way")
    tab.locator("[name=caption]").fill("後から打った")
    tab.locator(".editor__do button:text-is('保存する')").click()
    with tab.expect_navigation():
        held[0].continue_()
    expect(tab.locator(".decision-bar__note", has_text="保存しました。")).to_be_visible()
    assert caption() == "後から打った"


def test_link_that_ones_own_text_adds_is_told_as_nobody_elses_deed(page, editor, sign_in, staff):
    sign_in(staff)
    tab = editor()
    typed(tab, "くわしくは https://www.example.jp/minato へ。")
    expect(tab.locator("[data-keep-news]")).to_contain_text("写真またはリンクの欄が変わりました")
    with tab.expect_navigation():
        tab.locator(".editor__do button:text-is('保存する')").click()
    expect(tab.locator("#links")).to_contain_text("www.example.jp")


def test_line_cut_at_five_moments_loses_nothing(page, editor, sign_in, staff):
    sign_in(staff)
    tab = editor()
    typed(tab, "何も切れない")
    expect(told(tab)).to_contain_text("保存しました")
    assert (caption(), waiting(tab)) == ("何も切れない", 0)

    tab.route("**/keep/", lambda route: route.abort())  # before sending
    typed(tab, "送る前に切れた")
    expect(told(tab)).to_contain_text("サーバーにつながらないため")
    assert (caption(), waiting(tab)) == ("何も切れない", 1)
    tab.unroute("**/keep/")
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(told(tab)).to_contain_text("保存しました")
    assert (caption(), waiting(tab)) == ("送る前に切れた", 0)

    def answer_lost(route):
        route.fetch()
        route.abort()

    tab.route("**/keep/", answer_lost)
    typed(tab, "答えが失われた")
    expect(told(tab)).to_contain_text("サーバーにつながらないため")
    version = Post.objects.get().version
    assert caption() == "答えが失われた"
    tab.unroute("**/keep/")
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(told(tab)).to_contain_text("保存しました")
    assert (Post.objects.get().version, waiting(tab)) == (version, 0)

    tab.route("**/keep/", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))  # restarted
    typed(tab, "サーバーが再起動した")
    expect(told(tab)).to_contain_text("サーバーにつながらないため")
    later = page.context.new_page()
    tab.close(run_before_unload=False)  # and the tab is closed meanwhile
    editor(later)
    # A closing tab may have sent it in its last moment; else it is taken up here.
    expect(later.locator("#id_caption")).to_have_value("サーバーが再起動した")
    eventually(
        lambda: (caption(), waiting(later)) == ("サーバーが再起動した", 0), "it is saved, and waits no more"
    )


def test_session_that_ends_goes_on_after_the_sign_in_and_another_person_sees_nothing(
    page, editor, sign_in, staff, post
):
    other = factories.person(Role.PREFECTURE_POSTER, name="山田 葉子")
    sign_in(staff)
    tab = editor()
    page.context.clear_cookies()
    typed(tab, "ログインが切れた")
    expect(told(tab)).to_contain_text("ログインが切れているため")
    expect(tab.get_by_role("link", name="ログインする")).to_be_visible()
    assert (caption(), waiting(tab)) == ("おはよう", 1)
    sign_in(other)
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(told(tab)).to_contain_text("いまログインしている方が違う")
    tab.reload()
    expect(tab.locator("[name=caption]")).to_have_value("おはよう")
    sign_in(staff)
    editor(tab)
    expect(told(tab)).to_contain_text("保存しました")
    assert (caption(), waiting(tab)) == ("ログインが切れた", 0)


def test_two_tabs_never_overwrite_and_the_reason_of_a_return_stands_beside_its_field(
    page, editor, sign_in, staff, chief, post
):
    sent = factories.submit(staff, post)
    reason = "本文の日付を直してください。急ぎません。"
    deciding.send_back(by=chief, item=sent, seal=sent.submission.seal, reason=reason)
    sign_in(staff)
    one, two = editor(), editor(page.context.new_page())
    expect(one.locator(".keeping__beside")).to_have_text(["戻された理由: 本文の日付を直してください。"])
    typed(one, "雪の夜", field="title")
    expect(two.locator("[name=title]")).to_have_value("雪の夜")
    expect(two.locator("[data-keep-news]")).to_contain_text("「件名」")
    two.route("**/keep/*", lambda route: route.abort())
    two.route("**/keep/", lambda route: route.abort())
    typed(two, "二つ目の文")
    typed(one, "一つ目の文")
    eventually(lambda: caption() == "一つ目の文", "the first tab's text saved")
    two.unroute_all()
    two.evaluate("window.dispatchEvent(new Event('online'))")
    pair = two.locator(".keeping__pair")
    expect(pair).to_contain_text("一つ目の文")
    expect(pair).to_contain_text("二つ目の文")
    assert caption() == "一つ目の文"
    two.get_by_role("button", name="これを残す").click()
    expect(pair).to_have_count(0)
    expect(two.locator("[data-keep-told]")).to_contain_text("保存しました")
    expect(one.locator("[name=caption]")).to_have_value("二つ目の文")


def test_storage_that_is_shut_is_told_and_signing_out_empties_it(page, editor, sign_in, staff, live_server):
    sign_in(staff)
    page.route("**/keep/", lambda route: route.abort())
    tab = editor()
    typed(tab, "書きかけ")
    expect(told(tab)).to_contain_text("この端末に預かっています")
    tab.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    typed(tab, "もっと書いた")
    expect(told(tab)).to_contain_text("この端末には預かれません")
    expect(tab.get_by_role("button", name="文章をコピーする")).to_be_visible()
    assert tab.evaluate("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    other = page.context.new_page()
    other.goto(f"{live_server.url}/posts/")
    assert waiting(other) == 1
    questions = []
    other.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    other.locator("form[data-sign-out]").first.evaluate("form => form.requestSubmit()")
    other.wait_for_url("**/accounts/**")
    assert "1件" in questions[0]
    assert waiting(other) == 0
    expect(told(tab)).to_contain_text("ログアウトしました")


def test_sealed_text_is_kept_here_alone_and_a_new_draft_survives_a_reload(
    page, editor, sign_in, staff, live_server, post
):
    factories.submit(staff, Post.objects.get())
    sign_in(staff)
    tab = editor()
    expect(told(tab)).to_contain_text("自動保存はしていません")
    typed(tab, "承認待ちの文")
    expect(told(tab)).to_contain_text("この端末に預かっています")
    assert (caption(), waiting(tab)) == ("おはよう", 1)
    fresh = page.context.new_page()
    fresh.goto(f"{live_server.url}/posts/new/")
    typed(fresh, "新しい本文")
    expect(told(fresh)).to_contain_text("この端末に預かっています")
    key = fresh.locator("[name=form_key]").input_value()
    fresh.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"{live_server.url}/posts/new/")
    expect(again.locator("[name=caption]")).to_have_value("新しい本文")
    assert again.locator("[name=form_key]").input_value() == key
    again.get_by_role("button", name="起案して次へ").click()
    again.wait_for_url("**/edit/")
    expect(again.locator("form[data-keep-ready]")).to_be_attached()
    eventually(
        lambda: waiting(again) == 1, "the new draft's entry let go"
    )  # the other document's, which waits for its button
