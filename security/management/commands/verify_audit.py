"""`manage.py verify_audit`: proves the audit trail whole, or says where it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from security import audit
from security.models import AuditHead


class Command(BaseCommand):
    help = "証跡のつながりを最初から最後まで確かめます。"

    def handle(self, *args: Any, **options: Any) -> None:
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        faults = list(audit.faults())
        for fault in faults:
            self.stderr.write(fault.sentence)
        if faults:
            raise CommandError(
                f"証跡に {len(faults)} か所の異常があります。システム管理者と担当課長に知らせてください。"
            )
        self.stdout.write(f"証跡 {head.number} 件はすべてつながっています。先頭のハッシュ: {head.digest}")
