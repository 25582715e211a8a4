"""Several at once: each by its own action, with its own answer; which went, which not and why."""

import pytest

from approvals.models import State
from posts.models import Post
from posts.planning import actions
from security.models import Notice
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db


def address(verb, *posts):
    return f"/posts/together/?verb={verb}&" + "&".join(f"posts={post.pk}" for post in posts)


@pytest.fixture
def colleague(staff):
    return factories.person("prefecture_poster", name="北野 花")


def states():
    return dict(Post.objects.values_list("title", "state"))


def test_nothing_is_withdrawn_before_it_is_confirmed(client, staff, chief, went_out, at):
    draft, live = (
        factories.draft(staff, title="下書き"),
        went_out(factories.approved(staff, chief, title="出た"), at(-1)),
    )
    client.force_login(staff)
    page = client.get(address("withdraw", draft, live))
    text = page.content.decode()
    assert ([str(one) for one in page.context["able"]], [str(one) for one, _ in page.context["unable"]]) == (
        ["下書き"],
        ["出た"],
    )
    assert "「投稿済」のものは取り下げられません。" in text
    assert "1件を取り下げる" in text
    assert states()["下書き"] == State.DRAFT


@pytest.mark.clause("第４第２項")
def test_each_goes_by_itself_and_all_is_told(client, staff, chief, went_out, at, said):
    draft, pending = factories.draft(staff, title="下書き"), factories.submitted(staff, title="待つもの")
    live = went_out(factories.approved(staff, chief, title="出た"), at(-1))
    client.force_login(staff)
    sent = {"verb": "withdraw", "posts": [one.pk for one in (draft, pending, live)], "reason": "中止のため"}
    response = client.post("/posts/together/", sent)
    assert states() == {"下書き": State.WITHDRAWN, "待つもの": State.WITHDRAWN, "出た": State.PUBLISHED}
    went, refused = said(client.get(response["Location"]))
    assert went == "2件を取り下げました: 「下書き」、「待つもの」"
    assert refused.startswith("「出た」: 「投稿済」のものは取り下げられません。")
    assert "中止のため" in str(list(audit.events_of(draft))[-1].data)


def test_reason_and_successor_are_needed(client, staff):
    post = factories.draft(staff)
    client.force_login(staff)
    for verb in ("withdraw", "hand-over"):
        assert client.post("/posts/together/", {"verb": verb, "posts": post.pk}).status_code == 422
    assert Post.objects.get().state == State.DRAFT


@pytest.mark.clause("第４第２項")
def test_handed_over_to_a_poster_of_the_same_side_who_is_told(client, staff, colleague, poster, chief, said):
    posts = [factories.draft(staff, title=f"その{n}") for n in (1, 2)]
    client.force_login(staff)
    page = client.get(address("hand-over", *posts))
    assert set(page.context["form"].fields["to"].queryset) == {staff, colleague}, "nobody else is offered"
    sent = {"verb": "hand-over", "posts": [one.pk for one in posts]}
    assert client.post("/posts/together/", sent | {"to": poster.pk}).status_code == 422
    response = client.post("/posts/together/", sent | {"to": colleague.pk})
    assert set(Post.objects.values_list("in_charge", flat=True)) == {colleague.pk}
    assert said(client.get(response["Location"])) == ["2件を引き継ぎました: 「その1」、「その2」"]
    assert Notice.objects.filter(person=colleague, kind="post_handed_over").count() == 2
    assert [event.tag for event in audit.events_of(posts[0])][-1] == "item.hand_over"
    again = client.post("/posts/together/", sent | {"to": colleague.pk})
    assert "すでに北野 花さんの担当です" in said(client.get(again["Location"]))[0]
    with pytest.raises(Refused):
        actions.hand_over(by=chief, post=posts[0], to=staff)
    with pytest.raises(Refused):
        actions.hand_over(by=staff, post=posts[0], to=poster)


@pytest.mark.clause("第２")
def test_what_may_not_be_read_is_not_even_named(client, staff, poster):
    theirs = factories.draft(staff, title="部外秘")
    client.force_login(poster)
    own = factories.draft(poster, title="こちらの")
    assert "部外秘" not in client.get(address("withdraw", theirs, own)).content.decode()
    client.post("/posts/together/", {"verb": "withdraw", "posts": [theirs.pk, own.pk], "reason": "中止"})
    assert states() == {"部外秘": State.DRAFT, "こちらの": State.WITHDRAWN}


def test_nothing_chosen_and_odd_numbers_lead_back(client, staff):
    client.force_login(staff)
    assert (
        client.get("/posts/together/?verb=withdraw&posts=x&posts=99999999999999999999")["Location"]
        == "/posts/"
    )
    assert client.get("/posts/together/?verb=delete&posts=1").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_confirming_costs_the_same_for_one_and_for_three(client, staff, rows, django_assert_num_queries):
    posts = [factories.draft(staff, title=f"その{n}") for n in range(rows)]
    client.force_login(staff)
    client.get(address("withdraw", *posts))
    with django_assert_num_queries(6):
        client.get(address("withdraw", *posts))
