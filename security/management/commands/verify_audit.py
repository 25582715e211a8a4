"""`manage.py verify_audit`: proves the audit trail whole and the records in accord with it, or says where not."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from security.trail import agreement, chain
from security.trail import recording as audit


def mailed_head(text: str) -> chain.Mark:
    try:
        return chain.mark(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "証跡のつながりを最初から最後まで確かめ、版、決定、任用、投稿と返信の処理を証跡と照合します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=mailed_head, metavar="番号:ハッシュ", help="メールで届いた控え。これとも比べます。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        head = audit.head()
        faults = self.tell(fault.sentence for fault in audit.faults(anchor=options["head"]))
        differing = self.tell(agreement.differences())
        if faults:
            raise CommandError(
                f"証跡に {faults} か所の異常があります。システム管理者と担当課長に知らせてください。"
            )
        if differing:
            raise CommandError(
                f"証跡と合わない記録が {differing} 件あります。システム管理者と担当課長に知らせてください。"
            )
        self.stdout.write(f"証跡 {head.number} 件はすべてつながっています。先頭のハッシュ: {head.digest}")
        self.stdout.write("版、決定、任用、投稿と返信の処理は、証跡と合っています。")
        if options["head"]:
            self.stdout.write("メールで届いた控えとも合っています。")

    def tell(self, sentences: Iterable[str]) -> int:
        """Each as it is found; how many there were."""
        count = 0
        for count, sentence in enumerate(sentences, start=1):  # noqa: B007 - the last one counts
            self.stderr.write(sentence)
        return count
