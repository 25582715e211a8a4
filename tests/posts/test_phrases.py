"""Words that are kept: put in by a press, warned of by a list."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from approvals.models import State
from posts.drafting import querysets, rules
from posts.models import Expression, Photo, Phrase, Post
from posts.phrases import actions
from security.models import Role
from security.office.answers import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def kept(by, name="移住", text="#移住 #北海道", kind="hashtags"):
    phrase = Phrase(kind=kind, name=name, text=text)
    actions.save_phrase(by=by, phrase=phrase)
    return phrase


def test_page_keeps_changes_and_drops(client, staff):
    client.force_login(staff)
    here = reverse("posts:phrases")
    client.post(here, {"kind": "text", "name": "結び", "text": "お待ちしています。"})
    phrase = Phrase.objects.get()
    one = reverse("posts:phrase", args=[phrase.pk])
    client.post(one, {"kind": "text", "name": "結び", "text": "ぜひお越しください。"})
    assert "ぜひお越しください。" in client.get(here).content.decode()
    client.post(one, {"drop": "1"})
    assert not Phrase.objects.exists()


def test_name_is_taken_once_a_side(client, staff):
    kept(staff)
    with pytest.raises(ValidationError):
        kept(staff)
    client.force_login(staff)
    answer = client.post(reverse("posts:phrases"), {"kind": "hashtags", "name": "移住", "text": "#移住"})
    assert answer.status_code == 422
    assert "同じ名前" in answer.content.decode()


@pytest.mark.clause("第２")
def test_other_side_keeps_and_sees_its_own_alone(client, staff):
    phrase = kept(staff)
    poster = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    with pytest.raises(Refused):
        actions.drop_phrase(by=poster, phrase=phrase)
    client.force_login(poster)
    assert "#移住" not in client.get(reverse("posts:phrases")).content.decode()
    assert client.get(reverse("posts:phrase", args=[phrase.pk])).status_code == 404


def test_hashtags_of_earlier_live_posts_the_most_used_first(staff, chief):
    for caption in ("雪 #北海道 #冬", "春 #北海道", "秋 ＃ほっかいどう"):
        post = factories.approved(staff, chief, caption=caption)
        Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    factories.draft(staff, caption="#下書き")
    used = querysets.hashtags_used(staff.appointments.get().organization_id)
    assert used[0] == "#北海道"
    assert set(used) == {"#北海道", "#冬", "#ほっかいどう"}


@pytest.mark.clause("第３第１項(1)ただし書")
@pytest.mark.parametrize("caption", ["ゼッタイお得", "ｾﾞｯﾀｲに", "ぜったい"])
def test_listed_expression_is_warned_of_in_whatever_letters(chief, caption):
    actions.save_expression(
        by=chief, expression=Expression(word="ぜったい", instead="言い切らずに書きます。")
    )
    assert rules.warnings(caption) == ["本文に「ぜったい」があります。言い切らずに書きます。"]
    assert rules.warnings("ふつうの文") == []


@pytest.mark.clause("第３第１項(1)ただし書")
def test_approver_reads_the_warning_too(client, staff, chief):
    actions.save_expression(by=chief, expression=Expression(word="絶対", instead="言い切らずに書きます。"))
    post = factories.submitted(staff, caption="絶対に来てください。")
    client.force_login(chief)
    assert "言い切らずに書きます。" in client.get(reverse("posts:decide", args=[post.pk])).content.decode()


def test_poster_lists_no_expression(staff):
    with pytest.raises(Refused, match="課長とシステム管理者"):
        actions.save_expression(by=staff, expression=Expression(word="絶対", instead="x"))


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("写真です", "書き始めず"),
        ("画像: 並木", "書き始めず"),
        ("IMG_0001の並木", "ファイル名"),
        ("並木道", ""),
    ],
)
def test_description_is_looked_at(alt, told):
    hints = rules.alt_hints(Photo(alt_text=alt, original_name="img_0001.jpg"))
    assert bool(hints) == bool(told)
    assert all(told in one for one in hints)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["posts:phrases", "posts:expressions"])
def test_lists_cost_the_same_however_long(client, chief, staff, django_assert_max_num_queries, count, name):
    for n in range(count):
        kept(staff, name=f"組{n}")
        actions.save_expression(by=chief, expression=Expression(word=f"語{n}", instead="x"))
    client.force_login(staff)
    client.get(reverse(name))
    with django_assert_max_num_queries(10):
        client.get(reverse(name))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_press_puts_words_in_and_the_counter_is_tied_to_its_field(client, page, live_server, staff):
    kept(staff)
    kept(staff, name="結び", text="お待ちしています。", kind="text")
    post = factories.draft(staff, caption="雪の朝です。")
    client.force_login(staff)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(live_server.url + reverse("posts:edit", args=[post.pk]))
    field = page.locator("#id_caption")
    assert "caption-counter" in field.get_attribute("aria-describedby")
    page.get_by_text("ハッシュタグ・定型文を入れる").click()
    page.get_by_role("button", name="移住", exact=True).click()
    assert field.input_value() == "雪の朝です。\n#移住 #北海道"
    page.get_by_role("button", name="移住", exact=True).click()
    page.get_by_text("すでに本文に入っています。").wait_for()
    field.evaluate("(field) => { field.focus(); field.setSelectionRange(2, 2); field.blur(); }")
    page.get_by_role("button", name="結び", exact=True).click()
    assert field.input_value() == "雪のお待ちしています。朝です。\n#移住 #北海道"
    assert "ハッシュタグ 2 / 30個" in page.locator("#caption-counter").inner_text()
