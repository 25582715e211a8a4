"""第４第１項(1)「職場のタブレット等からログインし投稿する」 on every path, and the session that belongs to its device."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from approvals import events as approval_events
from outbox import claims
from posts.drafting.actions import Draft, create_draft
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from security.models import AuditEvent, Role, Workplace
from security.office.answers import Refused
from security.people.actors import Actor
from security.people.places import SESSION_DEVICE
from security.signing_in import events as signing_in_events
from security.workplaces import actions, rules
from tests import factories, outgoing
from tests.security.workplaces import places
from tests.security.workplaces.places import at_work, demand

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

PASSWORD = "ooyuki-sapporo-77"
WHY = "職場の端末かネットワークから"


@pytest.fixture
def prefecture(staff):
    return factories.OrganizationFactory()


@pytest.fixture
def asked_for():
    demand(prefecture_workplace=Workplace.ACTS)


def failed(staff, chief, prefecture):
    with at_work(prefecture):
        job = publishing.publish_now(by=staff, post=factories.approved(staff, chief))
    claim = claims.claim(PublishJob, job.pk)
    outgoing.fail(claim, sentence="つながりません。")
    return Post.objects.get(pk=job.post_id)


# --- The acts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("goes_out", [None, "2027-01-01T03:00:00Z"])
def test_poster_submits_and_schedules_from_the_workplace_only(staff, prefecture, asked_for, goes_out):
    post = factories.draft(staff, publish_at=goes_out)
    with pytest.raises(Refused, match=WHY):
        factories.submit(staff, post)
    assert Post.objects.get(pk=post.pk).state == "draft"
    with at_work(prefecture):
        assert factories.submit(staff, post).state == "pending"


def test_poster_publishes_from_the_workplace_only(staff, chief, prefecture, asked_for):
    with at_work(prefecture):
        post = factories.approved(staff, chief)
    with pytest.raises(Refused, match=WHY):
        publishing.publish_now(by=staff, post=post)
    assert not post.jobs.exists()
    with at_work(prefecture):
        publishing.publish_now(by=staff, post=post)
    assert post.jobs.count() == 1


def test_poster_tries_again_from_the_workplace_only(staff, chief, prefecture, asked_for):
    post = failed(staff, chief, prefecture)
    with pytest.raises(Refused, match=WHY):
        publishing.retry(by=staff, post=post)
    with at_work(prefecture):
        publishing.retry(by=staff, post=post)


def test_worker_sends_what_was_asked_for_at_work(staff, chief, prefecture, asked_for):
    """The worker is no person: the act was the poster's."""
    with at_work(prefecture):
        post = factories.approved(staff, chief)
        job = publishing.publish_now(by=staff, post=post)
    outgoing.announce(claims.claim(PublishJob, job.pk))
    assert Post.objects.get(pk=post.pk).state == "publishing"


def test_drafting_and_deciding_are_done_anywhere(staff, chief, prefecture, asked_for):
    create_draft(by=staff, form_key=uuid.uuid4(), draft=Draft(fields={"title": "家で"}))
    with at_work(prefecture):
        post = factories.submitted(staff)
    assert factories.approval_actions.approve(by=chief, item=post, seal=post.submission.seal)


def test_contractors_device_is_no_workplace_of_the_prefecture(staff, contractor, asked_for):
    with at_work(contractor, device="C-1 店の端末"), pytest.raises(Refused, match="「C-1 店の端末」は"):
        factories.submitted(staff)


@pytest.mark.parametrize("demanded", Workplace)
def test_contractor_is_asked_by_its_own_setting(poster, contractor, prefecture, demanded):
    demand(prefecture_workplace=Workplace.ACTS, contractor_workplace=demanded)
    post = factories.draft(poster)
    if demanded == Workplace.OFF:
        assert factories.submit(poster, post).state == "pending"
        return
    with at_work(prefecture), pytest.raises(Refused, match="業務処理責任者に依頼"):
        factories.submit(poster, post)
    with at_work(contractor):
        assert factories.submit(poster, post).state == "pending"


def test_refusal_names_reason_clause_and_remedy(staff, prefecture, asked_for):
    answer = rules.from_workplace(Actor.of(staff), prefecture)
    assert answer.clause == "第４第１項(1)"
    assert "地域政策課の職場の端末" in answer.reason
    assert "端末の登録を" in answer.remedy


# --- The pages -----------------------------------------------------------------------------------------------------


def test_page_of_a_draft_says_so_beforehand(client, staff, prefecture, asked_for):
    post = factories.draft(staff)
    client.force_login(staff)
    page = client.get(reverse("posts:detail", args=[post.pk]))
    closed = {button.label for button in page.context["buttons"] if button.closed}
    assert closed == {"承認を求める"}
    assert WHY in page.content.decode()
    assert page.content.decode().count("disabled aria-describedby") == 1
    submit = client.get(reverse("posts:submit", args=[post.pk])).content.decode()
    assert WHY in submit
    assert "disabled aria-describedby" in submit


def test_pages_of_those_who_do_not_post_say_nothing_of_it(client, chief, staff, asked_for):
    post = factories.draft(staff)
    client.force_login(chief)
    assert WHY not in client.get(reverse("posts:detail", args=[post.pk])).content.decode()


@pytest.mark.parametrize("name", ["submit", "publish"])
def test_form_sent_from_elsewhere_changes_nothing(client, staff, chief, prefecture, asked_for, name):
    with at_work(prefecture):
        post = factories.draft(staff) if name == "submit" else factories.approved(staff, chief)
    client.force_login(staff)
    guideline = factories.Guideline.objects.in_force("social_media")
    confirmed = [one.sentence for one in factories.rules.confirmations(guideline)]
    form = {"version": post.version, "confirmed": confirmed}
    page = client.post(reverse(f"posts:{name}", args=[post.pk]), form, follow=True)
    assert WHY in page.content.decode()
    assert Post.objects.get(pk=post.pk).state == post.state
    assert not post.jobs.exists()


def test_enrolled_device_opens_them_and_stands_on_the_record(client, staff, tablet, prefecture, asked_for):
    post = factories.draft(staff)
    guideline = factories.Guideline.objects.in_force("social_media")
    confirmed = [one.sentence for one in factories.rules.confirmations(guideline)]
    form = {"version": post.version, "confirmed": confirmed}
    client.post(reverse("posts:submit", args=[post.pk]), form)
    assert AuditEvent.objects.get(tag=approval_events.SUBMITTED.tag).workplace == str(tablet)
    page = client.get(reverse("posts:detail", args=[post.pk]))
    asked = next(entry for entry in page.context["entries"] if entry.label == "承認を求めた")
    assert asked.workplace == str(tablet)
    assert f"<span>{tablet}</span>" in page.content.decode()


# --- Signing in ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tablet(client, staff, administrator, prefecture):
    """A device on which staff has signed in."""
    device = places.device(administrator, prefecture)
    code = actions.make_code(by=administrator, device=device)
    client.force_login(staff)
    client.post(reverse("security:enrol_device"), {"device": device.pk, "code": code})
    sign_in(client, staff)
    return device


def sign_in(client, person, **options):
    person.set_password(PASSWORD)
    person.save()
    form = {"login": person.username, "password": PASSWORD}
    return client.post(reverse("account_login"), form, **options)


def test_poster_signs_in_at_the_workplace_only_where_that_is_set(client, staff, tablet):
    demand(prefecture_workplace=Workplace.SIGN_IN)
    home = Client()
    page = sign_in(home, staff, follow=True)
    assert page.redirect_chain[-1][0] == reverse("security:elsewhere")
    assert "ログインできるのは" in page.content.decode()
    assert "_auth_user_id" not in home.session
    failure = AuditEvent.objects.get(tag=signing_in_events.SIGN_IN_FAILED.tag)
    assert (failure.subject, failure.data) == (
        f"security.user:{staff.pk}",
        {"reason": "職場の端末ではないため"},
    )
    sign_in(client, staff)
    assert client.get(reverse("posts:list")).status_code == 200


def test_wrong_password_is_told_nothing_of_the_place(client, staff, prefecture):
    demand(prefecture_workplace=Workplace.SIGN_IN)
    page = client.post(reverse("account_login"), {"login": staff.username, "password": "wrong"}, follow=True)
    assert "職場" not in page.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/", "/posts/", "/posts/new/", "/security/", "/admin/"])
def test_running_session_is_led_to_where_it_says_why(client, staff, prefecture, method, address):
    client.force_login(staff)
    demand(prefecture_workplace=Workplace.SIGN_IN)
    assert getattr(client, method)(address)["Location"] == reverse("security:elsewhere")
    assert "ログインできるのは" in client.get(reverse("security:elsewhere")).content.decode()
    assert client.get(reverse("security:enrol_device")).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize("who", ["chief", "administrator", "auditor", "manager"])
def test_others_sign_in_anywhere(client, request, who):
    demand(prefecture_workplace=Workplace.SIGN_IN, contractor_workplace=Workplace.SIGN_IN)
    client.force_login(request.getfixturevalue(who))
    assert client.get("/posts/").status_code == 200
    assert client.get(reverse("security:elsewhere"))["Location"] == reverse("home")


def test_poster_who_is_more_than_that_signs_in_anywhere(client, staff, prefecture):
    factories.AppointmentFactory(user=staff, organization=prefecture, role=Role.AUDITOR)
    demand(prefecture_workplace=Workplace.SIGN_IN)
    client.force_login(staff)
    assert client.get("/posts/").status_code == 200


# --- The session belongs to its device (第５第２項) ------------------------------------------------------------------


def stolen_from(client):
    """Another browser with the session's cookie and nothing else."""
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


@pytest.mark.clause("第５第２項")
def test_stolen_session_ends_at_once_and_says_why(client, staff, tablet):
    assert client.session[SESSION_DEVICE] == tablet.pk
    assert client.get("/posts/").status_code == 200
    page = stolen_from(client).get("/posts/", follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "端末の印が確かめられない" in page.content.decode()
    event = AuditEvent.objects.get(tag=signing_in_events.SESSION_REFUSED.tag)
    assert (event.subject, event.actor, event.data) == (
        f"security.user:{staff.pk}",
        None,
        {"device": str(tablet)},
    )
    assert client.get("/posts/")["Location"].startswith(reverse("account_login"))


@pytest.mark.clause("第５第２項")
def test_owner_is_told_at_the_next_sign_in_and_once(client, staff, tablet):
    stolen_from(client).get("/posts/")
    told = "端末の印のないところで使われた"
    assert told in sign_in(client, staff, follow=True).content.decode()
    assert told not in sign_in(client, staff, follow=True).content.decode()


@pytest.mark.clause("第５第２項")
def test_thief_gets_nothing_that_was_typed(client, staff, tablet):
    """Texts kept over a sign-in go with the session; what he sends himself is his own and waits for a sign-in."""
    session = client.session
    session["kept_input"] = {"path": "/posts/new/", "data": "caption=秘密"}
    session.save()
    thief = stolen_from(client)
    response = thief.post("/posts/new/", {"title": "なりすまし", "caption": "偽"})
    assert response["Location"].startswith(reverse("account_login"))
    assert not Post.objects.exists()
    assert "秘密" not in str(dict(thief.session))


@pytest.mark.clause("第５第２項")
def test_session_with_another_devices_cookie_ends(client, staff, administrator, tablet, prefecture):
    other = Client()
    device = places.device(administrator, prefecture, number="T-002")
    code = actions.make_code(by=administrator, device=device)
    other.force_login(administrator)
    other.post(reverse("security:enrol_device"), {"device": device.pk, "code": code})
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    assert other.get("/posts/")["Location"].startswith(reverse("account_login"))


@pytest.mark.clause("第５第２項")
def test_browsers_name_is_no_part_of_it(client, staff, tablet):
    """A tablet changes it by itself (desktop pages, an update); a thief copies it."""
    assert client.get("/posts/", headers={"user-agent": "iPhone"}).status_code == 200


def test_session_begun_anywhere_else_is_bound_to_nothing(client, staff):
    client.force_login(staff)
    assert SESSION_DEVICE not in client.session
    assert Client(headers={}).get("/healthz").status_code == 200
