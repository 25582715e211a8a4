"""The table behind settings.CACHES: failed sign-ins and used codes, shared by all processes."""

from django.core.management import call_command
from django.db import migrations

TABLE = "security_cache"


def make_table(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("security", "0002_audit_append_only")]
    operations = [migrations.RunPython(make_table, drop_table)]
