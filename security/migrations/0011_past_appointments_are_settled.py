"""Appointments that ended before there was anything to settle: nobody is to be told of them now."""

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def settle_the_past(apps, schema_editor):
    now, today = timezone.now(), timezone.localdate()
    over = Q(valid_until__lt=today) | Q(organization__contract_until__lt=today)
    appointments = apps.get_model("security", "Appointment").objects.filter(over, settled_at__isnull=True)
    appointments.update(settled_at=now)


class Migration(migrations.Migration):
    dependencies = [("security", "0010_letter_address")]
    operations = [migrations.RunPython(settle_the_past, migrations.RunPython.noop)]
