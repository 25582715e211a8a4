"""`manage.py first_administrator`: the first person of a new system, who then registers everybody else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from security.appointing import actions as people_actions
from security.people.models import Appointment, Organization, Role, User
from security.signing_in import actions as signing_in_actions


class Command(BaseCommand):
    help = "最初のシステム管理者を登録し、パスワードを決めるためのアドレスを表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ログインID")
        parser.add_argument("name", help="氏名")
        parser.add_argument("--organization", default="地域政策課", help="所属(まだないときに作る組織の名称)")

    def handle(self, *args: Any, **options: Any) -> None:
        if Appointment.objects.in_force().filter(role=Role.ADMINISTRATOR).exists():
            raise CommandError(
                "システム管理者がすでに任用されています。ほかの方は、その方が管理サイトで登録してください。"
            )
        try:
            link = self.register(options["username"], options["name"], options["organization"])
        except ValidationError as error:
            raise CommandError("登録していません。" + " ".join(error.messages)) from error
        self.stdout.write(
            f"{options['name']}さんをシステム管理者に任用しました。7日以内に次のアドレスを開き、パスワードを決めてください。"
            f"一度だけ使えます。ほかの人に見せないでください。\n{link}"
        )

    @transaction.atomic
    def register(self, username: str, name: str, organization_name: str) -> str:
        prefecture = Organization.objects.filter(kind=Organization.Kind.PREFECTURE).first()
        if prefecture is None:
            prefecture = Organization(kind=Organization.Kind.PREFECTURE, name=organization_name)
            people_actions.save_organization(by=None, organization=prefecture)
        person = User(username=username, name=name)
        people_actions.add_person(by=None, person=person)
        # Before the appointment: where others already confirm, the link would wait for them and could not be printed.
        link = signing_in_actions.invite(by=None, person=person)
        appointment = Appointment(
            user=person,
            organization=prefecture,
            role=Role.ADMINISTRATOR,
            valid_from=timezone.localdate(),
        )
        people_actions.appoint(by=None, appointment=appointment)
        return link
