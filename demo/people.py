"""The demo's two organisations and six people."""

from datetime import timedelta

from django.utils import timezone

from security.appointing import actions as people_actions
from security.models import Appointment, Organization, Role, User
from security.signing_in import acknowledging
from security.signing_in import actions as signing_in_actions

PASSWORD = "hokkaido-cafe"  # noqa: S105 - shown on the demo's sign-in page; outside the demo nobody gets in with it

PEOPLE = [
    ("chief", "神田 雪路", "かんだ ゆきじ", Role.SECTION_CHIEF),
    ("staff", "北野 花", "きたの はな", Role.PREFECTURE_POSTER),
    ("manager", "大塚 岳", "おおつか がく", Role.MANAGER),
    ("poster", "𠮷川 みのり", "よしかわ みのり", Role.CONTRACTOR_POSTER),
    ("admin", "佐々木 守", "ささき まもる", Role.ADMINISTRATOR),
    ("auditor", "藤原 澄", "ふじわら すみ", Role.AUDITOR),
]


def already_here() -> bool:
    return User.objects.filter(is_demo=True).exists()


def load() -> dict[str, User]:
    """Register organisations, people and appointments, as the command line may; returns the people by sign-in name."""
    today = timezone.localdate()
    prefecture = Organization(kind=Organization.Kind.PREFECTURE, name="地域政策課")
    contractor = Organization(
        kind=Organization.Kind.CONTRACTOR,
        name="株式会社サンプル企画",
        contract_name="首都圏若年者関係人口創出カフェ委託業務",
        contract_from=today - timedelta(days=200),
        contract_until=today + timedelta(days=165),
    )
    for organization in (prefecture, contractor):
        people_actions.save_organization(by=None, organization=organization)
    people = {}
    for username, name, kana, role in PEOPLE:
        person = User(username=username, name=name, kana=kana, email=f"{username}@example.jp", is_demo=True)
        person.set_password(PASSWORD)  # not by invitation, and shorter than a real one may be
        people_actions.add_person(by=None, person=person)
        is_contractors = role in (Role.MANAGER, Role.CONTRACTOR_POSTER)
        appointment = Appointment(
            user=person,
            organization=contractor if is_contractors else prefecture,
            role=role,
            valid_from=today - timedelta(days=200),
        )
        people_actions.appoint(by=None, appointment=appointment)
        if text := acknowledging.text_in_force():
            signing_in_actions.acknowledge(by=person, text=text)
        people[username] = person
    return people
