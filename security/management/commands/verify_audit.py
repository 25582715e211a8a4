"""`manage.py verify_audit`: proves the audit trail whole, or says where it is not."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from security.trail import chain
from security.trail import recording as audit


def mailed_head(text: str) -> chain.Mark:
    try:
        return chain.mark(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "証跡のつながりを最初から最後まで確かめます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=mailed_head, metavar="番号:ハッシュ", help="メールで届いた控え。これとも比べます。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        head = audit.head()
        faults = list(audit.faults(anchor=options["head"]))
        for fault in faults:
            self.stderr.write(fault.sentence)
        if faults:
            raise CommandError(
                f"証跡に {len(faults)} か所の異常があります。システム管理者と担当課長に知らせてください。"
            )
        self.stdout.write(f"証跡 {head.number} 件はすべてつながっています。先頭のハッシュ: {head.digest}")
        if options["head"]:
            self.stdout.write("メールで届いた控えとも合っています。")
