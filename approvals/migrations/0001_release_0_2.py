import django.db.models.deletion
import outbox.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('security', '0001_release_0_2'),
        ('security', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='DossierSeries',
            fields=[
                ('fiscal_year', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '文書番号の採番',
                'verbose_name_plural': '文書番号の採番',
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveIntegerField(verbose_name='年度')),
                ('serial', models.PositiveIntegerField(verbose_name='通番')),
                ('opened_at', models.DateTimeField(default=outbox.clock.now, verbose_name='起案日時')),
                ('contributors', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起案・編集した人')),
            ],
            options={
                'verbose_name': '起案文書',
                'verbose_name_plural': '起案文書',
                'constraints': [models.UniqueConstraint(fields=('fiscal_year', 'serial'), name='dossier_number_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='理由')),
                ('started_at', models.DateTimeField(default=outbox.clock.now, verbose_name='停止した日時')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='解除した日時')),
                ('ending_note', models.TextField(blank=True, verbose_name='解除の理由')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除した人')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.organization', verbose_name='停止した組織')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停止した人')),
            ],
            options={
                'verbose_name': '緊急停止',
                'verbose_name_plural': '緊急停止',
                'ordering': ['-started_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='stop_ends_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Guideline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('operation', '運営要領'), ('social_media', '北海道ソーシャルメディア利用ガイドライン')], max_length=20, verbose_name='種類')),
                ('version', models.CharField(max_length=100, verbose_name='版')),
                ('in_force_from', models.DateField(verbose_name='施行日')),
                ('checklist', models.TextField(blank=True, help_text='承認を求めるときに確認する事項を、1行に1つずつ書きます。', verbose_name='留意事項')),
                ('to_be_replaced', models.BooleanField(default=False, help_text='原本が届くまでの仮の内容であることを示します。', verbose_name='要差替')),
            ],
            options={
                'verbose_name': '要領・ガイドラインの版',
                'verbose_name_plural': '要領・ガイドラインの版',
                'ordering': ['kind', '-in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'in_force_from'), name='guideline_one_version_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PostingGate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.emergencystop')),
            ],
            options={
                'verbose_name': '投稿の開閉',
                'verbose_name_plural': '投稿の開閉',
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mac', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='真正の印')),
                ('number', models.PositiveIntegerField(verbose_name='版')),
                ('form', models.PositiveSmallIntegerField(verbose_name='封印の形式')),
                ('content', models.TextField(help_text='Canonical JSON, the very text that the seal covers.', verbose_name='内容')),
                ('seal', models.CharField(max_length=64, verbose_name='封印')),
                ('steps', models.JSONField(default=list, verbose_name='必要な承認')),
                ('confirmations', models.JSONField(default=list, verbose_name='確認事項')),
                ('submitted_at', models.DateTimeField(default=outbox.clock.now, verbose_name='承認を求めた日時')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.appointment', verbose_name='任用')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='approvals.dossier', verbose_name='起案文書')),
                ('operation_guideline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.guideline', verbose_name='運営要領の版')),
                ('social_media_guideline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.guideline', verbose_name='ガイドラインの版')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認を求めた人')),
            ],
            options={
                'verbose_name': '版',
                'verbose_name_plural': '版',
                'ordering': ['dossier', 'number'],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='submission_number_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(default=outbox.clock.now, verbose_name='確認日時')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.appointment', verbose_name='任用')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した人')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='approvals.submission', verbose_name='版')),
            ],
            options={
                'verbose_name': '供覧',
                'verbose_name_plural': '供覧',
                'ordering': ['read_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'by'), name='reading_one_mark_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mac', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='真正の印')),
                ('step', models.CharField(choices=[('manager', '業務処理責任者の承認'), ('chief', '移住交流担当課長の承認'), ('recognition', '移住交流担当課長が「適当と認める」こと')], max_length=20, verbose_name='段階')),
                ('verdict', models.CharField(choices=[('approved', '承認'), ('returned', '差し戻し'), ('rejected', '却下'), ('revoked', '承認の取消し')], max_length=20, verbose_name='決定')),
                ('seal', models.CharField(max_length=64, verbose_name='封印')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('decided_at', models.DateTimeField(default=outbox.clock.now, verbose_name='決定日時')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='後閲した日時')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.appointment', verbose_name='任用')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='決定した人')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='後閲した人')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.submission', verbose_name='版')),
            ],
            options={
                'verbose_name': '決定',
                'verbose_name_plural': '決定',
                'ordering': ['decided_at', 'pk'],
                'indexes': [models.Index(fields=['decided_at'], name='decision_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('verdict', 'approved')), fields=('submission', 'step'), name='decision_one_approval_a_step'), models.UniqueConstraint(condition=models.Q(('verdict__in', ['returned', 'rejected', 'revoked'])), fields=('submission',), name='decision_one_end_a_version'), models.CheckConstraint(condition=models.Q(('verdict', 'approved'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='decision_against_has_a_reason')],
            },
        ),
    ]
