"""`manage.py rotate_seal_keys`: after a new key was put first in SEAL_KEYS, before an old one is taken out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from security.account.seal_rotation import rotate_seal_keys


class Command(BaseCommand):
    help = "版、決定、任用、投稿の処理の真正の印を、SEAL_KEYS の先頭の鍵で付け直します。"

    def handle(self, *args: Any, **options: Any) -> None:
        signing = rotate_seal_keys()
        self.stdout.write(f"{signing.signed} 件の印を、先頭の鍵で付け直しました。")
        for name in signing.unverified:
            self.stderr.write(f"いまのどの鍵の印とも合いません: {name}")
        if signing.unverified:
            raise CommandError(
                f"{len(signing.unverified)} 件が残っています。"
                "前に使っていた鍵を SEAL_KEYS に加えて、もう一度実行してください。"
                "それでも残るものは、システムの外で書き換えられています。"
            )
        self.stdout.write("先頭より後の鍵は、SEAL_KEYS から外せます。")
