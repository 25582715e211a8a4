import pickle

import pytest
import requests

from instagram import comment_sentences, errors, verdicts
from instagram import sentences as say
from instagram.comment_sentences import ABOUT_COMMENTS
from instagram.errors import (
    AccessLost,
    Call,
    ContentRefused,
    Gone,
    InstagramError,
    NewContainerNeeded,
    NotConnected,
    NotPermitted,
    OutcomeUnknown,
    QuotaReached,
    TokenRefused,
    TryAgain,
)
from instagram.results import Container, ContainerStatus
from tests import misses

# Meta's tables and the answers seen live: the numbers, what they are on a creation, what on a publication.
ANSWERS = [
    ((-2, 2207003), TryAgain, OutcomeUnknown),
    ((-2, 2207020), NewContainerNeeded, OutcomeUnknown),
    ((-1, 2207001), TryAgain, OutcomeUnknown),
    ((-1, 2207032), TryAgain, OutcomeUnknown),
    ((-1, 2207053), NewContainerNeeded, OutcomeUnknown),
    ((-1, 2207085), TryAgain, OutcomeUnknown),
    ((1, 2207057), ContentRefused, OutcomeUnknown),
    ((1, None), TryAgain, OutcomeUnknown),
    ((2, None), TryAgain, OutcomeUnknown),
    ((4, 2207051), QuotaReached, OutcomeUnknown),
    ((4, None), QuotaReached, OutcomeUnknown),
    ((9, 2207042), QuotaReached, QuotaReached),
    ((9004, 2207052), TryAgain, OutcomeUnknown),
    ((9007, 2207027), TryAgain, TryAgain),
    ((9007, None), TryAgain, TryAgain),
    ((24, 2207006), TryAgain, TryAgain),
    ((24, 2207008), TryAgain, TryAgain),
    ((25, 2207050), AccessLost, OutcomeUnknown),
    ((100, 2207023), ContentRefused, OutcomeUnknown),
    ((100, 2207028), ContentRefused, OutcomeUnknown),
    ((100, 2207035), ContentRefused, OutcomeUnknown),
    ((100, 2207036), ContentRefused, OutcomeUnknown),
    ((100, 2207037), ContentRefused, OutcomeUnknown),
    ((100, 2207040), ContentRefused, OutcomeUnknown),
    ((100, 33), AccessLost, OutcomeUnknown),
    ((100, None), ContentRefused, OutcomeUnknown),
    ((352, 2207026), ContentRefused, OutcomeUnknown),
    ((36000, 2207004), ContentRefused, OutcomeUnknown),
    ((36001, 2207005), ContentRefused, OutcomeUnknown),
    ((36001, 2207083), ContentRefused, OutcomeUnknown),
    ((36003, 2207009), ContentRefused, OutcomeUnknown),
    ((36004, 2207010), ContentRefused, OutcomeUnknown),
    ((100, 2207081), ContentRefused, OutcomeUnknown),
    ((-1, 2207081), ContentRefused, OutcomeUnknown),
    *(((190, subcode), TokenRefused, TokenRefused) for subcode in (None, 458, 459, 460, 463, 464, 467, 492)),
    ((102, None), TokenRefused, OutcomeUnknown),
    ((10, None), AccessLost, OutcomeUnknown),
    ((200, None), AccessLost, OutcomeUnknown),
    ((299, None), AccessLost, OutcomeUnknown),
    ((17, None), QuotaReached, OutcomeUnknown),
    ((32, None), QuotaReached, OutcomeUnknown),
    ((613, None), QuotaReached, OutcomeUnknown),
    ((613, 1996), QuotaReached, OutcomeUnknown),
    ((80002, None), QuotaReached, OutcomeUnknown),
    ((80002, 2446079), QuotaReached, OutcomeUnknown),
    ((341, None), QuotaReached, OutcomeUnknown),
    ((368, None), AccessLost, OutcomeUnknown),
    ((506, None), ContentRefused, OutcomeUnknown),
    # In no table.
    ((4711, None), TryAgain, OutcomeUnknown),
    ((24, None), TryAgain, OutcomeUnknown),
    ((9, None), TryAgain, OutcomeUnknown),
    ((None, None), TryAgain, OutcomeUnknown),
]
DEFINITE_NOES = {9007, 24, 9, 190}

CLASSES = [
    TryAgain,
    Gone,
    NotPermitted,
    NewContainerNeeded,
    ContentRefused,
    AccessLost,
    TokenRefused,
    NotConnected,
    QuotaReached,
    OutcomeUnknown,
]


def other_than(expected, refused, call, numbers, **answer):
    """What is to be told of an answer that becomes another error than expected; nothing for the right one."""
    found = type(refused(call, *numbers, **answer))
    return (
        [] if found is expected else [f"{call} {numbers} {answer}: {found.__name__}, not {expected.__name__}"]
    )


# Hundreds of answers in one test: each miss is told, and a test for each would cost a hundred times what it asks.


def test_errors_of_a_creation(refused):
    missed = []
    for numbers, expected, _ in ANSWERS:
        missed += other_than(expected, refused, Call.CREATE, numbers)
    misses.none(missed)


def test_errors_of_a_publication(refused):
    missed = []
    for numbers, _, expected in ANSWERS:
        for http_status in (400, 403, 500):
            missed += other_than(expected, refused, Call.PUBLISH, numbers, http_status=http_status)
    misses.none(missed)


def test_errors_of_a_read_are_those_of_a_creation_except_for_missing_objects(refused):
    missed = []
    for call, missing in ((Call.STATUS, TryAgain), (Call.READ, Gone)):
        for numbers, on_create, _ in ANSWERS:
            expected = missing if numbers == (100, 33) else on_create
            missed += other_than(expected, refused, call, numbers)
    misses.none(missed)


def test_reply_is_only_certain_not_to_stand_where_the_token_is_refused(refused):
    missed = []
    for numbers, _, _ in ANSWERS:
        expected = TokenRefused if numbers[0] == 190 else OutcomeUnknown
        for http_status in (400, 403, 500):
            missed += other_than(expected, refused, Call.REPLY, numbers, http_status=http_status)
    misses.none(missed)


@pytest.mark.parametrize("call", [Call.COMMENTS, Call.MODERATE])
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((100, 33), Gone),
        ((10, None), NotPermitted),
        ((200, None), NotPermitted),
        ((299, None), NotPermitted),
        ((190, 460), TokenRefused),
        ((102, None), TokenRefused),
        ((368, None), AccessLost),
        ((100, None), ContentRefused),
        ((80002, None), QuotaReached),
        ((4, 2207051), QuotaReached),
        ((1, None), TryAgain),
        ((4711, None), TryAgain),
        ((9004, 2207052), TryAgain),
        ((-2, 2207020), TryAgain),
    ],
)
def test_error_about_comments(refused, call, numbers, expected):
    assert type(refused(call, *numbers)) is expected


def test_nothing_about_comments_speaks_of_a_post(refused):
    missed = []
    for call in sorted(ABOUT_COMMENTS):
        for numbers, _, _ in ANSWERS:
            error = refused(call, *numbers)
            missed += [
                (call, numbers, said)
                for said in (error.sentence, error.final_sentence)
                if not ("コメントの付いた投稿" in said or "投稿" not in said)
                or "写真" in said
                or not said.endswith("ください。")
                or len(said) > 300
            ]
    misses.none(missed)


@pytest.mark.parametrize("call", sorted(ABOUT_COMMENTS))
def test_an_unanswered_call_about_comments_speaks_of_no_post(client, call):
    for failure in (requests.ReadTimeout("late"), requests.ConnectTimeout("far")):
        error = verdicts.no_answer(call, failure)
        assert "投稿" not in error.sentence + error.final_sentence
    lost = verdicts.answer_without_id(Call.REPLY)
    assert "返信がInstagramに載ったかどうか" in lost.sentence


@pytest.mark.parametrize("call", sorted(ABOUT_COMMENTS))
def test_every_class_that_a_call_about_comments_can_end_with_has_words(call):
    rules = [rule for rule in verdicts.RULES if call in rule.calls]
    ends = {rule.verdict for rule in rules if rule.sentence not in comment_sentences.SHARED} | {TryAgain}

    assert ends <= set(comment_sentences.WORDS[call])


@pytest.mark.parametrize("call", [Call.COMMENTS, Call.MODERATE])
def test_missing_permission_is_named_and_stops_nothing_else(refused, call):
    error = refused(call, 10, http_status=403)

    assert "instagram_business_manage_comments" in error.sentence
    assert not isinstance(error, AccessLost)


def test_rules_of_a_publication_are_unknown_unless_they_are_a_known_no():
    missed = []
    for rule in verdicts.RULES:
        if Call.PUBLISH in rule.calls:
            right = rule.verdict is OutcomeUnknown or rule.code in DEFINITE_NOES
        else:
            right = rule.verdict is not OutcomeUnknown
        missed += [] if right else [rule]
    misses.none(missed)


def test_rules_do_not_contradict_each_other():
    keys = [(rule.code, rule.subcode, call) for rule in verdicts.RULES for call in rule.calls]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("numbers", "then"),
    [
        ((9004, 2207052), ContentRefused),
        ((24, 2207006), NewContainerNeeded),
        ((24, 2207008), NewContainerNeeded),
        ((-1, 2207032), NewContainerNeeded),
        ((9007, 2207027), None),
    ],
)
def test_error_tells_what_it_becomes_when_waiting_does_not_help(refused, numbers, then):
    assert refused(Call.CREATE, *numbers).then is then


def test_error_carries_the_facts_of_the_answer(refused):
    error = refused(Call.PUBLISH, 9007, 2207027, fbtrace_id="AlpttEY")

    assert (
        error.call,
        error.http_status,
        error.code,
        error.subcode,
        error.fbtrace_id,
        error.retry_after_s,
    ) == (
        Call.PUBLISH,
        400,
        9007,
        2207027,
        "AlpttEY",
        None,
    )
    assert str(error) == "publish: HTTP 400, code 9007, subcode 2207027, trace AlpttEY"


@pytest.mark.parametrize("is_transient", [True, False])
def test_texts_and_is_transient_decide_nothing(refused, is_transient):
    error = refused(
        Call.CREATE,
        36003,
        2207009,
        message="Application request limit reached",
        error_user_title="メディアの準備ができていません",
        is_transient=is_transient,
    )

    assert type(error) is ContentRefused


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (
            {
                "X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 3},'
                ' {"type": "instagram", "estimated_time_to_regain_access": 19}], "2": [{"call_count": 100}]}',
                "Retry-After": "7",
            },
            19 * 60,
        ),
        (
            {
                "X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 0}]}',
                "Retry-After": "7",
            },
            7,
        ),
        ({"X-Business-Use-Case-Usage": "[]"}, None),
        ({"X-Business-Use-Case-Usage": '{"1": 7, "2": [3]}'}, None),
        ({"X-Business-Use-Case-Usage": "nonsense"}, None),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_from_the_headers(refused, headers, seconds):
    assert refused(Call.READ, 80002, headers=headers).retry_after_s == seconds


@pytest.mark.parametrize("call", [Call.CREATE, Call.PUBLISH])
def test_action_block_asks_for_a_day_of_rest(refused, call):
    assert refused(call, 4, 2207051, http_status=403).retry_after_s == 24 * 60 * 60


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((36000, 2207004), "8MB"),
        ((36001, 2207083), "形式"),
        ((36003, 2207009), "横4:縦5から横1.91:縦1"),
        ((36004, 2207010), "2,200字"),
        ((100, 2207028), "2枚から10枚"),
        ((9004, 2207052), "写真を取りに来られませんでした"),
        ((190, 463), "接続が切れました"),
        ((10, None), "許可されていません"),
        ((9, 2207042), "上限に達しました"),
        ((506, None), "同じ内容の投稿"),
    ],
)
def test_sentence_says_what_happened(refused, numbers, words):
    error = refused(Call.CREATE, *numbers, message="raw", error_user_msg="provider's own text")

    assert words in error.sentence
    assert "provider" not in error.sentence


def test_sentences_end_with_what_to_do_now():
    sentences = [kind.sentence for kind in CLASSES]
    sentences += [rule.sentence for rule in verdicts.RULES if rule.sentence]
    misses.none([sentence for sentence in sentences if not sentence.endswith("ください。")])


def test_given_up_nothing_is_promised_and_something_is_to_do(refused):
    missed = []
    for call in Call:
        for numbers, _, _ in ANSWERS:
            final = refused(call, *numbers).final_sentence
            promised = "自動で" in final.replace("自動ではやり直しません", "") or "お待ちください" in final
            if promised or not final.endswith(("ください。", "何も投稿されていません。")):
                missed.append((call, numbers, final))
    misses.none(missed)


@pytest.mark.parametrize("kind", CLASSES)
def test_class_given_up_promises_nothing(kind):
    assert "お待ちください" not in kind.final_sentence
    assert kind("lost").final_sentence == kind.final_sentence


def test_failed_container_given_up_says_so():
    error = verdicts.container_failure(Container(ContainerStatus.ERROR, 2207026))

    assert "お待ちください" in error.sentence
    assert "何も投稿されていません。" in error.final_sentence


def test_daily_limit_does_not_promise_to_post_later(refused):
    assert "自動" not in refused(Call.PUBLISH, 9, 2207042).sentence


def test_sentence_of_its_own_ends_the_same_way_where_nothing_goes_on(refused):
    error = refused(Call.CREATE, 36000, 2207004)

    assert error.final_sentence == error.sentence


def test_every_class_says_something_of_its_own():
    sentences = {kind.sentence for kind in [InstagramError, *CLASSES]}

    assert len(sentences) == 1 + len(CLASSES)


def test_error_survives_pickling(refused):
    error = refused(Call.PUBLISH, 4, 2207051)

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes, of a line before

    assert type(copy) is type(error)
    assert (str(copy), vars(copy)) == (str(error), vars(error))


def test_failed_container_is_made_anew_once_and_then_given_back():
    error = verdicts.container_failure(Container(ContainerStatus.ERROR, 2207026))

    assert (type(error), error.subcode, error.then) == (NewContainerNeeded, 2207026, ContentRefused)


def test_expired_container_is_made_anew():
    error = verdicts.container_failure(Container(ContainerStatus.EXPIRED))

    assert (type(error), error.then) == (NewContainerNeeded, None)


def test_missing_connection_stops_the_queue_like_a_lost_one():
    assert issubclass(errors.NotConnected, errors.AccessLost)


def test_the_subcode_of_publishing_decides_whatever_code_stands_beside_it(refused):
    """Meta's answers pair them otherwise than its tables do."""
    missed = []
    for call, numbers, kind, sentence in (
        (Call.CREATE, (100, 2207009), ContentRefused, say.PHOTO_RATIO),
        (Call.CREATE, (1, 2207010), ContentRefused, say.CAPTION_TOO_LONG),
        (Call.CREATE, (-2, 2207052), TryAgain, say.PHOTO_NOT_FETCHED),
        (Call.PUBLISH, (1, 2207006), TryAgain, say.PHOTO_BEING_PREPARED),
        (Call.PUBLISH, (100, 2207027), TryAgain, say.PHOTO_BEING_PREPARED),
        (Call.PUBLISH, (4, 2207042), QuotaReached, say.DAILY_LIMIT),
        (Call.PUBLISH, (10, 2207051), OutcomeUnknown, say.BLOCKED_MAYBE_LIVE),
    ):
        error = refused(call, *numbers)
        if type(error) is not kind or error.sentence != sentence:
            missed.append(f"{call} {numbers}: {type(error).__name__}, {error.sentence}")
    misses.none(missed)


def test_a_publication_refused_for_the_accounts_sake_says_so_and_stays_unknown(refused):
    missed = []
    for numbers, sentence in (
        ((10, None), say.NOT_PERMITTED_MAYBE_LIVE),
        ((200, None), say.NOT_PERMITTED_MAYBE_LIVE),
        ((368, None), say.RESTRICTED_MAYBE_LIVE),
        ((25, 2207050), say.RESTRICTED_MAYBE_LIVE),
        ((4, 2207051), say.BLOCKED_MAYBE_LIVE),
    ):
        error = refused(Call.PUBLISH, *numbers)
        if type(error) is not OutcomeUnknown or error.sentence != sentence:
            missed.append(f"{numbers}: {type(error).__name__}, {error.sentence}")
    misses.none(missed)
