"""What only a browser can tell: accessibility, reflow, carousel, focus under the decision bar."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.home.urls")]

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("size", [DESK, PHONE, NARROWEST], ids=["desk", "phone", "narrowest"])
@pytest.mark.parametrize("address", ["/styleguide/", "/accounts/login/", "/broken/"])
def test_page_is_accessible_and_never_scrolls_sideways(page, live_server, size, address):
    page.set_viewport_size(size)
    page.goto(live_server.url + address)
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_content_security_policy_stops_nothing_of_ours(page, live_server):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(live_server.url + "/styleguide/")
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_carousel_tells_where_it_is(page, live_server):
    page.goto(live_server.url + "/styleguide/")
    position = page.locator(".carousel__position")
    expect(position).to_have_text("1 / 10")
    page.get_by_role("button", name="次の写真").click()
    expect(position).to_have_text("2 / 10")
    expect(page.get_by_role("button", name="前の写真")).to_have_attribute("aria-disabled", "false")


def test_decision_bar_never_hides_the_focus_on_a_phone(page, live_server):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/styleguide/")
    page.locator("h1").click()
    bar = page.locator(".decision-bar")
    checked = 0
    while not bar.evaluate("bar => bar.contains(document.activeElement)"):
        page.keyboard.press("Tab")
        checked += 1
        assert bar.evaluate(
            """bar => {
                const focus = document.activeElement;
                return bar.contains(focus)
                    || focus.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
            }"""
        ), page.evaluate("document.activeElement.outerHTML")
    assert checked > 20


def test_error_summary_receives_the_focus_and_leads_to_the_field(page, live_server):
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_role("button", name="ログインする").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="パスワード").click()
    expect(page.locator("#id_password")).to_be_focused()


def test_form_goes_out_once(page, live_server):
    page.goto(live_server.url + "/accounts/login/")
    sent = page.evaluate(
        """() => {
            const form = document.querySelector("form[data-once]");
            let sent = 0;
            form.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) sent += 1;
                event.preventDefault();
            });
            for (let press = 0; press < 3; press += 1) form.querySelector("button[type=submit]").click();
            return sent;
        }"""
    )
    assert sent == 1
