"""An expired session costs nobody a text (field complaint: lost drafts)."""

import uuid

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "神\ufa19威岬の朝。\n2行目 & <b>そのまま</b>👩\u200d🌾"


def typed(**more):
    return {"title": "夜明け", "caption": TEXT, "form_key": str(uuid.uuid4()), **more}


def shown_text(page):
    return page.context["form"]["caption"].value()


def test_text_typed_into_a_new_post_comes_back_after_sign_in(client, staff):
    sent = client.post(reverse("posts:new"), typed())
    assert sent["Location"] == f"{reverse('account_login')}?next={reverse('posts:new')}"
    client.force_login(staff)
    page = client.get(reverse("posts:new"))
    assert shown_text(page) == TEXT
    assert "入力された内容を戻しました" in page.content.decode()


def test_text_is_given_back_once(client, staff):
    client.post(reverse("posts:new"), typed())
    client.force_login(staff)
    client.get(reverse("posts:new"))
    assert not shown_text(client.get(reverse("posts:new")))


def test_text_typed_into_the_editor_comes_back_there_and_nowhere_else(client, staff):
    post = factories.draft(staff)
    edit = reverse("posts:edit", args=[post.pk])
    client.post(edit, {**typed(), "version": post.version})
    client.force_login(staff)
    assert not shown_text(client.get(reverse("posts:new")))
    assert shown_text(client.get(edit)) == TEXT
    post.refresh_from_db()
    assert post.caption == "おはようございます。\n#北海道"


def test_token_of_the_form_is_not_kept(client):
    client.post(reverse("posts:new"), typed(csrfmiddlewaretoken="secret-token"))
    assert "secret-token" not in str(dict(client.session))


def test_reading_keeps_nothing(client):
    client.get(reverse("posts:new"))
    assert "kept_input" not in client.session
