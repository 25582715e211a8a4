"""`manage.py grant_rights`: gives the role that works its rights, and no more. By the owner, after each migration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from cafe_instagram import database_role


class Command(BaseCommand):
    help = "働く役割に、仕事に要る権限だけを与えます。表の所有者の役割で、移行や復元のたびに実行します(PostgreSQL)。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", metavar="役割", help="画面やワーカーの DATABASE_URL にある役割。")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite には役割がありません。")
        try:
            database_role.grant(options["role"])
        except Error as error:
            raise CommandError(
                f"権限を与えられませんでした({str(error).splitlines()[0]})。"
                "DATABASE_URL を表の所有者の役割のものにして、もう一度実行してください。"
            ) from error
        self.stdout.write(f"「{options['role']}」に、仕事に要る権限だけを与えました。")
