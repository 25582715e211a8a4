"""`manage.py demo`: people, posts and pictures to try the system with. Safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from security.account.actions import token
from security.models import User


class Command(BaseCommand):
    help = "デモの利用者と投稿を入れます。すでに入っているときは何もしません。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("デモのデータは、環境変数 DEMO=1 のときだけ入れられます。本番には入りません。")
        # Drawing needs Pillow and takes seconds: not for a start that has its demo already.
        from demo import loading, people  # noqa: PLC0415 - see above

        if people.already_here():
            self.stdout.write("デモのデータはすでに入っています。")
            return
        if User.objects.exists():
            raise CommandError("利用者がすでに登録されているため、デモのデータは入れません。")
        with transaction.atomic():
            loading.load(people.load())
            token.adopt()
        self.stdout.write("デモのデータを入れました。")
