"""`manage.py doctor`: how the system is and whether it is set up as it should be, point by point."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cafe_instagram import doctor


class Command(BaseCommand):
    help = "動いているか、設定に誤りや弱いところがないかを、一つずつ確かめます。何も変えません。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before-start",
            action="store_true",
            help="動かす前に分かる点だけを確かめます(データベース、役割、移行、鍵、保存場所、連絡の列)。",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for point in doctor.points(before_start=options["before_start"]):
            failed += not point.is_fine
            self.stdout.write(f"{'○' if point.is_fine else '×'} {point.name}: {point.finding}{point.remedy}")
        if failed:
            raise CommandError(f"{failed} 点に問題があります。× の行をご覧ください。")
