"""The editor as people live in it: photos on a bad line, an order by keys, what is in sight, and how heavy it is."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from approvals.models import State
from posts.models import Post
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
DESK, TABLET, PHONE, NARROWEST = (1280, 900), (768, 1024), (390, 844), (320, 640)
SCREENS = 3  # of a phone, for each part
KB = 1000


@pytest.fixture
def open_editor(context, page, client, live_server, staff):
    """Opens a post's editor as the person who drafts it; without script where that is asked for."""

    def opened(post, size=DESK, on=None):
        client.force_login(staff)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        shown = on or page
        shown.context.add_cookies([cookie])
        shown.set_viewport_size({"width": size[0], "height": size[1]})
        shown.goto(live_server.url + reverse("posts:edit", args=[post.pk]))
        return shown

    return opened


@pytest.fixture
def files():
    """Photos as a browser is given them."""

    def made(*colours):
        return [
            {"name": f"{one}.jpg", "mimeType": "image/jpeg", "buffer": factories.photo_file(one).read()}
            for one in colours
        ]

    return made


def order_of(post):
    return list(post.photos.values_list("original_name", flat=True))


def tiles(page):
    return page.locator("[data-tile]")


def saved(page):
    page.get_by_role("button", name="保存する").last.click()
    expect(page.locator(".decision-bar__note", has_text="保存しました。")).to_be_visible()


def test_chosen_photos_are_added_and_ordered_by_keys(page, open_editor, files, staff):
    post = factories.draft(staff, photos=0)
    open_editor(post)
    page.set_input_files("#id_uploads", files("tomato", "gold", "plum"))
    expect(tiles(page)).to_have_count(3)
    expect(page.locator("[data-part-note=photos]")).to_contain_text("あと")
    last = page.get_by_role("link", name=re.compile("3枚目"))
    last.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.locator("[data-strip-told]")).to_contain_text("1枚目に置きました")
    page.fill("#id_title", "三枚の朝")
    saved(page)
    assert order_of(post) == ["plum.jpg", "tomato.jpg", "gold.jpg"]
    assert Post.objects.get().title == "三枚の朝"


def test_hold_is_let_go_to_where_it_was(page, open_editor, staff):
    post = factories.draft(staff, photos=3)
    open_editor(post)
    page.get_by_role("link", name=re.compile("1枚目")).focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("[data-strip-told]")).to_have_text("元の位置に戻しました。")
    first = str(post.photos.first().pk)
    expect(tiles(page).first).to_have_attribute("data-tile", first)
    expect(page.locator(f"[data-tile='{first}'] a")).to_be_focused()


def test_buttons_move_without_saving(page, open_editor, staff):
    post = factories.draft(staff, photos=3)
    open_editor(post)
    page.get_by_role("button", name=re.compile("後へ.*photo0")).click()
    expect(page.locator(f"#photo-{post.photos.first().pk} [data-place]").first).to_have_text("2枚目")
    assert order_of(post)[0] == "photo0.jpg"
    saved(page)
    assert order_of(post)[0] == "photo1.jpg"


def test_photo_cut_off_is_sent_again_by_itself_and_is_there_once(page, open_editor, files, staff):
    """The line is cut once before the photo has arrived and once after it: the answer is lost."""
    post = factories.draft(staff, photos=0)
    open_editor(post)
    cut = []

    def cutting(route):
        if len(cut) < 2:
            if cut:
                route.fetch()
            cut.append(route.request)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/photos/", cutting)
    page.set_input_files("#id_uploads", files("tomato"))
    expect(page.locator(".coming__words")).to_contain_text("回線が切れています")
    page.fill("#id_caption", "そのあいだも書けます")
    expect(tiles(page)).to_have_count(1)
    saved(page)
    after = Post.objects.get()
    assert (len(cut), after.photos.count(), after.caption) == (2, 1, "そのあいだも書けます")


def test_refused_photo_is_refused_by_itself(page, open_editor, files, staff):
    post = factories.draft(staff, photos=1)
    open_editor(post)
    memo = {"name": "memo.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    again = {
        "name": "again.jpg",
        "mimeType": "image/jpeg",
        "buffer": factories.photo_file("steelblue", (1200, 1000)).read(),
    }
    page.set_input_files("#id_uploads", [memo, *files("gold"), again])
    expect(tiles(page)).to_have_count(2)
    expect(
        page.locator(".coming__words--refused", has_text="「memo.jpg」は写真ではありません")
    ).to_be_visible()
    twice = page.locator(".coming__item", has_text="1枚目と同じ写真です")
    twice.get_by_role("button", name="それでも追加する").click()
    expect(tiles(page)).to_have_count(3)


def test_saving_waits_for_what_is_under_way(page, open_editor, files, staff):
    post = factories.draft(staff, photos=0)
    open_editor(post)
    held = []
    page.route("**/photos/", lambda route: held.append(route))
    page.set_input_files("#id_uploads", files("tomato"))
    expect(page.locator(".coming__item")).to_have_count(1)
    page.fill("#id_caption", "先に押しました")
    page.get_by_role("button", name="保存する").last.click()
    expect(page.locator("[data-sending-note]")).to_contain_text("写真1枚を送り終えると、保存します")
    held[0].continue_()
    expect(page.locator(".decision-bar__note", has_text="保存しました。")).to_be_visible()
    assert (Post.objects.get().photos.count(), Post.objects.get().caption) == (1, "先に押しました")


def test_removing_is_undone_until_it_is_saved(page, open_editor, staff):
    post = factories.draft(staff, photos=2)
    open_editor(post)
    page.get_by_label("この写真を外す").first.check()
    expect(page.locator(".strip__item--removed")).to_have_count(1)
    expect(page.locator("[data-photos-count]")).to_have_text("1枚")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator(".strip__item--removed")).to_have_count(0)
    page.get_by_label("この写真を外す").first.check()
    saved(page)
    assert order_of(post) == ["photo1.jpg"]


def test_preview_follows_what_is_typed_and_moved(page, open_editor, staff):
    post = factories.draft(staff, photos=2)
    open_editor(post)
    page.fill("#id_caption", "雪" * 130 + "\n#北海道")
    words = page.locator(".preview__caption")
    expect(words).to_contain_text("雪" * 125 + "…")
    words.get_by_role("button", name="続きを読む").click()
    expect(words.locator(".hashtag")).to_have_text("#北海道")
    first = page.locator(".carousel__slide img").first
    before = first.get_attribute("src")
    page.get_by_role("button", name=re.compile("後へ.*photo0")).click()
    expect(first).not_to_have_attribute("src", before)
    page.locator("[name=frame][value=square]").evaluate("box => box.click()")
    expect(first).to_have_attribute("src", re.compile("whole.jpg"))


def test_next_point_is_one_press_away(page, open_editor, staff):
    post = factories.draft(staff, photos=2)
    last = post.photos.last()
    post.photos.filter(pk=last.pk).update(alt_text="")
    open_editor(post)
    page.get_by_role("link", name=re.compile("^次:")).click()
    expect(page.locator(f"#id_photo-{last.pk}-alt_text")).to_be_focused()
    expect(page.locator(f"#id_photo-{last.pk}-alt_text")).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_what_is_left_and_saving_are_always_in_sight_and_hide_no_focus(page, open_editor, staff, size):
    open_editor(factories.draft(staff, photos=2, title=""), size)
    bar = page.locator(".editor__do")
    page.locator("[data-strip] a").first.focus()
    for _ in range(60):
        if bar.evaluate("bar => bar.contains(document.activeElement)"):
            break
        expect(bar.get_by_role("button", name="保存する")).to_be_in_viewport()
        covered = page.evaluate(
            """() => {
                const focus = document.activeElement;
                if (focus === document.body || focus.closest(".visually-hidden")) return false;
                const box = focus.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
                const top = document.elementFromPoint(x, y);
                return Boolean(top?.closest(".editor__do, .parts") && !top.contains(focus) && !focus.contains(top));
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


@pytest.mark.parametrize(
    "size", [DESK, TABLET, PHONE, NARROWEST], ids=["desk", "tablet", "phone", "narrowest"]
)
def test_editor_is_accessible_and_never_scrolls_sideways(page, open_editor, files, staff, size):
    post = factories.draft(staff, photos=2, title="")
    post.photos.update(original_name="n" * 96 + ".jpg", alt_text="", source="")
    open_editor(post, size)
    page.set_input_files(
        "#id_uploads", [{"name": "m" * 100 + ".jpg", "mimeType": "image/jpeg", "buffer": b"x"}]
    )
    expect(page.locator(".coming__words--refused")).to_be_visible()
    page.evaluate("document.querySelectorAll('#editor details').forEach(one => one.open = true)")
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    if size != PHONE:
        return
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    widest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("#editor *")]
            .filter((one) => !one.closest("[data-carousel-track], .visually-hidden, .crop__stage"))
            .map((one) => one.getBoundingClientRect().right))"""
    )
    assert widest <= size[0], "with text twice as large"


@pytest.mark.parametrize(("photos", "most"), [(3, 2500), (10, 3500)])
def test_editor_is_no_longer_than_it_may_be(page, open_editor, staff, figure, photos, most):
    post = factories.draft(staff, photos=photos)
    open_editor(post)
    height = page.evaluate("document.documentElement.scrollHeight")
    open_editor(post, PHONE)
    parts = page.eval_on_selector_all("#editor section[id]", "all => all.map(one => one.offsetHeight)")
    figure(f"editor with {photos} photos", f"{height} px at 1280, its longest part {max(parts)} px at 390")
    assert height <= most
    assert max(parts) <= SCREENS * PHONE[1]


def test_editor_with_ten_photos_is_light(page, open_editor, client, staff, figure):
    post = factories.draft(staff, photos=10)
    texts = {}

    def weigh(answer):
        if answer.headers.get("content-type", "").startswith(("text/", "application/javascript")):
            texts[answer.url.split("?")[0]] = answer

    page.on("response", weigh)
    open_editor(post)
    page.wait_for_load_state("networkidle")
    weights = {url: len(gzip.compress(answer.body(), 6)) for url, answer in texts.items()}
    document = next(weight for url, weight in weights.items() if url.endswith("/edit/"))
    figure(
        "editor with 10 photos",
        f"{document / KB:.0f} KB, {sum(weights.values()) / KB:.0f} KB with styles and scripts",
    )
    assert document <= 20 * KB
    assert sum(weights.values()) <= 100 * KB  # of which all but the document is fetched once


def test_main_job_is_done_without_script(browser, live_server, open_editor, files, staff):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    post = factories.draft(staff, photos=2)
    open_editor(post, on=plain)
    plain.set_input_files("#id_uploads", files("gold"))
    plain.locator("summary", has_text="photo1.jpg").click()
    plain.get_by_role("button", name=re.compile("前へ.*photo1")).click()
    expect(plain.locator("[data-tile]")).to_have_count(3)
    assert order_of(post) == ["photo1.jpg", "photo0.jpg", "gold.jpg"]
    assert Post.objects.get().state == State.DRAFT
    context.close()
