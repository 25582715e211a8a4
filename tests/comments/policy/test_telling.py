"""Who keeps the operating policy hears what becomes of it, and once a year that it is time to look (第６第１項)."""

import datetime

import pytest
from django.utils import timezone

from comments.policy import actions, telling
from security.models import Notice
from tests.comments.policy.making import approved, in_days

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第１項")]


def told(kind):
    return {(notice.person, notice.title) for notice in Notice.objects.filter(kind=kind)}


def test_keepers_hear_of_an_approval_and_each_of_them_once(staff, chief, poster, manager, administrator):
    policy = approved(staff, chief)
    assert told("policy_changed") == {(poster, f"運用ポリシーの版が承認されました: {policy}")}
    assert told("approval_given") == {(staff, f"承認されました: {policy}")}  # who has written it


def test_keepers_hear_of_the_posting_but_not_who_records_it(staff, chief, poster, manager, auditor):
    policy = approved(staff, chief)
    Notice.objects.all().delete()
    actions.record_posting(by=staff, policy=policy, url="https://a.example.jp/", posted_on=in_days(0))
    assert told("policy_changed") == {
        (person, f"運用ポリシーが掲示されました: {policy}") for person in (chief, poster)
    }
    assert "https://a.example.jp/" in Notice.objects.first().sentence


def test_the_yearly_look_is_reminded_of_once_in_the_hours_of_the_office(staff, chief, time_machine):
    policy = approved(staff, chief)
    morning = timezone.localtime().replace(hour=8, minute=0)
    title = f"運用ポリシーの見直しの時期です: {policy}"
    for days, hour, wanted in ((364, 12, set()), (365, 8, set()), (365, 9, {staff, chief})):
        time_machine.move_to(morning.replace(hour=hour) + datetime.timedelta(days=days))
        telling.remind()
        telling.remind()
        assert told("policy_review") == {(person, title) for person in wanted}
    time_machine.move_to(morning.replace(hour=12) + datetime.timedelta(days=409))
    telling.remind()
    assert Notice.objects.filter(kind="policy_review").count() == 2
    actions.record_review(by=chief, policy=policy, note="改める点はなかった。")
    assert told("policy_review") == set()
    time_machine.move_to(morning.replace(hour=12) + datetime.timedelta(days=409 + 365))
    telling.remind()
    assert len(told("policy_review")) == 2
