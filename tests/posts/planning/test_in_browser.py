"""The calendar by keys and by hand, in a real browser."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from approvals.models import State
from posts.models import Post
from tests import factories
from tests.signing_in import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(page, live_server, staff):
    browser = Browser()
    browser.force_login(staff)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def monday_of(at, weeks):
    day = at(7 * weeks).date()
    return day.fromordinal(day.toordinal() - day.weekday())


def test_days_are_walked_and_a_post_is_carried_by_keys(office, live_server, staff, at):
    monday = monday_of(at, 2)
    days = [monday.fromordinal(monday.toordinal() + n) for n in range(7)]
    moment = at(0).replace(year=days[1].year, month=days[1].month, day=days[1].day, hour=15)
    factories.draft(staff, title="雪の朝", publish_at=moment)
    office.goto(f"{live_server.url}/posts/calendar/?week={monday}")
    dates = office.locator(".plan__date")
    assert [one.get_attribute("tabindex") for one in dates.all()].count("0") == 1, (
        "one of them takes the Tab key"
    )
    dates.first.focus()
    for key, at_day in (("ArrowRight", 1), ("End", 6), ("ArrowLeft", 5), ("Home", 0)):
        office.keyboard.press(key)
        expect(dates.nth(at_day)).to_be_focused()
    office.locator(".entry__title").focus()
    office.keyboard.press("Shift+ArrowRight")
    office.keyboard.press("Shift+ArrowRight")
    expect(office.locator("[data-plan-said]")).to_contain_text(f"{days[3].month}月{days[3].day}日")
    office.keyboard.press("Escape")
    expect(office.locator(".is-target")).to_have_count(0)
    office.keyboard.press("Shift+ArrowRight")
    with office.expect_navigation():
        office.keyboard.press("Enter")
    expect(office.locator(f"#day-{days[2]} .entry__title")).to_have_text("雪の朝")
    assert Post.objects.get().publish_at == moment.replace(month=days[2].month, day=days[2].day)


@pytest.mark.clause("第４第１項(1)")
def test_approved_post_that_is_dropped_elsewhere_asks_first(office, live_server, staff, chief, at):
    monday = monday_of(at, 2)
    moment = at(0).replace(year=monday.year, month=monday.month, day=monday.day, hour=15)
    factories.approved(staff, chief, title="承認されたもの", publish_at=moment)
    idea = factories.draft(staff, title="アイデア")
    target = monday.fromordinal(monday.toordinal() + 3)
    office.goto(f"{live_server.url}/posts/calendar/?week={monday}")
    with office.expect_navigation():
        office.locator("td .entry").drag_to(office.locator(f"#day-{target}"))
    expect(office.get_by_role("heading", name="日時を変えると、承認がなくなります")).to_be_visible()
    assert Post.objects.get(title="承認されたもの").state == State.APPROVED
    with office.expect_navigation():
        office.get_by_role("button", name="下書きに戻して、日時を変える").click()
    expect(office.locator(f"#day-{target} .entry__state")).to_have_text("下書き")
    with office.expect_navigation():
        office.locator(".ideas .entry").drag_to(office.locator(f"#day-{target}"))
    expect(office.locator(f"#day-{target} .entry")).to_have_count(2)
    idea.refresh_from_db()
    assert idea.publish_at.astimezone(at(0).tzinfo).hour == 12, "at the usual time"
