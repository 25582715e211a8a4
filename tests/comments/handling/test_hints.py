"""Hints: found in any width and kana, given by words and shapes, deciding nothing (第６第２項)."""

import pytest

from comments.inbox.actions import lists, marking
from comments.inbox.hints import WordList
from comments.inbox.seed import WORDS, plant
from comments.models import Comment, HintWord, MarkingRound
from security.models import AuditEvent
from security.office.answers import Refused
from security.trail import events
from tests.sweeping import swept

pytestmark = pytest.mark.clause("第６第２項")
SEEDED = WordList.of([(kind, word) for kind, words in WORDS.items() for word in words])


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("素敵な写真ですね!いつか行ってみたいです", ""),
        ("", ""),
        ("冬の服装は どうすればいいでしょうか", "question"),
        ("住む家はありますか？", "question"),
        ("本当?", "question"),
        ("電話は０９０ー１２３４ー５６７８です", "personal"),
        ("011(204)5678 まで", "personal"),
        ("+81 90 1234 5678", "personal"),
        ("ＴＡＲＯ＠ｅｘａｍｐｌｅ．ｊｐ まで", "personal"),
        ("〒060-8588", "personal"),
        ("連絡 ０６０−８５８８", "personal"),
        ("北3条西6丁目1番地", "personal"),
        ("https://x.example/?a=1", "spam"),
        ("example.comを見て", "spam"),
        ("ＤＭください", "spam"),
        ("dmクダサイ", "spam"),
        ("消えろ", "abuse"),
        ("きえろとキエロ", ""),
        ("キモイ", "abuse"),
        ("消えろ 電話は090-1234-5678? https://x.example", "abuse personal question spam"),
        # What looks alike and is none.
        ("2026-11-22 10,000円 100-2000円", ""),
        ("@taro.sato さんと行きたい", ""),
        ("11月22日〜24日 10:00-11:30", ""),
        ("1234567890123", ""),
        ("神﨑さんと𠮷田さん🐄", ""),
        ("سلام", ""),
    ],
)
def test_what_is_found_in_a_text(text, hints):
    assert SEEDED.hints_of(text) == hints


def test_question_mark_of_an_address_asks_nothing():
    assert SEEDED.hints_of("https://x.example/s?q=1") == "spam"


def test_long_text_without_end_is_looked_through():
    assert SEEDED.hints_of("a" * 100_000) == ""
    assert SEEDED.hints_of("0" * 100_000) == ""


@pytest.mark.parametrize("text", ["バター餅", "ﾊﾞﾀｰ餅", "ばたー餅", "美味しいバター餅!"])
def test_word_is_found_in_any_width_and_kana(text):
    assert WordList.of([("question", "バター餅")]).hints_of(text) == "question"


def test_signs_of_a_word_are_taken_literally():
    words = WordList.of([("abuse", "(笑)"), ("spam", "a.c")])
    assert words.hints_of("それは(笑)") == "abuse"
    assert words.hints_of("笑 abc") == ""


def test_words_are_read_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert WordList.load().hints_of("消えろ") == "abuse"


def test_own_words_are_not_overwritten_by_the_beginning(db):
    HintWord.objects.all().delete()
    HintWord.objects.create(kind="spam", word="勧誘")
    plant(using="default")
    assert [word.word for word in HintWord.objects.all()] == ["勧誘"]


# --- Keeping the list ----------------------------------------------------------------------------------------------


def test_new_word_marks_undecided_comments_anew_and_no_others(staff, write, decided):
    texts = [write("熊が出ました"), decided("熊が出ました"), write("熊が出ました", is_own=True)]
    lists.add_word(by=staff, word=HintWord(kind="question", word="クマが"))
    lists.add_word(by=staff, word=HintWord(kind="question", word="熊が"))
    assert [one.hints for one in Comment.objects.order_by("pk")] == ["", "", ""]  # not in the request
    swept(marking)
    assert [Comment.objects.get(pk=one.pk).hints for one in texts] == ["question", "", ""]
    assert {one.handling for one in Comment.objects.filter(is_own=False)} == {"open", "no_reply"}
    assert AuditEvent.objects.filter(tag=events.SETTING_CHANGED.tag).count() == 2


def test_removed_word_marks_no_longer(staff, write):
    comment = write("熊が出ました", hints="question")
    word = HintWord.objects.create(kind="question", word="熊が")
    lists.remove_word(by=staff, word=word)
    swept(marking)
    assert Comment.objects.get(pk=comment.pk).hints == ""
    assert AuditEvent.objects.get(tag=events.SETTING_CHANGED.tag).data["changes"]["word"] == ["熊が", None]


def test_round_goes_on_slice_by_slice_to_the_oldest(staff, write, monkeypatch):
    monkeypatch.setattr(marking, "SLICE", 2)
    same = write("熊が出ました").commented_at
    for minutes in range(1, 5):
        write("熊が出ました", minutes=minutes, commented_at=same)  # all of one moment
    write("熊が出ました", minutes=9)
    lists.add_word(by=staff, word=HintWord(kind="abuse", word="熊が"))
    slices = 0
    while marking.mark_slice():
        slices += 1
    assert slices == 3
    assert set(Comment.objects.values_list("hints", flat=True)) == {"abuse"}
    assert MarkingRound.objects.get().done_at


def test_word_changed_during_a_round_begins_it_again(staff, write, monkeypatch):
    monkeypatch.setattr(marking, "SLICE", 1)
    first, second = write("熊が出ました"), write("熊が出ました", minutes=5)
    lists.add_word(by=staff, word=HintWord(kind="abuse", word="熊が"))
    marking.mark_slice()
    lists.add_word(by=staff, word=HintWord(kind="spam", word="出ました"))
    swept(marking)
    assert {Comment.objects.get(pk=one.pk).hints for one in (first, second)} == {"abuse spam"}


def test_nothing_is_read_while_no_word_has_changed(write, django_assert_num_queries):
    write("熊が出ました")
    with django_assert_num_queries(1):  # whether a round is open
        swept(marking)


@pytest.mark.parametrize("word", ["", "　 ", "\u200b" * 0, "あ"])
def test_empty_and_single_signs_are_no_words(staff, word):
    with pytest.raises(Refused):
        lists.add_word(by=staff, word=HintWord(kind="abuse", word=word))


def test_same_word_in_another_width_is_told(staff):
    lists.add_word(by=staff, word=HintWord(kind="abuse", word="バター餅"))
    with pytest.raises(Refused, match="「バター餅」として"):
        lists.add_word(by=staff, word=HintWord(kind="abuse", word="ﾊﾞﾀｰ餅"))


@pytest.mark.parametrize("person", ["poster", "manager", "auditor"])
def test_words_are_the_divisions_to_keep(request, person):
    someone = request.getfixturevalue(person)
    with pytest.raises(Refused, match="地域政策課"):
        lists.add_word(by=someone, word=HintWord(kind="abuse", word="熊が"))
    with pytest.raises(Refused):
        lists.remove_word(by=someone, word=HintWord.objects.first())
