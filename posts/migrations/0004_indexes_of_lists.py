"""Indexes in the order of the lists."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_seen_after'),
        ('posts', '0003_link_checked'),
        ('security', '0013_indexes_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['state', '-edited_at', '-id'], name='post_latest_in_state'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['organization', '-edited_at', '-id'], name='post_latest_of_office'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['organization', 'state', '-edited_at', '-id'], name='post_latest_of_office_in_state'),
        ),
        migrations.AddIndex(
            model_name='publishjob',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['-finished_at', '-id'], name='job_done_latest_first'),
        ),
    ]
