"""`manage.py confirm_account_change NUMBER`: where nobody is left who could sign in and confirm."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from security.confirming import actions, notices, querysets
from security.office.answers import Refused


class Command(BaseCommand):
    help = "確認を待っているアカウントの変更を表示し、番号を指定すると確認します。画面で確認できる人がいないときに使います。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, nargs="?", help="アカウントの変更の番号")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = {one.pk: one for one in querysets.all_waiting()}
        if options["number"] is None:
            for change in waiting.values():
                lines = "、".join(
                    f"{one.label} {one.old or ''}→{one.new}" for one in notices.content_of(change)
                )
                self.stdout.write(f"{change.pk}: {change}({lines})")
            return
        if options["number"] not in waiting:
            raise CommandError("その番号の、確認を待っている変更はありません。")
        change = waiting[options["number"]]
        try:
            actions.confirm(by=None, change=change)
        except (Refused, ValidationError) as error:
            raise CommandError(f"確認していません。{error}") from error
        self.stdout.write(f"{change}を確認しました。関係する方にメールで知らせます。")
