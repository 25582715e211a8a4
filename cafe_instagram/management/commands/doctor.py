"""`manage.py doctor`: whether the system is set up as it should be, point by point."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cafe_instagram import doctor


class Command(BaseCommand):
    help = "設定に弱いところがないかを確かめます。何も変えません。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for point in doctor.points():
            failed += not point.is_fine
            self.stdout.write(f"{'○' if point.is_fine else '×'} {point.name}: {point.finding}{point.remedy}")
        if failed:
            raise CommandError(f"{failed} 点に問題があります。× の行をご覧ください。")
