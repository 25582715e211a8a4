"""One comment's page: its thread, its history, the decision; and the pages of the lists and of typing one in (第６第２項)."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from approvals.models import State
from comments.handling.actions import deciding as handling
from comments.inbox import events as inbox_events
from comments.inbox.actions import settling
from comments.inbox.actions.settling import mark_of
from comments.inbox.forms import by_hand
from comments.models import Comment, Handling, HintWord, Reply, ReplyTemplate
from comments.replies import events as replies_events
from security.models import AuditEvent
from security.trail import events as trail_events
from security.trail import recording as audit
from tests.comments import factories
from tests.comments.handling.test_deciding import case_for, reply_to

pytestmark = pytest.mark.clause("第６第２項")
FAN = "感想・応援のコメントのため"


def decide(client, comment, follow=False, **body):
    body = {"handling": "no_reply", "usual": "fan", "seen": mark_of(comment), **body}
    return client.post(f"{comment.get_absolute_url()}decide/", body, follow=follow)


def test_decision_by_the_form(client, staff, write, said):
    comment = write()
    client.force_login(staff)
    response = decide(client, comment, follow=True, words="顔文字のみ")
    assert said(response) == ["「返信しない」にしました。"]
    assert Comment.objects.get().because == f"{FAN} 顔文字のみ"
    assert "佐藤 花子が" in response.content.decode()


@pytest.mark.clause("第６第３項")
def test_measure_leads_to_the_report(client, staff, write, said):
    client.force_login(staff)
    response = decide(client, write(), follow=True, handling="measure", usual="personal")
    assert "すみやかに事案として報告" in said(response)[0]


def test_refused_form_comes_back_filled(client, staff, write):
    comment = write()
    client.force_login(staff)
    response = decide(client, comment, handling="measure", usual="", words="")
    assert response.status_code == 422
    assert "理由を選ぶか" in response.content.decode()
    response = decide(client, comment, handling="", words="書きかけの理由")
    assert response.status_code == 422
    assert "書きかけの理由" in response.content.decode()
    assert Comment.objects.get().handling == "open"


def test_later_one_reads_who_was_faster_and_may_decide_anew(client, staff, poster, write, said):
    comment = write()
    seen = mark_of(comment)
    handling.decide(by=staff, comment=comment, handling=Handling.REPLY, reason="", seen=seen)
    client.force_login(poster)
    response = decide(client, comment, seen=seen, words="書きかけの理由")
    assert response.status_code == 422
    assert "佐藤 花子さんが" in said(response)[0]
    assert "書きかけの理由" in response.content.decode()
    assert Comment.objects.get().handling == "reply"
    again = response.context["form"]["seen"].value()
    assert decide(client, comment, seen=again).status_code == 302
    assert Comment.objects.get().handling == "no_reply"


@pytest.mark.parametrize("person", ["administrator", "auditor"])
def test_reader_decides_nothing_by_post_either(client, request, write, person):
    comment = write()
    client.force_login(request.getfixturevalue(person))
    decide(client, comment)
    client.post(f"{comment.get_absolute_url()}assign/", {"take": ""})
    stored = Comment.objects.get()
    assert (stored.handling, stored.assigned_to) == ("open", None)


def test_history_tells_single_and_common_decisions_also_former_ones(client, staff, chief, write):
    comment, other = write(), write("ほかのもの")
    handling.decide_many(
        by=staff, seen={one.pk: mark_of(one) for one in (comment, other)}, reason="まとめた理由"
    )
    comment = Comment.objects.get(pk=comment.pk)
    handling.decide(by=chief, comment=comment, handling=Handling.OPEN, reason="", seen=mark_of(comment))
    comment = Comment.objects.get(pk=comment.pk)
    handling.decide_many(by=staff, seen={comment.pk: mark_of(comment)}, reason="あとの理由")
    client.force_login(staff)
    told = [entry.detail for entry in client.get(comment.get_absolute_url()).context["entries"]]
    assert told == [
        "返信しない (2件まとめて) 理由: まとめた理由",
        "「返信しない」→「未確認」",
        "返信しない (1件まとめて) 理由: あとの理由",
    ]
    of_other = client.get(other.get_absolute_url()).context["entries"]
    assert [entry.detail for entry in of_other] == ["返信しない (2件まとめて) 理由: まとめた理由"]


def test_rewritten_comment_shows_what_it_said_and_why_it_is_back(client, staff, decided):
    comment = decided("いまの本文", edited_at=timezone.now())
    comment.edits.create(text="まえの本文")
    settling.reopen_after_edit(comment)
    client.force_login(staff)
    page = client.get(comment.get_absolute_url()).content.decode()
    assert "まえの本文" in page
    assert "返信しないと決めた後に、本文が書き換えられました。いまの本文を確かめて" in page
    assert "返信しないと決めた後に、本文が書き換えられました。" in client.get("/comments/").content.decode()


def test_thread_is_shown_whole_with_our_answers(client, staff, write):
    top = write("もとのコメント", minutes=9)
    answer = write("その返信", minutes=8, parent=top)
    write("公式の答え", minutes=7, parent=top, is_own=True)
    write("別のコメント")
    client.force_login(staff)
    page = client.get(answer.get_absolute_url()).content.decode()
    for words in ("もとのコメント", "その返信", "公式の答え"):
        assert words in page
    assert "別のコメント" not in page


def test_long_thread_leads_to_the_rest(client, staff, write):
    top = write("もと", minutes=60)
    for number in range(22):
        write(f"返信{number:02}", minutes=50 - number, parent=top)
    client.force_login(staff)
    page = client.get(f"/comments/posts/{top.live_post_id}/").content.decode()
    assert "返信19" in page
    assert "返信20" not in page
    assert f"/comments/?thread={top.pk}" in page


def test_threads_of_a_post_go_on_where_the_page_ended(client, staff, write, live_post):
    for number in range(23):
        write(f"其の{number:02}", minutes=number)
    client.force_login(staff)
    first = client.get(f"/comments/posts/{live_post.pk}/")
    second = client.get(f"/comments/posts/{live_post.pk}/{first.context['next_query']}")
    shown = [one["row"].comment.text for page in (first, second) for one in page.context["threads"]]
    assert shown == [f"其の{number:02}" for number in range(23)]


def test_papers_of_the_other_side_are_named_but_not_opened(client, staff, poster, write):
    comment = write()
    reply_to(comment, staff, staff.appointments.get().organization)
    case_for(comment, staff)
    client.force_login(poster)
    page = client.get(comment.get_absolute_url())
    assert page.context["row"].proposal.by == "地域政策課"
    assert page.context["row"].proposal.url == ""
    assert page.context["cases"] == [{"label": "別の組織の事案", "state": "対応中", "url": ""}]
    assert "道カフェ事案-令和8-1" not in page.content.decode()
    assert "ひどい言葉" not in page.content.decode()
    client.force_login(staff)
    (case,) = client.get(comment.get_absolute_url()).context["cases"]
    assert "ひどい言葉" in client.get(case["url"]).content.decode()


def test_comment_that_is_not_there(client, staff, db):
    client.force_login(staff)
    for address in ("/comments/987654/", "/comments/posts/987654/", "/comments/9223372036854775808/"):
        assert client.get(address).status_code == 404
    assert client.post("/comments/987654/decide/").status_code == 404


# --- 担当 ----------------------------------------------------------------------------------------------------------


def test_taken_from_the_list_by_one_press(client, staff, write, said):
    comment = write()
    client.force_login(staff)
    body = {"take": "", "back": "/comments/?handling=open", "usual": "fan"}
    response = client.post(f"{comment.get_absolute_url()}assign/", body, follow=True)
    assert response.redirect_chain[-1][0] == "/comments/?handling=open"
    assert said(response) == ["@yukiさんのコメントの担当を、佐藤 花子さんにしました。"]
    assert Comment.objects.get().assigned_to == staff
    client.post(f"{comment.get_absolute_url()}assign/", {"leave": "1"})
    assert Comment.objects.get().assigned_to is None


def test_chief_chooses_among_the_own_side(client, chief, staff, poster, write):
    comment = write()
    client.force_login(chief)
    offered = client.get(comment.get_absolute_url()).context["assign_form"].fields["to"].queryset
    assert set(offered) == {chief, staff}
    client.post(f"{comment.get_absolute_url()}assign/", {"to": staff.pk, "seen": ""})
    assert Comment.objects.get().assigned_to == staff
    client.post(f"{comment.get_absolute_url()}assign/", {"to": poster.pk, "seen": staff.pk})
    assert Comment.objects.get().assigned_to == staff


@pytest.mark.parametrize("body", [{"to": "x"}, {"to": "987654"}, {"take": "x"}, {"seen": "x", "to": ""}])
def test_nonsense_is_nobodys_to_see_to(client, chief, write, body):
    comment = write()
    client.force_login(chief)
    assert client.post(f"{comment.get_absolute_url()}assign/", body).status_code == 302
    assert Comment.objects.get().assigned_to is None


# --- 手入力 --------------------------------------------------------------------------------------------------------


def typed(live_post, /, **fields):
    moment = timezone.localtime() - datetime.timedelta(minutes=5)
    values = {
        "username": "@yuki",
        "text": "すてき\r\nですね🐄",
        "commented_at": moment.strftime("%Y-%m-%dT%H:%M"),
    }
    return {"live_post": live_post.pk, **values} | fields


@pytest.mark.parametrize("person", ["staff", "chief", "poster", "manager"])
def test_comment_is_typed_in(client, request, live_post, person):
    client.force_login(request.getfixturevalue(person))
    response = client.post("/comments/new/", typed(live_post))
    comment = Comment.objects.get()
    assert response["Location"] == comment.get_absolute_url()
    assert (comment.username, comment.text, comment.source) == ("yuki", "すてき\nですね🐄", "hand")
    assert "手入力" in client.get("/comments/").content.decode()
    assert AuditEvent.objects.filter(tag=inbox_events.COMMENT_ENTERED.tag).exists()


def test_typed_answer_hangs_under_the_top_of_its_thread(client, staff, write, live_post):
    top = write("もと")
    answer = write("返信", parent=top)
    client.force_login(staff)
    page = client.get(f"/comments/new/?parent={answer.pk}")
    assert "もと" in page.content.decode()
    client.post(f"/comments/new/?parent={answer.pk}", typed(live_post))
    assert Comment.objects.get(source="hand").parent == top


def test_what_cannot_be_entered_comes_back_filled(client, staff, live_post):
    client.force_login(staff)
    later = (timezone.localtime() + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    for body in (
        typed(live_post, commented_at=later),
        typed(live_post, username=""),
        typed(live_post, live_post="x"),
    ):
        response = client.post("/comments/new/", body)
        assert response.status_code == 422
        assert "すてき" in response.content.decode()
    assert not Comment.objects.exists()


def test_post_beyond_the_latest_is_offered_when_asked_for(client, staff, monkeypatch):
    monkeypatch.setattr(by_hand, "CHOICES_MAX", 1)
    old = factories.live_post(first_line="昔の投稿", posted_at=timezone.now() - datetime.timedelta(days=900))
    factories.live_post(first_line="今の投稿")
    client.force_login(staff)
    assert "昔の投稿" not in client.get("/comments/new/").content.decode()
    assert "昔の投稿" in client.get(f"/comments/new/?post={old.pk}").content.decode()


@pytest.mark.parametrize("query", ["?post=x", "?parent=9999999999999999999999", "?parent=-1", "?post=１"])
def test_nonsense_in_the_address_of_the_form(client, staff, live_post, query):
    client.force_login(staff)
    assert client.get(f"/comments/new/{query}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_form_costs_the_same_for_one_post_and_for_three(client, staff, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.live_post()
    client.force_login(staff)
    client.get("/comments/new/")
    with django_assert_num_queries(6):
        client.get("/comments/new/")


# --- The office's lists --------------------------------------------------------------------------------------------


def test_words_are_added_and_removed_on_their_page(client, staff, db):
    client.force_login(staff)
    response = client.post("/comments/words/", {"word": " 熊が ", "kind": "question"}, follow=True)
    assert "順に反映しています" in response.content.decode()
    word = HintWord.objects.get(word="熊が")
    assert client.post("/comments/words/", {"word": "熊ガ", "kind": "question"}).status_code == 422
    client.post(f"/comments/words/{word.pk}/remove/")
    assert not HintWord.objects.filter(word="熊が").exists()


def test_words_are_read_by_everybody_and_kept_by_the_division(client, poster, db):
    client.force_login(poster)
    page = client.get("/comments/words/").content.decode()
    assert "死ね" in page
    assert "外す" not in page
    client.post("/comments/words/", {"word": "熊が", "kind": "question"})
    client.post(f"/comments/words/{HintWord.objects.first().pk}/remove/")
    assert not HintWord.objects.filter(word="熊が").exists()
    assert not AuditEvent.objects.filter(tag=trail_events.SETTING_CHANGED.tag).exists()


def test_templates_are_added_and_changed(client, staff, poster, db):
    client.force_login(staff)
    client.post(
        "/comments/templates/", {"title": "お礼", "text": "ありがとうございます。", "is_active": "on"}
    )
    template = ReplyTemplate.objects.get()
    client.post(f"/comments/templates/{template.pk}/", {"title": "お礼", "text": "ありがとう"})
    template.refresh_from_db()
    assert (template.text, template.is_active) == ("ありがとう", False)
    assert client.post("/comments/templates/", {"title": "お礼", "text": "二つ目"}).status_code == 422
    client.force_login(poster)
    client.post("/comments/templates/", {"title": "別", "text": "別"})
    client.post(f"/comments/templates/{template.pk}/", {"title": "変", "text": "変"})
    assert [one.text for one in ReplyTemplate.objects.all()] == ["ありがとう"]
    assert "使用していない" in client.get("/comments/templates/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(client, staff, rows, django_assert_num_queries, db):
    HintWord.objects.all().delete()
    for number in range(rows):
        HintWord.objects.create(kind="abuse", word=f"語句{number}")
        ReplyTemplate.objects.create(title=f"名前{number}", text="本文")
    client.force_login(staff)
    client.get("/comments/words/")
    with django_assert_num_queries(7):
        client.get("/comments/words/")
    with django_assert_num_queries(6):
        client.get("/comments/templates/")


def test_a_sent_reply_is_found_again_on_the_page(client, staff, poster, write):
    """With its history for those who may read it; the other side learns that it was answered, and no more."""
    comment = write("家賃は?")
    reply = factories.reply_submit(staff, factories.reply_draft(staff, to=comment))
    Reply.objects.filter(pk=reply.pk).update(**{"state": State.PUBLISHED})
    with transaction.atomic():
        audit.record(replies_events.REPLY_SENT, by=None, subject=reply)
    client.force_login(staff)
    page = client.get(comment.get_absolute_url()).text
    assert "返信済" in page
    assert "返信: 承認を求めた" in page
    assert f'href="{reply.get_absolute_url()}">送った返信を見る' in page
    assert "もう一度返信を起案する" in page
    assert ">返信を起案する<" not in page
    client.force_login(poster)
    page = client.get(comment.get_absolute_url()).text
    assert f"{reply.organization.name}がすでに返信しています。" in page
    assert reply.get_absolute_url() not in page
    assert "承認を求めた" not in page


def test_a_stored_reason_comes_back_in_its_own_fields(client, staff, write):
    comment = write()
    client.force_login(staff)
    decide(client, comment, words="顔文字のみ")
    form = client.get(comment.get_absolute_url()).context["form"]
    assert (form["usual"].value(), form["words"].value()) == ("fan", "顔文字のみ")
