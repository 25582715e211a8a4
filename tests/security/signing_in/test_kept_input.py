"""An expired session costs nobody a text (field complaint: lost drafts), and shows it to nobody else."""

import re
import uuid

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.models import Role
from security.office import vault
from security.pages.kept_input import DROPPED, KEY
from tests import factories

pytestmark = pytest.mark.django_db

NEW = "/posts/new/"
TEXT = "神\ufa19威岬の朝。\n2行目 & <b>そのまま</b>👩\u200d🌾"


def hidden(page, name):
    return re.search(f'name="{name}" value="([^"]*)"', page.content.decode())[1]


def typed_at(client, person, address):
    """What the person, whose session ends meanwhile, sends from the form at the address."""
    client.force_login(person)
    page = client.get(address)
    client.logout()
    sent = {"title": "夜明け", "caption": TEXT, "form_key": str(uuid.uuid4())}
    sent["typed_by"] = hidden(page, "typed_by")
    if "version" in page.context:
        sent["version"] = hidden(page, "version")
    return sent


def shown_text(page):
    return page.context["form"]["caption"].value()


def test_text_typed_into_a_new_post_comes_back_after_sign_in(client, staff):
    sent = client.post(NEW, typed_at(client, staff, NEW))
    assert sent["Location"] == f"{reverse('account_login')}?next={NEW}"
    client.force_login(staff)
    page = client.get(NEW)
    assert shown_text(page) == TEXT
    assert "入力された内容を戻しました" in page.content.decode()


def test_text_stays_until_it_is_sent_again(client, staff):
    form = typed_at(client, staff, NEW)
    client.post(NEW, form)
    client.force_login(staff)
    for _ in range(2):
        assert shown_text(client.get(NEW)) == TEXT
    client.post(NEW, form)
    assert not shown_text(client.get(NEW))


def test_text_can_be_discarded(client, staff):
    client.post(NEW, typed_at(client, staff, NEW))
    client.force_login(staff)
    assert "?discard=1" in client.get(NEW).content.decode()
    assert not shown_text(client.get(f"{NEW}?discard=1"))
    assert not shown_text(client.get(NEW))


def test_sign_in_page_says_that_the_text_is_safe(client, staff):
    sent = client.post(NEW, typed_at(client, staff, NEW), follow=True)
    assert "入力された内容は預かっています" in sent.content.decode()


def test_text_typed_into_the_editor_comes_back_there_and_nowhere_else(client, staff):
    post = factories.draft(staff)
    edit = reverse("posts:edit", args=[post.pk])
    client.post(edit, typed_at(client, staff, edit))
    client.force_login(staff)
    assert not shown_text(client.get(NEW))
    assert shown_text(client.get(edit)) == TEXT
    post.refresh_from_db()
    assert post.caption == "おはようございます。\n#北海道"


def test_text_is_not_shown_to_the_next_person_and_he_is_told(client, staff):
    client.post(NEW, typed_at(client, staff, NEW))
    client.force_login(factories.person(Role.PREFECTURE_POSTER))
    page = client.get(NEW)
    assert TEXT not in page.content.decode()
    assert not shown_text(page)
    assert [str(message) for message in page.context["messages"]] == [DROPPED]
    assert KEY not in client.session


@pytest.mark.parametrize("forge", [lambda pk: "", lambda pk: str(pk), lambda pk: Signer().sign(str(pk))])
def test_text_of_nobody_knows_whom_is_dropped(client, staff, forge):
    client.post(NEW, typed_at(client, staff, NEW) | {"typed_by": forge(staff.pk)})
    client.force_login(staff)
    assert not shown_text(client.get(NEW))


@pytest.mark.parametrize("forge", [lambda pk: "x", lambda pk: Signer().sign(str(pk))])
def test_stranger_fills_no_session(client, staff, forge):
    client.post(NEW, {"typed_by": forge(staff.pk), "caption": TEXT})
    assert KEY not in client.session


def test_whoever_has_left_fills_no_sessions(client, staff):
    """The mark of a form that he was shown is good for ever, and could be sent a thousand times."""
    form = typed_at(client, staff, NEW)
    staff.appointments.update(ended_at=timezone.now(), ending_reason="退職")
    for _ in range(3):
        stranger = Client()
        stranger.post(NEW, form)
        assert KEY not in stranger.session


def test_more_than_a_text_can_be_is_not_kept(client, staff):
    sent = typed_at(client, staff, NEW)
    client.post(NEW, sent | {"caption": "あ" * 30_000})
    assert KEY not in client.session
    client.post(NEW, sent | {"caption": "あ" * 20_000})
    assert KEY in client.session


def test_token_of_the_form_is_not_kept(client, staff):
    client.post(NEW, typed_at(client, staff, NEW) | {"csrfmiddlewaretoken": "secret-token"})
    assert "secret-token" not in vault.unseal(client.session[KEY]["data"])


def test_reading_keeps_nothing(client):
    client.get(NEW)
    assert KEY not in client.session
