"""第４第１項(3), 第３項(3): each address in the text is a link by itself; its conditions stay a person's answers."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from posts.drafting import actions, querysets, rules
from posts.drafting.actions import Draft
from posts.models import Link, Post, SiteAgreement
from tests import factories, misses, racing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(3)"), pytest.mark.clause("第４第３項(3)")]

DAY = datetime.timedelta(days=1)
URL = "https://www.example.jp/yuki"


def today():
    return timezone.localdate()


def write(by, post, caption, **draft):
    stored = Post.objects.get(pk=post.pk)
    return actions.save_draft(
        by=by, post=stored, version=stored.version, draft=Draft(fields={"caption": caption}, **draft)
    )


def urls(post):
    return list(Link.objects.filter(post=post).values_list("url", flat=True))


def points(post):
    return rules.missing_points(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())


def test_address_becomes_a_row_whose_conditions_nobody_has_answered(staff):
    post = factories.draft(staff, caption=f"くわしくは {URL} へ。")
    link = Link.objects.get(post=post)
    assert (link.url, link.is_automatic) == (URL, True)
    assert (link.related, link.decent, link.agreed, link.agreement) == (False, False, False, None)
    assert [point.clause[-1] for point in points(post)] == ["ア", "イ", "ウ"]


TEXTS = {
    "none": ("雪の朝", []),
    "twice": (f"{URL} と {URL}", [URL]),
    "with a last slash too": (f"{URL} と {URL}/", [URL]),
    "with a place in it too": (f"{URL} と {URL}#top", [URL]),
    "with marks of a campaign too": (f"{URL} と {URL}?utm_source=x", [URL]),
    "in wide letters too": (f"{URL} と ｈｔｔｐｓ：／／ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ／ｙｕｋｉ", [URL]),
    "without a scheme": ("www.example.jp/yuki へ", [URL]),
    "with a full stop": (f"{URL}。", [URL]),
    "two pages": (f"{URL} と https://www.example.jp/natsu", [URL, "https://www.example.jp/natsu"]),
    "shortened": ("https://bit.ly/abc", []),
    "of a name in Japanese letters": ("https://例え.jp/ へ", ["https://例え.jp/"]),
    "of a name whose beginning nobody knows": ("詳しくは例え.jp/yuki へ", []),
    "no address of the web": ("ftp://example.jp/a と mailto:a@example.jp", []),
    "written so as to be none": ("hxxps://www.example.jp/yuki", []),
    "turned round": ("\u202ehttps://www.example.jp/yuki\u202c", [URL]),
    "with what nobody sees": ("https://www.exa\u200bmple.jp/yuki", [URL]),
    "too long to be kept": (f"{URL}/{'a' * 500}", []),
    "as long as can be kept": (
        f"{URL}/{'a' * (500 - len(URL) - 1)}",
        [f"{URL}/{'a' * (500 - len(URL) - 1)}"],
    ),
}


def test_texts_and_the_rows_that_they_make(staff):
    post, found = factories.draft(staff), []
    for name, (text, expected) in TEXTS.items():
        write(staff, post, text)
        if urls(post) != expected:
            found.append(f"{name}: {urls(post)}")
        write(staff, post, "")
    misses.none(found)


def test_thirty_addresses_are_thirty_rows_and_more_are_told(staff):
    many = [f"https://www.example.jp/{number}" for number in range(31)]
    post = factories.draft(staff, caption="\n".join(many))
    assert urls(post) == many[:30]
    assert [many[30] in point.sentence for point in points(post) if point.anchor == "links"] == [True]


def test_address_that_is_too_long_is_told_why(staff):
    post = factories.draft(staff, caption=f"{URL}/{'a' * 600}")
    assert "500字を超える" in points(post)[0].sentence


def test_untouched_row_goes_with_its_address(staff):
    post = factories.draft(staff, caption=URL)
    write(staff, post, "消しました")
    assert urls(post) == []


ANSWERS = {"related": True, "decent": True, "agreed": True, "agreed_with": "〇〇町", "label": "雪まつり"}


@pytest.mark.parametrize("name", ANSWERS)
def test_row_that_somebody_has_answered_stays(staff, name):
    post = factories.draft(staff, caption=URL)
    Link.objects.update(**{name: ANSWERS[name]})
    write(staff, post, "消しました")
    assert urls(post) == [URL]


def test_title_that_was_looked_up_is_no_answer(staff):
    post = factories.draft(staff, caption=URL)
    Link.objects.update(title="雪まつり", label="雪まつり", title_asked_at=timezone.now())
    write(staff, post, "消しました")
    assert urls(post) == []


@pytest.mark.parametrize("link", [factories.link(), Link(url=URL)], ids=["answered", "blank"])
def test_link_of_ones_own_need_not_stand_in_the_text(staff, link):
    link.pk = None
    post = factories.draft(staff, links=[link])
    write(staff, post, "雪の朝です")
    assert urls(post) == [URL]


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.clause("第４第３項(3)ウ")
@pytest.mark.parametrize("side", ["staff", "poster"])
def test_standing_agreement_of_ones_own_side_is_chosen_by_itself(request, side, staff, poster):
    author = request.getfixturevalue(side)
    other = poster if side == "staff" else staff
    factories.agreement(other.appointments.get().organization)
    post = factories.draft(author, caption=URL)
    assert Link.objects.get().agreement is None  # one side's word does not stand for the other's
    mine = factories.agreement(author.appointments.get().organization)
    write(author, post, f"{URL} です")
    assert Link.objects.get().agreement == mine
    assert [point.clause[-1] for point in points(post)] == ["ア", "イ"]


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.parametrize(
    ("valid_until", "publish_in", "is_chosen"),
    [(None, 3, True), (3, 3, True), (2, 3, False), (0, None, True), (-1, None, False)],
)
def test_agreement_must_stand_on_the_day(staff, valid_until, publish_in, is_chosen):
    ends = None if valid_until is None else today() + valid_until * DAY
    factories.agreement(agreed_on=today() - 9 * DAY, valid_until=ends)
    moment = None if publish_in is None else timezone.now() + publish_in * DAY
    factories.draft(staff, caption=URL, publish_at=moment)
    assert (Link.objects.get().agreement is not None) is is_chosen


@pytest.mark.clause("第４第１項(3)ウ")
def test_own_words_on_who_agreed_are_not_replaced(staff):
    factories.agreement()
    post = factories.draft(staff, links=[factories.link()])
    write(staff, post, URL)
    assert Link.objects.get().agreement is None


@pytest.mark.clause("第４第１項(3)ウ")
def test_consent_given_here_is_kept_for_the_site(staff):
    post = factories.draft(staff)
    link = factories.link()
    write(staff, post, URL, links=[link], sites=[link])
    kept = SiteAgreement.objects.get()
    assert (kept.host, kept.agreed_with, kept.agreed_how) == ("www.example.jp", "〇〇町観光課", "電話")
    assert kept.organization == staff.appointments.get().organization
    assert Link.objects.get().agreement == kept
    another = factories.draft(staff, caption="https://www.example.jp/natsu")
    assert another.links.get().agreement == kept


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.parametrize(
    "lacks", [{"agreed": False}, {"agreed_with": " "}, {"agreed_on": None}, {"agreed_how": ""}]
)
def test_half_a_consent_is_kept_for_no_site_and_nothing_is_lost(staff, lacks):
    post = factories.draft(staff)
    link = factories.link(**lacks)
    write(staff, post, URL, links=[link], sites=[link])
    assert not SiteAgreement.objects.exists()
    assert Link.objects.get().url == URL


def test_day_of_consent_that_lies_ahead_is_kept_for_no_site(staff):
    post = factories.draft(staff)
    link = factories.link(agreed_on=today() + DAY)
    write(staff, post, URL, links=[link], sites=[link])
    assert not SiteAgreement.objects.exists()
    with pytest.raises(ValidationError):
        actions.save_site_agreement(
            by=staff, agreement=SiteAgreement(host="a.jp", agreed_on=today() + DAY, agreed_with="a")
        )


def save_at_once(user, post_pk, number):
    """For the race: two tabs save, each with an address and its consent for the site."""
    post = Post.objects.get(pk=post_pk)
    link = factories.link(f"https://www.example.jp/{number}")
    draft = Draft(fields={"caption": f"{link.url} {URL}"}, links=[link], sites=[link])
    try:
        actions.save_draft(by=user, post=post, version=2, draft=draft)
    except actions.Stale:
        return "stale"
    return "saved"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_one_row_for_each_address(staff):
    post = factories.draft(staff)
    deed = "tests.posts.test_links_by_themselves:save_at_once"
    answers = racing.race(deed, (staff, post.pk, 1), (staff, post.pk, 2))
    assert sorted(answers) == ["saved", "stale"]
    assert len(urls(post)) == 2
    assert SiteAgreement.objects.count() == 1


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_posts_that_record_one_site_at_once_both_rest_on_one_record(staff):
    posts = [factories.draft(staff), factories.draft(staff)]
    deed = "tests.posts.test_links_by_themselves:save_at_once"
    answers = racing.race(deed, *((staff, post.pk, 1) for post in posts))
    assert answers == ["saved", "saved"]
    kept = SiteAgreement.objects.get()
    assert {link.agreement for link in Link.objects.filter(url__endswith="/1")} == {kept}
