"""The first page answers: what waits for me, what of mine went wrong, what is about to happen. Each thing once."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from approvals import actions
from approvals.models import Guideline, State
from approvals.models.approvable import Unnoted
from cafe_instagram.home import waiting
from comments.models import TroubleType
from posts.models import Post
from security.models import PolicyText, User
from security.trail import recording as audit
from tests import factories, misses

pytestmark = pytest.mark.django_db

MINE, WRONG, _, AHEAD = (f'id="part-{part.value}"' for part in waiting.Part)


@pytest.fixture
def page(client):
    def page(person):
        client.force_login(person)
        return client.get("/").content.decode()

    return page


def test_what_waits_for_nobody_is_not_headed_as_if_it_did(page, staff, chief, administrator, auditor):
    soon = timezone.now() + timedelta(days=2)
    factories.approved(staff, chief, title="もうすぐ", publish_at=soon)
    User.objects.filter(pk=auditor.pk).update(email="auditor@example.jp")  # else he is asked for one
    shown = page(auditor)
    assert "もうすぐ" in shown
    assert AHEAD in shown
    assert MINE not in shown
    assert WRONG not in shown


def test_what_went_wrong_stands_apart_from_what_waits(page, staff, chief):
    failed = factories.approved(staff, chief, title="出なかったもの")
    Post.objects.filter(pk=failed.pk).update(state=State.FAILED, unnoted=Unnoted.OFFICE)
    pressed = factories.approved(staff, chief, title="押すのを待つもの")
    factories.draft(staff, title="書きかけ")
    caches["trail"].clear()
    shown = page(staff)
    order = [MINE, pressed.title, WRONG, failed.title, AHEAD, "書きかけ"]
    places = [shown.index(part) for part in order]
    assert places == sorted(places)


def test_each_item_stands_once_whoever_looks(client, office_of_everything):
    missed = []
    for person in office_of_everything:
        client.force_login(person)
        shown = [
            (type(item).__name__, item.pk)
            for section in client.get("/").context["sections"]
            for item, *_ in section.rows
        ]
        if not shown or len(shown) != len(set(shown)):
            missed.append((person.name, shown))
    misses.none(missed)


@pytest.fixture
def office_of_everything(staff, chief, poster, manager):
    """Posts in all the states that the first page looks for; some fit into two of its sections."""
    for by, decider in ((staff, chief), (poster, manager)):
        factories.draft(by)
        factories.submitted(by, publish_at=timezone.now() + timedelta(days=1))
        factories.approved(by, decider)
        factories.approved(by, decider, publish_at=timezone.now() + timedelta(days=1))
        returned = factories.submitted(by)
        actions.send_back(by=decider, item=returned, seal=returned.submission.seal, reason="直してください。")
    return staff, chief, poster, manager


def test_auditor_sees_how_the_records_stand(page, staff, chief, auditor):
    post = factories.approved(staff, chief)
    shown = page(auditor)
    for part in (
        "記録のようす",
        f"{post.submission} 移住交流担当課長の承認: 承認",
        "まだ照合していません",
        f"{audit.head().number}番",
        "四半期の点検は、まだ記録されていません",
    ):
        assert part in shown, part
    assert "記録のようす" not in page(staff)


def test_administrator_sees_how_the_system_stands(page, administrator, chief):
    shown = page(administrator)
    for part in (
        "システムのようす",
        "自動の処理",
        "確認を待っている変更はありません",
        "登録の途中の端末はありません",
    ):
        assert part in shown, part
    assert "システムのようす" not in page(chief)


@pytest.mark.clause("第７")
def test_administrator_is_asked_for_the_prefectures_own_rule_books_until_they_are_there(
    page, administrator, staff
):
    asked = "仮の内容を、道の定めた内容に差し替える"
    assert asked in page(administrator)
    assert asked not in page(staff)
    Guideline.objects.update(to_be_replaced=False)
    TroubleType.objects.update(to_be_replaced=False)
    PolicyText.objects.update(to_be_replaced=False)
    caches["trail"].clear()
    assert asked not in page(administrator)
