"""Indexes in the order of the lists. Those of single columns that they begin with are no longer needed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class AlterFieldOnPostgresql(migrations.AlterField):
    """SQLite would write the table anew, and lose the triggers that keep the trail as it is. There the index stays."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    database_backwards = database_forwards


class Migration(migrations.Migration):

    dependencies = [
        ('security', '0012_tags_of_comments_and_cases'),
    ]

    operations = [
        AlterFieldOnPostgresql(
            model_name='auditevent',
            name='actor',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='行った人'),
        ),
        AlterFieldOnPostgresql(
            model_name='auditevent',
            name='at',
            field=models.DateTimeField(verbose_name='日時'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['-at', '-number'], name='event_latest_first'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor', '-at', '-number'], name='event_latest_of_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['tag', '-at', '-number'], name='event_latest_of_kind'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['-written_at', '-id'], name='letter_latest_first'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'unknown'), models.Q(('state', 'waiting'), models.Q(('problem', ''), _negated=True)), _connector='OR'), fields=['-written_at', '-id'], name='letter_in_trouble'),
        ),
    ]
