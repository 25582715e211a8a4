"""What stands on the account without a document is found and told at once; what has one, or may have, never is.

第４: nothing goes out unapproved. Against the real sandbox, on which somebody posts with the app.
"""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from comments.cases.actions import evidence
from comments.models import Case, LivePost
from instagram.client import Client
from instagram.results import MediaPage
from outbox.jobs import JobState
from posts.live import actions, events
from posts.models import AccountPost, LiveDifference, Post, PublishJob, Register, Standing
from posts.publishing import comparing, differing, errand, settling
from security.letters import pictures
from security.models import AuditEvent, Letter, Notice, PasswordTask
from security.notices import composing
from security.office.answers import Refused
from tests import factories
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]

CAPTION = "雪の朝の喫茶店です。\n#北海道 @hokkaido_pref まで。"


def standing_of(number):
    return AccountPost.objects.get(media_id=number).standing


def told():
    return sorted(Notice.objects.filter(kind="around_post").values_list("person__username", flat=True))


def test_a_post_that_no_document_explains_is_told_at_once(
    sandbox, begun, read, chief, manager, administrator, staff, poster
):
    number = sandbox.post_by_hand("だれも承認していない投稿\n二行目", pictures=2)
    read()
    found = AccountPost.objects.get()
    assert (found.media_id, found.standing, found.pictures) == (number, Standing.OPEN, 2)
    assert told() == sorted(one.username for one in (chief, manager, administrator))
    notice = Notice.objects.filter(person=chief).get()
    assert "だれも承認していない投稿" in notice.title
    assert "二行目" in notice.sentence
    assert notice.url == found.get_absolute_url()
    assert AuditEvent.objects.filter(tag=events.FOUND.tag).count() == 1
    assert found.preview  # its picture is kept
    swept(composing)
    letter = Letter.objects.get(recipient=chief)
    (picture,) = letter.pictures.values()
    assert pictures.small(picture).startswith(b"\xff\xd8\xff")
    read()
    assert len(told()) == 3


def test_the_alert_stands_above_every_page_of_those_who_are_told(
    client, sandbox, begun, read, said, chief, manager, administrator, staff
):
    sandbox.post_by_hand()
    read()
    sentence = "公式アカウントに、承認の記録のない投稿があります"
    for person, sees in ((chief, True), (manager, True), (administrator, True), (staff, False)):
        client.force_login(person)
        assert (sentence in client.get(reverse("posts:list")).content.decode()) is sees, person
    actions.open_case(by=chief, finding=AccountPost.objects.get(), is_take_over=True, note="")
    client.force_login(chief)
    assert sentence not in client.get(reverse("posts:list")).content.decode()


def test_what_stood_there_before_the_register_began_is_taken_over_quietly(sandbox, read, chief, connected):
    for place in range(3):
        sandbox.post_by_hand(f"前からの投稿{place}", age_seconds=86400)
    read()
    register = Register.objects.get()
    assert register.taken_over == 3
    assert set(AccountPost.objects.values_list("standing", flat=True)) == {Standing.BEFORE}
    assert told() == []
    assert AuditEvent.objects.filter(tag=events.BEGUN.tag).count() == 1
    sandbox.post_by_hand("始めた後の投稿")
    read()
    assert told() == [chief.username]


def test_what_went_out_from_here_is_explained(begun, read, job_of, work_off, chief):
    job = work_off(job_of(caption=CAPTION))
    read()
    found = AccountPost.objects.get()
    assert (found.standing, found.post) == (Standing.EXPLAINED, job.post)
    assert told() == []


@pytest.mark.parametrize("fault", ["F1", "F2", "F3"])
def test_a_publication_whose_answer_was_lost_alarms_nobody(
    sandbox, begun, read, job_of, work_off, chief, fault
):
    job = job_of(caption=CAPTION)
    for _ in range(20):
        sandbox.arm(fault)
        errand.run(job.pk)
        if sandbox.state()["media"]:
            break
        job.refresh_from_db()
        PublishJob.objects.filter(pk=job.pk).update(due_at=timezone.now())
    job.refresh_from_db()
    assert (job.media_id, len(sandbox.state()["media"])) == ("", 1)
    read()
    assert AccountPost.objects.get().standing == Standing.WAITING
    assert told() == []
    work_off(job)
    read()
    assert AccountPost.objects.get().standing == Standing.EXPLAINED
    assert told() == []


def test_other_words_while_a_publication_is_under_way_are_told(sandbox, begun, read, job_of, chief):
    job = job_of(caption=CAPTION)
    PublishJob.objects.filter(pk=job.pk).update(first_asked_at=timezone.now(), state=JobState.UNCONFIRMED)
    sandbox.post_by_hand("ほかの文")
    sandbox.post_by_hand(CAPTION.replace("@", ""))
    read()
    assert set(AccountPost.objects.values_list("caption", "standing")) == {
        ("ほかの文", Standing.OPEN),
        (CAPTION.replace("@", ""), Standing.WAITING),
    }
    PublishJob.objects.filter(pk=job.pk).update(state=JobState.FAILED)  # a person has said: it is not there
    read()
    assert set(AccountPost.objects.values_list("standing", flat=True)) == {Standing.OPEN}
    assert len(told()) == 2


def test_bad_answers_raise_no_alarm_and_end_nothing(
    sandbox, begun, read, clock, chief, job_of, work_off, monkeypatch
):
    """A list that cannot be read for hours, an empty one, a part of one."""
    first, second = work_off(job_of(caption="一つ目")), work_off(job_of(caption="二つ目"))
    read()
    before = list(AccountPost.objects.values())
    with monkeypatch.context() as patched:
        patched.setattr(Client, "media_page", lambda self, **asked: MediaPage(()))
        read()
        read()
    assert list(AccountPost.objects.values()) == before
    with monkeypatch.context() as patched:
        whole = Client.media_page
        patched.setattr(
            Client,
            "media_page",
            lambda self, **asked: MediaPage(whole(self, **asked).items[:1]),
        )
        read()
    assert list(AccountPost.objects.values()) == before
    read_at = Register.objects.get().read_at
    sandbox.arm("F18", times=200, call="media")
    for _ in range(5):
        read(minutes=60)
    sandbox.disarm()
    assert Register.objects.get().read_at == read_at
    assert list(AccountPost.objects.values()) == before
    assert told() == []
    assert {first.post_id, second.post_id} == set(AccountPost.objects.values_list("post", flat=True))


def test_an_empty_first_answer_begins_no_register(sandbox, read, connected, monkeypatch, chief):
    """Otherwise all that was there would be told as new."""
    for place in range(4):
        sandbox.post_by_hand(f"前からの投稿{place}")
    with monkeypatch.context() as patched:
        patched.setattr(Client, "media_page", lambda self, **asked: MediaPage(()))
        read()
    assert not Register.objects.exists()
    read()
    assert (Register.objects.get().taken_over, told()) == (4, [])


def test_captions_that_come_without_their_signs_are_no_change(sandbox, begun, read, job_of, work_off, clock):
    work_off(job_of(caption=CAPTION))
    read()
    before = AccountPost.objects.get().caption
    PublishJob.objects.update(compare_at=None)
    sandbox.arm("F20", times=3, call="media")
    read()
    assert AccountPost.objects.get().caption == before
    assert not PublishJob.objects.filter(compare_at__isnull=False).exists()


def test_words_that_are_changed_days_later_are_held_against_the_version(
    sandbox, begun, read, job_of, work_off, clock
):
    job = work_off(job_of(caption=CAPTION))
    read()
    swept(comparing)
    clock.shift(days=2)
    swept(comparing)
    assert PublishJob.objects.get().compare_at is None
    sandbox.edit_post(job.media_id, caption="書き換えられた文")
    read()
    swept(comparing)
    assert list(LiveDifference.objects.values_list("what", flat=True)) == ["words"]


def test_a_post_that_is_taken_down_leaves_its_words_and_picture(sandbox, begun, read, clock, chief):
    number = sandbox.post_by_hand("消された投稿")
    read()
    sandbox.delete_post(number)
    read()
    read()
    found = AccountPost.objects.get()
    assert found.gone_at is not None
    assert (found.standing, found.caption, bool(found.preview)) == (Standing.OPEN, "消された投稿", True)
    assert LivePost.objects.get().gone_at is not None


def test_our_own_post_that_is_taken_down_days_later_is_told(sandbox, begun, read, job_of, work_off, clock):
    job = work_off(job_of(caption=CAPTION))
    read()
    clock.shift(days=2)
    swept(comparing)
    sandbox.delete_post(job.media_id)
    read()
    swept(comparing)
    clock.shift(minutes=2)
    swept(comparing)
    assert list(LiveDifference.objects.values_list("what", flat=True)) == ["gone"]


def test_many_at_once_are_a_few_notices(sandbox, begun, read, chief):
    for place in range(12):
        sandbox.post_by_hand(f"荒らし{place}")
    read()
    assert AccountPost.objects.filter(standing=Standing.OPEN).count() == 12
    assert len(told()) == 3
    assert "ほかに9件" in Notice.objects.latest("pk").sentence


@pytest.fixture
def found(sandbox, begun, read, clock):
    def found(caption=CAPTION, **more):
        number = sandbox.post_by_hand(caption, **more)
        read()
        return AccountPost.objects.get(media_id=number)

    return found


def test_an_approved_document_that_was_posted_by_hand_is_joined(found, staff, chief, clock, read):
    post = factories.approved(staff, chief, caption=CAPTION)
    clock.shift(minutes=1)
    live = found()
    with pytest.raises(Refused, match="写真の中身は、システムでは見比べていません"):
        actions.join(by=chief, found=live, post=post, has_seen_photos=False, knows_words_differ=False)
    actions.join(by=chief, found=live, post=post, has_seen_photos=True, knows_words_differ=False)
    assert AuditEvent.objects.get(tag="around.joined").data["photos_seen"] is True
    live.refresh_from_db()
    post.refresh_from_db()
    job = PublishJob.objects.get(state=JobState.DONE)
    assert (post.state, live.standing, live.post, live.settled_by) == (
        State.PUBLISHED,
        Standing.EXPLAINED,
        post,
        chief,
    )
    assert (job.media_id, job.shortcode, job.permalink) == (live.media_id, live.shortcode, live.permalink)
    swept(comparing)
    assert not LiveDifference.objects.exists()
    read()
    assert AccountPost.objects.get().standing == Standing.EXPLAINED


def test_what_may_not_be_joined(found, staff, chief, manager, poster, administrator, clock):
    draft = factories.submitted(staff, caption=CAPTION)
    contractors = factories.approved(poster, manager, caption=CAPTION)
    ours = factories.approved(staff, chief, caption=CAPTION)
    other = factories.approved(staff, chief, caption="ほかの文")
    clock.shift(minutes=5)
    live = found()
    clock.shift(minutes=5)
    late = factories.approved(staff, chief, caption=CAPTION)
    refused = (
        (chief, draft, "承認待ち"),
        (manager, ours, "業務処理責任者です"),
        (administrator, ours, "移住交流担当課長"),
        (staff, ours, "移住交流担当課長"),
        (chief, other, "本文が、承認された版と違います"),
        (chief, late, "投稿された後"),
    )
    for person, post, why in refused:
        with pytest.raises(Refused, match=why):
            actions.join(by=person, found=live, post=post, has_seen_photos=True, knows_words_differ=False)
        assert AccountPost.objects.get().standing == Standing.OPEN
        assert not PublishJob.objects.filter(state=JobState.DONE).exists()
    actions.join(by=manager, found=live, post=contractors, has_seen_photos=True, knows_words_differ=False)
    with pytest.raises(Refused, match="すでに"):
        actions.join(by=chief, found=live, post=ours, has_seen_photos=True, knows_words_differ=False)


def test_other_words_that_are_known_to_differ_are_told_as_a_difference(found, staff, chief, clock):
    post = factories.approved(staff, chief, caption="承認された文")
    clock.shift(minutes=1)
    live = found("投稿された文")
    actions.join(by=chief, found=live, post=post, has_seen_photos=True, knows_words_differ=True)
    swept(comparing)
    assert list(LiveDifference.objects.values_list("what", flat=True)) == ["words"]
    with pytest.raises(Refused, match="別の方"):  # one alone would put it up, join it and look into it
        differing.note_seen(by=chief, post=post, reason="確かめた")
    differing.note_seen(by=staff, post=post, reason="確かめた")


def test_what_somebody_settles_by_an_address_is_held_against_the_version(
    sandbox, begun, read, job_of, staff, chief
):
    """One person alone could else end the alarm about words that nobody has approved."""
    job = job_of(caption=CAPTION)
    number = sandbox.post_by_hand("だれも承認していない文")
    read()
    live = AccountPost.objects.get(media_id=number)
    assert live.standing == Standing.OPEN
    PublishJob.objects.filter(pk=job.pk).update(first_asked_at=timezone.now(), state=JobState.UNCONFIRMED)
    Post.objects.filter(pk=job.post_id).update(state=State.UNCONFIRMED)
    settling.bind(by=staff, post=job.post, address=live.permalink)
    read()
    assert standing_of(number) == Standing.EXPLAINED
    swept(comparing)
    assert PublishJob.objects.get(pk=job.pk).media_id == number
    assert list(LiveDifference.objects.values_list("what", flat=True)) == ["words"]


def test_two_documents_are_never_at_one_post(found, staff, chief, clock):
    one, other = (factories.approved(staff, chief, caption=CAPTION) for _ in range(2))
    clock.shift(minutes=1)
    live = found()
    actions.join(by=chief, found=live, post=one, has_seen_photos=True, knows_words_differ=False)
    AccountPost.objects.update(standing=Standing.OPEN)
    with pytest.raises(Refused, match="ほかの投稿のもの"):
        actions.join(by=chief, found=live, post=other, has_seen_photos=True, knows_words_differ=False)
    other.refresh_from_db()
    assert other.state == State.APPROVED


def test_older_is_only_what_was_posted_before_the_register_began(sandbox, begun, read, chief, manager):
    number = sandbox.post_by_hand("後から見えるようになった投稿", age_seconds=86400)
    new = sandbox.post_by_hand("新しい投稿")
    read()
    older, newer = AccountPost.objects.get(media_id=number), AccountPost.objects.get(media_id=new)
    with pytest.raises(Refused, match="始めた後"):
        actions.call_older(by=chief, found=newer, reason="前からあった")
    with pytest.raises(Refused, match="移住交流担当課長です"):
        actions.call_older(by=manager, found=older, reason="前からあった")
    with pytest.raises(Refused, match="入力"):
        actions.call_older(by=chief, found=older, reason=" ")
    actions.call_older(by=chief, found=older, reason="アーカイブから戻したもの")
    assert standing_of(number) == Standing.BEFORE


def test_an_older_post_with_new_words_is_told_as_what_nobody_has_approved(sandbox, read, chief, manager):
    """Otherwise an old post would be the place for words that nobody has seen."""
    number = sandbox.post_by_hand("前からの投稿", age_seconds=86400)
    sandbox.post_by_hand("そのままの投稿", age_seconds=86400)
    read()
    assert (standing_of(number), told()) == (Standing.BEFORE, [])
    sandbox.edit_post(number, caption="だれも承認していない文")
    read()
    assert standing_of(number) == Standing.OPEN
    assert told() == sorted([chief.username, manager.username])
    notice = Notice.objects.filter(person=chief).get()
    assert "書き換えられました" in notice.title
    assert "だれも承認していない文" in notice.sentence
    assert AuditEvent.objects.filter(tag=events.REWRITTEN.tag).count() == 1
    read()
    assert len(told()) == 2
    actions.call_older(by=chief, found=AccountPost.objects.get(media_id=number), reason="誤字を直した")
    read()
    assert (standing_of(number), len(told())) == (Standing.BEFORE, 2)
    sandbox.edit_post(number, caption="もう一度書き換えた文")
    read()
    again = AccountPost.objects.get(media_id=number)
    assert (again.standing, again.settled_by, again.note) == (Standing.OPEN, None, "")
    assert len(told()) == 4


def test_words_that_an_answer_leaves_out_are_no_change_of_an_older_post(sandbox, read, chief, monkeypatch):
    sandbox.post_by_hand("前からの投稿", age_seconds=86400)
    read()
    with monkeypatch.context() as patched:
        whole = Client.media_page
        patched.setattr(
            Client,
            "media_page",
            lambda self, **asked: MediaPage(
                tuple(replace(one, caption="", children_count=0) for one in whole(self, **asked).items)
            ),
        )
        read()
    read()
    assert (AccountPost.objects.get().standing, told()) == (Standing.BEFORE, [])


@pytest.mark.clause("第５第１項", "第６第４項")
@pytest.mark.parametrize(("is_take_over", "code"), [(True, "T10"), (False, "T06")])
def test_a_case_keeps_the_evidence_and_asks_for_a_new_password(
    found, chief, is_take_over, code, sandbox, read
):
    live = found("怪しい投稿")
    actions.open_case(by=chief, finding=live, is_take_over=is_take_over, note="心当たりがない")
    case, live = Case.objects.get(), AccountPost.objects.get()
    assert (case.kind.code, live.standing, live.case_url) == (code, Standing.CASE, case.get_absolute_url())
    assert PasswordTask.objects.open().get().reason == "incident"
    kept = case.evidence.get()
    assert kept.file_digest
    assert "怪しい投稿" in evidence.read(by=chief, evidence=kept).content["page"]["description"]
    sandbox.delete_post(live.media_id)
    read()
    assert AccountPost.objects.get().standing == Standing.CASE
