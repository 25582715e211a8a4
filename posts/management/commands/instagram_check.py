"""`manage.py instagram_check`: whether posts could go out now, point by point."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from posts.publishing import examining


class Command(BaseCommand):
    help = "Instagramとの接続と、写真を取りに来られるかどうかを確かめます。何も変えません。"

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for point in examining.points():
            failed += not point.is_fine
            mark = "○" if point.is_fine else "×"
            self.stdout.write(f"{mark} {point.name}: {point.finding}{point.remedy}")
        if failed:
            raise CommandError(f"{failed} 点に問題があります。× の行をご覧ください。")
