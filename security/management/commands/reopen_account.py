"""`manage.py reopen_account NAME`: for an administrator who is locked out and has no colleague to ask."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from security.confirming import querysets
from security.office.answers import Refused
from security.people.models import User
from security.signing_in import actions


class Command(BaseCommand):
    help = "二要素認証の解除と新しい招待を求めます。承認や確認をする方のものは、別の方が画面で確認すると有効になります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ログインID")
        parser.add_argument("--reason", default="", help="理由(確認する方に示します)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("そのログインIDの利用者はいません。")
        try:
            actions.take_second_factor(by=None, person=person, reason=options["reason"])
            link = actions.invite(by=None, person=person, reason=options["reason"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if link:
            self.stdout.write(link)
        waits = querysets.waiting_for([person]).exists()
        self.stdout.write(
            "別の方の確認を求めました。「アカウントの変更の確認」で確認されると、招待がメールで送られます。"
            if waits
            else "招待しました。"
        )
