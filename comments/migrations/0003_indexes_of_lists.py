"""Indexes in the order of the lists."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_seen_after'),
        ('comments', '0002_evidence_cannot_change'),
        ('posts', '0003_link_checked'),
        ('security', '0013_indexes_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['-state', '-opened_at', '-id'], name='case_open_first'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['state', '-edited_at', '-id'], name='reply_latest_in_state'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['organization', '-edited_at', '-id'], name='reply_latest_of_office'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['organization', 'state', '-edited_at', '-id'], name='reply_latest_of_office_state'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('is_emergency', True), ('seen_at', None)), fields=['case'], name='measure_unseen_emergency'),
        ),
    ]
