"""`manage.py rotate_field_keys`: after a new key was put first in FIELD_KEYS, before an old one is taken out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from security.account.key_rotation import rotate_keys


class Command(BaseCommand):
    help = "暗号化して保管しているものを、FIELD_KEYS の先頭の鍵で暗号化し直します。"

    def handle(self, *args: Any, **options: Any) -> None:
        rotation = rotate_keys()
        self.stdout.write(f"{rotation.sealed} 件を、先頭の鍵で暗号化し直しました。")
        for name in rotation.unreadable:
            self.stderr.write(f"いまの鍵では読めません: {name}")
        if rotation.unreadable:
            raise CommandError(
                f"{len(rotation.unreadable)} 件が残っています。"
                "前に使っていた鍵を FIELD_KEYS に加えて、もう一度実行してください。"
            )
        self.stdout.write("先頭より後の鍵は、FIELD_KEYS から外せます。")
