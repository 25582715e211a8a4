"""証跡 on the screen: who reads it, what is found, and that it is told in words (第５第２項)."""

import pytest
from django.utils import timezone

from approvals import events as approval_events
from posts.drafting import events as drafting_events
from posts.publishing import events as publishing_events
from security.account import events as account_events
from security.appointing import actions as people_actions
from security.appointing import events as people_events
from security.models import AuditEvent, AuditHead, Role
from security.people.actors import Actor
from security.people.places import Place, current_place
from security.signing_in import actions as signing_in_actions
from security.signing_in import events as signing_in_events
from security.trail import details, search
from security.trail import events as trail_events
from security.trail import recording as audit
from security.trail.registry import Event, Kind
from security.trail.words import REASON
from security.workplaces import events as workplaces_events
from tests import factories, misses
from tests.signing_in import prove
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

PAGE = "/security/audit/"
PAGES = [PAGE, "/security/audit/export/", "/security/audit/chain.py"]


@pytest.fixture
def read(client, auditor):
    """The page as the auditor sees it; his own sign-in is taken out of the way."""
    client.force_login(auditor)
    with audit_guard_lifted():
        AuditEvent.objects.all().delete()
        AuditHead.objects.all().delete()
    return lambda **asked: client.get(PAGE, asked)


def told(response):
    return [line.sentence for line in response.context["lines"]]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["chief", "administrator", "auditor"])
def test_readers_of_records_read_it(client, request, address, role):
    client.force_login(request.getfixturevalue(role))
    prove(client, request.getfixturevalue(role))
    response = client.get(address)
    assert response.status_code == 200
    assert b"".join(response)  # read to its end, the file is closed


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["staff", "poster", "manager"])
def test_others_are_told_whose_it_is(client, request, address, role, said):
    client.force_login(request.getfixturevalue(role))
    prove(client, request.getfixturevalue(role))
    page = client.get(address, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert any("証跡を閲覧できるのは" in message for message in said(page))


@pytest.mark.parametrize(("role", "led"), [("chief", True), ("auditor", True), ("staff", False)])
def test_hub_leads_there_whoever_may_read(client, request, role, led):
    client.force_login(request.getfixturevalue(role))
    assert (PAGE in client.get("/security/").content.decode()) is led


# The query count is literal: whoever raises it does so knowingly. Three are the page's own: events, people, organisations.
@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_row_and_for_three(read, staff, rows, django_assert_num_queries):
    for _ in range(rows):
        post = factories.draft(staff)
        audit.record(drafting_events.EVIDENCE_READ, by=Actor.of(staff), subject=post, name="承諾書.pdf")
        appointment = factories.AppointmentFactory()
        changes = {"organization": [None, str(appointment.organization_id)], "user": [None, str(staff.pk)]}
        audit.record(people_events.APPOINTED, by=None, subject=appointment, changes=changes)
    read()
    with django_assert_num_queries(8):
        page = read()
    assert len(told(page)) >= rows


def test_event_is_told_with_its_details_place_and_object(read, staff):
    token = current_place.set(Place(address="192.0.2.7", device="地-12 共用タブレット"))
    post = factories.draft(staff, title="雪の朝")
    current_place.reset(token)
    page = read(kind=approval_events.EDITED.tag)
    (line,) = page.context["lines"]
    assert line.sentence == "地域政策課投稿者 佐藤 花子が「雪の朝」の内容を変更しました。"
    assert line.where == "地-12 共用タブレット 192.0.2.7"
    assert line.url == post.get_absolute_url()
    content = page.content.decode()
    assert "<dt>変えたところ</dt>" in content
    assert "第2版" in content
    assert line.digest in content


def test_changes_are_told_field_by_field_from_old_to_new(read, administrator, contractor, staff):
    contractor.name, contractor.chief_approves_all = "株式会社新会社", True
    people_actions.save_organization(by=administrator, organization=contractor)
    page = read(kind=people_events.ORGANIZATION_SAVED.tag)
    lines = {one.label: (one.old, one.new) for one in page.context["lines"][0].details}
    assert lines == {
        "名称": ("株式会社サンプル企画", "株式会社新会社"),
        "すべての投稿に担当課長の承認も求める": ("いいえ", "はい"),
    }
    assert "<del>株式会社サンプル企画</del> → <ins>株式会社新会社</ins>" in page.content.decode()


def test_people_organisations_and_choices_are_named_and_not_numbered(read, administrator, contractor):
    newcomer = factories.UserFactory(name="新 人子")
    given = factories.AppointmentFactory.build(
        user=newcomer,
        organization=contractor,
        role=Role.CONTRACTOR_POSTER,
        valid_from=timezone.localdate(),
    )
    people_actions.appoint(by=administrator, appointment=given)
    lines = {one.label: one for one in read(kind=people_events.APPOINTED.tag).context["lines"][0].details}
    assert lines["利用者"].new == "新 人子"
    assert lines["組織"].new == "株式会社サンプル企画"
    assert lines["役割"].new == "運営者投稿者"
    assert lines["終期"].new == "(なし)"
    assert lines["利用者"].old is None


TOLD = [
    (workplaces_events.DEVICE_REGISTERED, {"kind": "tablet"}, {"種別": "タブレット"}),
    (workplaces_events.DEVICE_CODE_REFUSED, {"left": 3}, {"残りの回数": "3"}),
    (
        account_events.OFFICIAL_PASSWORD_CHANGED,
        {"holders": ["佐藤 花子", "神田 美雪"], "changed_at": "2026-04-01T00:30:00+00:00"},
        {"新しいパスワードを知る人": "佐藤 花子、神田 美雪", "変更した日時": "2026年4月1日 09時30分"},
    ),
    (account_events.OFFICIAL_PASSWORD_CHANGED, {"holders": []}, {"新しいパスワードを知る人": "(なし)"}),
    (account_events.PASSWORD_CHANGE_POSTPONED, {"due_on": "2026-06-30"}, {"変更の期限": "2026年6月30日"}),
    (account_events.PASSWORD_CHANGE_POSTPONED, {"reason": "2026-99-99"}, {"理由": "2026-99-99"}),
    (signing_in_events.SESSION_REFUSED, {"device": ""}, {"使われた端末": "(なし)"}),
    (trail_events.TRAIL_EXPORTED, {"period": ["2026-04-01", None]}, {"期間": "2026-04-01 から 最後 まで"}),
    (
        approval_events.EDITED,
        {"changed": ["件名", "本文"], "version": 2},
        {"変えたところ": "件名、本文", "版": "第2版"},
    ),
    (
        publishing_events.PUBLISH_RESOLVED,
        {"permalink": "https://www.instagram.com/p/abc/"},
        {"投稿のアドレス": "https://www.instagram.com/p/abc/"},
    ),
    (drafting_events.PERMISSION_WITHDRAWN, {"place": 3}, {"写真": "3枚目"}),
]


def test_choices_people_and_moments_are_told_in_words(administrator):
    missed = []
    for event, data, told in TOLD:
        row = AuditEvent(tag=event.tag, subject="security.device:1", data=data)
        found = {
            one.label: one.new for one in details.details(row, details.Names({}), Actor.of(administrator))
        }
        if found != told:
            missed.append((event.tag, found, told))
    misses.none(missed)


def test_typed_text_is_shown_as_text(read):
    signing_in_actions.note_failed_sign_in(username="<script>alert(1)</script>")
    audit.record(approval_events.STOPPED, by=None, reason="<img src=x onerror=alert(1)>")
    content = read().content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content


# --- Looking for something -----------------------------------------------------------------------------------------


@pytest.fixture
def days(staff, chief):
    """One event on each of three days, around midnight in Japan."""
    moments = ["2026-03-31T14:59:59Z", "2026-03-31T15:00:00Z", "2026-04-01T14:59:59Z", "2026-04-01T15:00:00Z"]
    for number, _ in enumerate(moments):
        audit.record(
            approval_events.EDITED,
            by=Actor.of(chief if number == 3 else staff),
            label=f"起案{number}",
            changed=["雪が降る"],
        )
    with audit_guard_lifted():
        for number, moment in enumerate(moments, start=1):
            AuditEvent.objects.filter(number=number).update(at=moment)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [3, 2, 1, 0]),
        ({"first": "2026-04-01"}, [3, 2, 1]),
        ({"last": "2026-03-31"}, [0]),
        ({"first": "2026-04-01", "last": "2026-04-01"}, [2, 1]),
        ({"words": "起案2"}, [2]),
        ({"words": "雪が"}, [3, 2, 1, 0]),
        ({"words": "神田"}, [3]),
        ({"words": "起案1 雪"}, [1]),
        ({"words": "100%"}, []),
        ({"words": "起_案"}, []),
        ({"kind": "items"}, [3, 2, 1, 0]),
        ({"kind": "item.edit"}, [3, 2, 1, 0]),
        ({"kind": "sign_in"}, []),
        ({"subject": "posts.post:1"}, []),
        ({"first": "nonsense", "kind": "nonsense", "person": "x", "before": "x"}, [3, 2, 1, 0]),
        ({"words": "\0"}, [3, 2, 1, 0]),
    ],
)
def test_search(read, days, asked, found):
    page = read(**asked)
    assert page.status_code == 200
    labels = [sentence.partition("「")[2].partition("」")[0] for sentence in told(page)]
    assert labels == [f"起案{number}" for number in found]


def test_search_for_a_person(read, days, chief):
    assert [one.number for one in read(person=chief.pk).context["lines"]] == [4]


def test_search_for_one_object(read, staff):
    one, other = factories.draft(staff), factories.draft(staff)
    page = read(subject=f"posts.post:{one.pk}")
    assert {line.subject for line in page.context["lines"]} == {f"posts.post:{one.pk}"}
    assert other.get_absolute_url() not in page.content.decode()


def test_search_for_an_address(read, staff, chief):
    token = current_place.set(Place(address="192.0.2.7"))
    signing_in_actions.note_failed_sign_in(username=staff.username)
    current_place.reset(token)
    signing_in_actions.note_failed_sign_in(username=chief.username)
    assert told(read(words="192.0.2.")) == [f"ログインID「{staff.username}」でのログインに失敗しました。"]


def test_impossible_period_is_told_beside_its_field(read):
    page = read(first="2026-04-02", last="2026-04-01")
    assert "last" in page.context["form"].errors


def test_first_and_last_day_of_the_calendar_can_be_asked_for(read, staff):
    audit.record(approval_events.EDITED, by=Actor.of(staff), label="起案")
    assert len(read(first="0001-01-01", last="9999-12-31").context["lines"]) == 1


# --- Page by page --------------------------------------------------------------------------------------------------


@pytest.fixture
def many(staff, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 3)
    for number in range(1, 9):
        audit.record(approval_events.EDITED, by=Actor.of(staff), label=f"起案{number}")


def numbers(page):
    return [line.number for line in page.context["lines"]]


def test_pages_lead_back_and_forth_without_gap_or_overlap(read, many):
    seen, asked = [], {}
    while True:
        page = read(**asked)
        seen.append(numbers(page))
        if not page.context["page"].next:
            break
        asked = {"after": page.context["page"].next}
    assert seen == [[8, 7, 6], [5, 4, 3], [2, 1]]
    back = read(before=page.context["page"].previous)
    assert numbers(back) == [5, 4, 3]
    front = read(before=back.context["page"].previous)
    assert numbers(front) == [8, 7, 6]
    assert not front.context["page"].previous


def test_new_events_do_not_shift_the_pages(read, many, staff):
    older = read().context["page"].next
    audit.record(approval_events.EDITED, by=Actor.of(staff), label="割り込み")
    assert numbers(read(after=older)) == [5, 4, 3]


def test_pages_keep_the_search(read, many):
    page = read(words="起案", kind="items")
    assert page.context["page"].next.endswith("_6")
    assert f"kind=items&amp;after={page.context['page'].next}" in page.content.decode()


# --- Events that nobody declares any more ----------------------------------------------------------------------------


def test_event_of_a_noun_that_is_gone_is_told_plainly(read, staff):
    gone = Event(
        "stamp.collect", "切手", "{who}が「{what}」を集めました。", Kind("stamps", "切手", 999), (REASON,)
    )
    for label in ("雪の朝", ""):
        audit.record(gone, by=Actor.of(staff), label=label, reason="雪が降る")
    page = read()
    assert told(page) == [
        "地域政策課投稿者 佐藤 花子による、いまは使われていない種類(stamp.collect)の記録です。",
        "地域政策課投稿者 佐藤 花子による、いまは使われていない種類(stamp.collect)の記録です(雪の朝)。",
    ]
    assert [(one.label, one.new) for one in page.context["lines"][0].details] == [("reason", "雪が降る")]
    assert str(AuditEvent.objects.get(number=1)) == "#1 stamp.collect"


def test_trail_is_found_however_its_words_were_typed(read, staff):
    post = factories.draft(staff, title="ﾒﾛﾝか\u3099")
    factories.draft(staff, title="ほか")
    lines = read(words="メロンが").context["lines"]
    assert lines
    assert all(str(post) in line.sentence for line in lines)
