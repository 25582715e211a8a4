"""Sessions: listed, ended at once, and over by themselves when nobody is there (第５第２項; WCAG 2.2.1)."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.models import AuditEvent
from security.people.places import SESSION_DEVICE
from security.signing_in import actions, events
from security.signing_in.browsers import in_words
from tests import factories
from tests.signing_in import PASSWORD, prove, safeguards, sign_in, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1"
START = timezone.now()
SESSIONS, SESSION = "/accounts/sessions/", "/accounts/session/"


def at(minutes):
    return time_machine.travel(START + timedelta(minutes=minutes), tick=False)


def signed_in(person, **options):
    client = Client(**options)
    client.force_login(person)
    return client


def is_out(client):
    return client.get("/")["Location"].startswith(reverse("account_login"))


def is_out_of(client):
    return client.get("/").status_code == 302


# --- Own sessions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "words"),
    [(EDGE, "WindowsのEdge"), (IPAD, "iPadのSafari"), ("curl/8", "不明な端末"), ("", "不明な端末")],
)
def test_device_is_told_in_words(agent, words):
    assert in_words(agent) == words


def test_list_tells_device_address_and_which_is_this_one(staff):
    with_password(staff)
    here = Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="198.51.100.7")
    sign_in(here, staff)
    sign_in(Client(HTTP_USER_AGENT=IPAD, REMOTE_ADDR="203.0.113.9"), staff)
    page = here.get(SESSIONS)
    rows = {device: (session.ip, is_here) for session, device, is_here in page.context["rows"]}
    assert rows == {"WindowsのEdge": ("198.51.100.7", True), "iPadのSafari": ("203.0.113.9", False)}
    assert page.content.decode().count("ログアウトさせる<span") == 1


def test_list_has_a_fixed_number_of_queries(staff, django_assert_num_queries, django_assert_max_num_queries):
    here = signed_in(staff)
    with django_assert_max_num_queries(30) as one:
        here.get(SESSIONS)
    for _ in range(2):
        signed_in(staff)
    with django_assert_num_queries(len(one)):
        here.get(SESSIONS)


def test_one_is_ended_and_gone_at_its_next_request(staff):
    here, there, third = signed_in(staff), signed_in(staff), signed_in(staff)
    row = UserSession.objects.get(session_key=there.session.session_key)
    here.post(SESSIONS, {"session": row.pk})
    assert is_out(there)
    assert not is_out_of(here)
    assert not is_out_of(third)
    event = AuditEvent.objects.get(tag=events.SESSION_ENDED.tag)
    assert (event.actor, event.data) == (staff, {"reason": "本人が終わらせたため", "count": 1})


def test_all_others_are_ended(staff):
    here, there, third = signed_in(staff), signed_in(staff), signed_in(staff)
    here.post(SESSIONS)
    assert is_out(there)
    assert is_out(third)
    assert not is_out_of(here)


@pytest.mark.parametrize("chosen", ["0", "999999", "x", "１"])
def test_session_that_is_not_there_is_404(staff, chosen):
    assert signed_in(staff).post(SESSIONS, {"session": chosen}).status_code == 404


def test_another_persons_session_cannot_be_ended(staff, poster):
    theirs = signed_in(poster)
    row = UserSession.objects.get(user=poster)
    assert signed_in(staff).post(SESSIONS, {"session": row.pk}).status_code == 404
    assert not is_out_of(theirs)


def test_every_session_of_a_person_ends_with_its_reason(staff, administrator):
    clients = [signed_in(staff), signed_in(staff)]
    bystander = signed_in(administrator)
    assert actions.end_sessions(user=staff, by=administrator, reason="任用の終了") == 2
    assert all(is_out(client) for client in clients)
    assert not is_out_of(bystander)
    event = AuditEvent.objects.get(tag=events.SESSION_ENDED.tag)
    assert (event.actor, event.subject_label, event.data) == (
        administrator,
        staff.name,
        {"reason": "任用の終了", "count": 2},
    )


def test_session_without_a_row_is_over(staff):
    """Were a row lost, ending somebody's sessions would pass over it."""
    client = signed_in(staff)
    UserSession.objects.all().delete()
    assert is_out(client)


def test_row_of_somebody_else_is_none(staff, poster):
    client = signed_in(staff)
    UserSession.objects.update(user=poster)
    assert is_out(client)


def test_page_that_refuses_a_stolen_session_tells_nothing_of_the_person(staff):
    client = signed_in(staff)
    session = client.session
    session[SESSION_DEVICE] = 999
    session.save()
    page = client.get(reverse("account_login")).content.decode()
    assert "ログイン" in page
    assert staff.name not in page


def test_sign_out_leaves_no_row(staff):
    client = signed_in(staff)
    client.post(reverse("account_logout"))
    assert not UserSession.objects.exists()


def test_changed_password_keeps_this_session_and_ends_the_others(staff):
    with_password(staff)
    here, there = Client(), Client()
    sign_in(here, staff)
    sign_in(there, staff)
    new = "another-password-88"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), form)
    assert is_out(there)
    assert not is_out_of(here)


def test_administrator_ends_somebodys_sessions(staff, administrator):
    theirs, client = signed_in(staff), signed_in(administrator)
    prove(client, administrator)
    client.post(reverse("security:end_sessions", args=[staff.pk]))
    assert is_out(theirs)


# --- Limits ---------------------------------------------------------------------------------------------------------


def test_idle_session_ends_and_says_why(staff):
    with at(0):
        client = signed_in(staff)
    with at(59):
        assert client.get("/").status_code == 200
    with at(59 + 59):
        assert client.get("/").status_code == 200
    with at(59 + 59 + 60):
        page = client.get("/", follow=True)
    assert "操作のない時間が60分を超えたため" in page.content.decode()
    event = AuditEvent.objects.get(tag=events.SESSION_ENDED.tag)
    assert (event.subject_label, event.data) == (staff.name, {"reason": "操作のない時間が続いたため"})
    assert not AuditEvent.objects.filter(tag=events.SIGN_OUT.tag).exists()


def test_busy_session_ends_after_the_absolute_limit(staff):
    safeguards(idle_minutes=60, absolute_hours=2)
    with at(0):
        client = signed_in(staff)
    for minute in (50, 100, 119):
        with at(minute):
            assert client.get("/").status_code == 200
    with at(120):
        page = client.get("/", follow=True)
    assert "ログインから2時間がたったため" in page.content.decode()
    assert AuditEvent.objects.get(tag=events.SESSION_ENDED.tag).data == {
        "reason": "ログインからの時間が上限に達したため"
    }


@pytest.mark.parametrize("minutes", [5, 60, 240])
def test_office_sets_the_minutes(staff, minutes):
    safeguards(idle_minutes=minutes)
    with at(0):
        client = signed_in(staff)
    with at(minutes - 1):
        assert not is_out_of(client)
    with at(2 * minutes - 1):
        assert is_out_of(client)


POLLS = [
    ("/", {"HTTP_HX_REQUEST": "true"}),
    ("/", {"HTTP_SEC_FETCH_DEST": "empty"}),
    ("/posts/", {"HTTP_SEC_FETCH_DEST": "image"}),
    (SESSION, {"HTTP_SEC_FETCH_DEST": "empty"}),
]


@pytest.mark.parametrize(("address", "headers"), POLLS)
def test_what_the_page_fetches_by_itself_is_no_activity(staff, address, headers):
    with at(0):
        client = signed_in(staff)
    with at(40):
        assert client.get(address, **headers).status_code == 200
    with at(61):
        assert is_out_of(client)


def test_staying_counts_as_being_there(staff):
    with at(0):
        client = signed_in(staff)
    with at(57):
        assert client.get(SESSION, HTTP_SEC_FETCH_DEST="empty").json()["seconds"] == 180
        assert client.post(SESSION).json() == {"seconds": 3600, "limit": "idle", "warn": 300}
    with at(57 + 59):
        assert not is_out_of(client)


def test_stranger_is_told_of_no_time_left(client):
    assert client.get(SESSION).json()["seconds"] == 0
    assert client.post(SESSION).json()["seconds"] == 0


def test_page_is_told_the_seconds_and_not_the_hour(staff):
    with at(0):
        page = signed_in(staff).get("/").content.decode()
    assert 'data-session-seconds="3600"' in page


# --- Nothing typed is lost ------------------------------------------------------------------------------------------


def hidden(page, name):
    return page.content.decode().partition(f'name="{name}" value="')[2].partition('"')[0]


@pytest.mark.parametrize("limit", ["idle", "absolute"])
def test_draft_sent_too_late_comes_back_after_the_sign_in(staff, limit):
    safeguards(**({"idle_minutes": 30} if limit == "idle" else {"absolute_hours": 1, "idle_minutes": 240}))
    with_password(staff)
    post = factories.draft(staff)
    edit = reverse("posts:edit", args=[post.pk])
    with at(0):
        client = signed_in(staff)
        page = client.get(edit)
        sent = {name: hidden(page, name) for name in ("typed_by", "version", "form_key")}
        sent |= {"title": "夜明け", "caption": "神\ufa19威岬の朝。"}
    with at(61):
        answer = client.post(edit, sent, follow=True)
        assert "入力された内容は預かっています" in answer.content.decode()
        assert "ログアウトしました" in answer.content.decode()
        form = {"login": staff.username, "password": PASSWORD, "next": edit}
        back = client.post(reverse("account_login"), form)
        assert back["Location"] == edit
        assert client.get(edit).context["form"]["caption"].value() == "神\ufa19威岬の朝。"
    post.refresh_from_db()
    assert post.caption == "おはようございます。\n#北海道"


def test_new_post_sent_after_the_session_was_ended_elsewhere_is_kept_too(staff):
    client = signed_in(staff)
    page = client.get("/posts/new/")
    UserSession.objects.all().delete()
    sent = {
        "title": "夜明け",
        "caption": "朝。",
        "form_key": str(uuid.uuid4()),
        "typed_by": hidden(page, "typed_by"),
    }
    client.post("/posts/new/", sent)
    client.force_login(staff)
    assert client.get("/posts/new/").context["form"]["caption"].value() == "朝。"
