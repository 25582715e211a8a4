
import django.db.models.deletion
import security.clock
import security.models.safeguards
from django.conf import settings
from django.db import migrations, models


from importlib import import_module


def guard_again(apps, schema_editor):
    """SQLite has made the trail's table anew for its new column, and with the old one lost the guard."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in import_module("security.migrations.0002_audit_append_only").SQLITE:
        name = statement.split()[2]
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('security', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flavour', models.CharField(max_length=20, verbose_name='方式')),
                ('user_id', models.CharField(max_length=50, verbose_name='アカウントの番号')),
                ('username', models.CharField(blank=True, max_length=100, verbose_name='ユーザーネーム')),
                ('sealed_secret', models.TextField(blank=True, verbose_name='トークン(暗号化)')),
                ('permissions', models.JSONField(default=list, verbose_name='許可された操作')),
                ('state', models.CharField(choices=[('connected', '接続中'), ('to_check', '接続の確認待ち'), ('lost', '切断')], default='to_check', max_length=20, verbose_name='状態')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='つながらない理由')),
                ('issued_at', models.DateTimeField(default=security.clock.now, verbose_name='発行日時')),
                ('expires_at', models.DateTimeField(help_text='Null: not known, or without end.', null=True, verbose_name='有効期限')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='最後に確かめた日時')),
                ('refresh_tried_at', models.DateTimeField(null=True, verbose_name='最後に延長を試みた日時')),
                ('refresh_problem', models.CharField(blank=True, max_length=300, verbose_name='延長できない理由')),
                ('replaced_at', models.DateTimeField(null=True, verbose_name='置き換えた日時')),
            ],
            options={
                'verbose_name': 'アクセストークン',
                'verbose_name_plural': 'アクセストークン',
                'ordering': ['-issued_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AccountCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveIntegerField(verbose_name='年度')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='四半期')),
                ('findings', models.JSONField(default=dict, verbose_name='点検の結果')),
                ('note', models.TextField(blank=True, verbose_name='気付いたこと')),
                ('done_at', models.DateTimeField(default=security.clock.now, verbose_name='点検した日時')),
            ],
            options={
                'verbose_name': '公式アカウントの点検',
                'verbose_name_plural': '公式アカウントの点検',
                'ordering': ['-fiscal_year', '-quarter', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveIntegerField(verbose_name='年度')),
                ('at', models.DateTimeField(default=security.clock.now, verbose_name='確認した日時')),
            ],
            options={
                'verbose_name': 'セキュリティポリシーの確認',
                'verbose_name_plural': 'セキュリティポリシーの確認',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=50, unique=True, verbose_name='管理番号')),
                ('kind', models.CharField(choices=[('tablet', 'タブレット'), ('computer', 'パソコン'), ('phone', 'スマートフォン')], max_length=20, verbose_name='種別')),
                ('label', models.CharField(help_text='例: 移住交流係の共用タブレット', max_length=100, verbose_name='呼び名')),
                ('registered_at', models.DateTimeField(default=security.clock.now, verbose_name='登録日時')),
                ('code_hash', models.CharField(blank=True, max_length=128)),
                ('code_expires_at', models.DateTimeField(null=True, verbose_name='登録コードの期限')),
                ('code_failures', models.PositiveSmallIntegerField(default=0)),
                ('secret_hash', models.CharField(blank=True, max_length=64)),
                ('enrolled_at', models.DateTimeField(null=True, verbose_name='利用開始日時')),
                ('last_seen_on', models.DateField(null=True, verbose_name='最後に使われた日')),
                ('cut_off_at', models.DateTimeField(null=True, verbose_name='利用を止めた日時')),
                ('cut_off_reason', models.CharField(blank=True, max_length=200, verbose_name='止めた理由')),
            ],
            options={
                'verbose_name': '職場の端末',
                'verbose_name_plural': '職場の端末',
                'ordering': ['organization', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('invited_at', models.DateTimeField(default=security.clock.now, verbose_name='招待した日時')),
                ('expires_at', models.DateTimeField(verbose_name='期限')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='使われた、または無効になった日時')),
            ],
            options={
                'verbose_name': '招待',
                'verbose_name_plural': '招待',
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('about', models.CharField(blank=True, db_index=True, max_length=100)),
                ('subject', models.CharField(max_length=200, verbose_name='件名')),
                ('body', models.TextField(verbose_name='本文')),
                ('state', models.CharField(choices=[('waiting', '送信待ち'), ('sending', '送信中'), ('sent', '送信済'), ('unknown', '送れたか不明'), ('cancelled', '送る必要がなくなった')], default='waiting', max_length=20, verbose_name='状態')),
                ('written_at', models.DateTimeField(default=security.clock.now, verbose_name='作成日時')),
                ('due_at', models.DateTimeField(default=security.clock.now, verbose_name='次に送る日時')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='試みた回数')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='送信日時')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='送れない理由')),
            ],
            options={
                'verbose_name': '通知メール',
                'verbose_name_plural': '通知メール',
                'ordering': ['-written_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cidr', models.CharField(help_text='例: 203.0.113.0/24', max_length=50, verbose_name='アドレスの範囲(CIDR)')),
                ('label', models.CharField(max_length=100, verbose_name='呼び名')),
                ('added_at', models.DateTimeField(default=security.clock.now, verbose_name='登録日時')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='終了日時')),
            ],
            options={
                'verbose_name': '職場のネットワーク',
                'verbose_name_plural': '職場のネットワーク',
                'ordering': ['organization', 'cidr'],
            },
        ),
        migrations.CreateModel(
            name='PasswordChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('regular', '定期の変更'), ('transfer', '異動に伴う変更'), ('contract_end', '委託契約の終了に伴う変更'), ('incident', '事故・漏えいのおそれによる変更'), ('other', 'その他')], max_length=20, verbose_name='変更の理由')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='補足')),
                ('changed_at', models.DateTimeField(verbose_name='変更した日時')),
                ('sessions_ended', models.BooleanField(default=False, verbose_name='ほかの端末をログアウトさせた')),
                ('second_factor_checked', models.BooleanField(default=False, verbose_name='二要素認証が有効であることを確かめた')),
                ('recorded_at', models.DateTimeField(default=security.clock.now, verbose_name='記録した日時')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='確認した日時')),
                ('connected_at', models.DateTimeField(null=True, verbose_name='接続を確かめた日時')),
            ],
            options={
                'verbose_name': 'パスワードの変更',
                'verbose_name_plural': 'パスワードの変更',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PasswordHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='知る理由')),
                ('since', models.DateTimeField(default=security.clock.now, verbose_name='いつから')),
                ('until', models.DateTimeField(null=True, verbose_name='いつまで')),
            ],
            options={
                'verbose_name': 'パスワードを知る人',
                'verbose_name_plural': 'パスワードを知る人',
                'ordering': ['since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PasswordTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('regular', '定期の変更'), ('transfer', '異動に伴う変更'), ('contract_end', '委託契約の終了に伴う変更'), ('incident', '事故・漏えいのおそれによる変更'), ('other', 'その他')], max_length=20, verbose_name='きっかけ')),
                ('about', models.CharField(max_length=300, verbose_name='内容')),
                ('opened_at', models.DateTimeField(default=security.clock.now, verbose_name='生じた日時')),
                ('dismissed_at', models.DateTimeField(null=True, verbose_name='変更しないと決めた日時')),
                ('dismissal_reason', models.CharField(blank=True, max_length=300, verbose_name='変更しない理由')),
            ],
            options={
                'verbose_name': 'パスワードを変更する用務',
                'verbose_name_plural': 'パスワードを変更する用務',
                'ordering': ['opened_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PolicyText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('body', models.TextField(verbose_name='内容')),
                ('address', models.URLField(blank=True, verbose_name='掲載先')),
                ('in_force_from', models.DateField(verbose_name='適用する日')),
            ],
            options={
                'verbose_name': 'セキュリティポリシーの版',
                'verbose_name_plural': 'セキュリティポリシーの版',
                'ordering': ['-in_force_from', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Safeguards',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('second_factor', models.CharField(choices=[('off', '求めない(デモのみ)'), ('approvers', '承認する人とシステム管理者に求める'), ('everyone', '全員に求める')], default=security.models.safeguards._second_factor_default, max_length=20, verbose_name='二要素認証')),
                ('prefecture_workplace', models.CharField(choices=[('off', '求めない'), ('acts', '承認を求める、予約する、投稿するときに求める'), ('sign_in', 'ログインするときから求める')], default=security.models.safeguards._prefecture_default, max_length=20, verbose_name='職場の端末(地域政策課)')),
                ('contractor_workplace', models.CharField(choices=[('off', '求めない'), ('acts', '承認を求める、予約する、投稿するときに求める'), ('sign_in', 'ログインするときから求める')], default='off', max_length=20, verbose_name='職場の端末(運営者)')),
                ('password_days', models.PositiveSmallIntegerField(default=90, verbose_name='公式アカウントのパスワードを変更する間隔(日)')),
                ('idle_minutes', models.PositiveSmallIntegerField(default=60, verbose_name='操作のないままログインしていられる時間(分)')),
                ('absolute_hours', models.PositiveSmallIntegerField(default=12, verbose_name='続けてログインしていられる時間(時間)')),
            ],
            options={
                'verbose_name': 'セキュリティの設定',
                'verbose_name_plural': 'セキュリティの設定',
            },
        ),
        migrations.AddField(
            model_name='appointment',
            name='deputizes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='security.appointment', verbose_name='代決する相手の任用'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='ended_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='終わらせた日時'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='ending_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='終わらせた理由'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='settled_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='終了の処理をした日時'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='後任'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='workplace',
            field=models.CharField(blank=True, max_length=200, verbose_name='職場の端末・ネットワーク'),
        ),
        migrations.AddField(
            model_name='organization',
            name='deputies_allowed',
            field=models.BooleanField(default=False, help_text='承認する方の不在の間、期間を決めて代決者を置けるようにします。代決したものは、後で本人が確認(後閲)します。', verbose_name='代決を認める'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='tag',
            field=models.CharField(choices=[('account.sign_in', 'ログインした'), ('account.sign_out', 'ログアウトした'), ('account.sign_in_failed', 'ログインに失敗した'), ('account.password_change', 'パスワードを変更した'), ('account.session_end', 'ログインを終わらせた'), ('account.session_refused', '別の端末からの利用を拒んだ'), ('account.second_factor_add', '二要素認証を設定した'), ('account.second_factor_remove', '二要素認証を解除した'), ('account.recovery_codes', '予備のコードを作った'), ('person.invite', '招待した'), ('person.invitation_used', '招待から利用を始めた'), ('policy.acknowledge', 'セキュリティポリシーを確認した'), ('person.add', '利用者を登録した'), ('person.change', '利用者を変更した'), ('organization.save', '組織を登録・変更した'), ('appointment.add', '任用した'), ('appointment.change', '任用を変更した'), ('appointment.end', '任用を終わらせた'), ('appointment.settle', '利用を終了した'), ('appointment.transfer', '異動を登録した'), ('device.register', '端末を登録した'), ('device.code', '端末の登録コードを作った'), ('device.code_refused', '端末の登録コードが違った'), ('device.enrol', '端末の利用を始めた'), ('device.cut_off', '端末の利用を止めた'), ('network.add', '職場のネットワークを登録した'), ('network.end', '職場のネットワークを終了した'), ('password.holder_add', 'パスワードを知る人を登録した'), ('password.holder_end', 'パスワードを知る人でなくなった'), ('password.task_open', 'パスワードを変更する用務が生じた'), ('password.task_dismiss', 'パスワードを変更しないと決めた'), ('password.change', '公式アカウントのパスワードの変更を記録した'), ('password.confirm', 'パスワードの変更を確認した'), ('account_check.done', '公式アカウントを点検した'), ('token.connect', 'Instagramと接続した'), ('token.check', '接続を確かめた'), ('token.doubt', '接続の確認が必要になった'), ('token.lost', '接続が切れた'), ('token.refresh', '接続の期限を延ばした'), ('token.refresh_fail', '接続の期限を延ばせなかった'), ('keys.rotate', '暗号化の鍵を替えた'), ('record.read_evidence', '権利確認の資料を見た'), ('record.export', '証跡を書き出した'), ('letter.resend', '通知メールをもう一度送った'), ('item.hand_over', '担当を引き継いだ'), ('item.see_after', '代決を後閲した'), ('item.draft', '起案した'), ('item.edit', '内容を変更した'), ('item.submit', '承認を求めた'), ('item.approve_step', '承認した(次の承認へ)'), ('item.approve', '承認した'), ('item.return', '差し戻した'), ('item.pull_back', '引き戻した'), ('item.withdraw', '取り下げた'), ('item.reject', '却下した'), ('item.revoke', '承認を取り消した'), ('item.approval_lost', '変更により承認が無効になった'), ('item.expire', '時刻までに投稿されず期限切れになった'), ('item.read', '供覧を確認した'), ('item.reopen', '下書きに戻した'), ('stop.start', '緊急停止した'), ('stop.end', '緊急停止を解除した'), ('agreement.save', 'サイトの了解を登録・変更した'), ('photo.permission_withdrawn', '写真の使用許可の取消しを記録した'), ('setting.change', '設定を変更した'), ('publish.ask', '投稿を指示した'), ('publish.start', '投稿の処理を始めた'), ('publish.send', '公開をInstagramに依頼した'), ('publish.done', '投稿された'), ('publish.unconfirmed', '投稿の結果を確認できない'), ('publish.fail', '投稿に失敗した'), ('publish.resolve', '投稿の結果を人が確認した'), ('publish.remove', '投稿の削除を記録した')], max_length=40, verbose_name='できごと'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('deputizes__isnull', True), models.Q(('role__in', ['section_chief', 'manager']), ('valid_until__isnull', False)), _connector='OR'), name='appointment_deputy_decides_for_a_period'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ending_reason', ''), _negated=True), _connector='OR'), name='appointment_early_end_has_a_reason'),
        ),
        migrations.AddField(
            model_name='accesstoken',
            name='connected_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接続した人'),
        ),
        migrations.AddField(
            model_name='accountcheck',
            name='done_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='点検した人'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL, verbose_name='確認した人'),
        ),
        migrations.AddField(
            model_name='device',
            name='cut_off_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='止めた人'),
        ),
        migrations.AddField(
            model_name='device',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='security.organization', verbose_name='所属'),
        ),
        migrations.AddField(
            model_name='device',
            name='registered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録した人'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='招待した人'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='招待された人'),
        ),
        migrations.AddField(
            model_name='letter',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to=settings.AUTH_USER_MODEL, verbose_name='宛先'),
        ),
        migrations.AddField(
            model_name='network',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録した人'),
        ),
        migrations.AddField(
            model_name='network',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='security.organization', verbose_name='所属'),
        ),
        migrations.AddField(
            model_name='passwordchange',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='変更した人'),
        ),
        migrations.AddField(
            model_name='passwordchange',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した人'),
        ),
        migrations.AddField(
            model_name='passwordholder',
            name='told_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録した人'),
        ),
        migrations.AddField(
            model_name='passwordholder',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='知る人'),
        ),
        migrations.AddField(
            model_name='passwordtask',
            name='appointment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.appointment', verbose_name='終わった任用'),
        ),
        migrations.AddField(
            model_name='passwordtask',
            name='dismissed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='決めた人'),
        ),
        migrations.AddField(
            model_name='passwordtask',
            name='ended_by_change',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='security.passwordchange', verbose_name='終わらせた変更'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.policytext', verbose_name='確認した版'),
        ),
        migrations.AddConstraint(
            model_name='safeguards',
            constraint=models.CheckConstraint(condition=models.Q(('password_days__gte', 1), ('password_days__lte', 366)), name='safeguards_password_days'),
        ),
        migrations.AddConstraint(
            model_name='safeguards',
            constraint=models.CheckConstraint(condition=models.Q(('idle_minutes__gte', 5), ('idle_minutes__lte', 240)), name='safeguards_idle_minutes'),
        ),
        migrations.AddConstraint(
            model_name='safeguards',
            constraint=models.CheckConstraint(condition=models.Q(('absolute_hours__gte', 1), ('absolute_hours__lte', 24)), name='safeguards_absolute_hours'),
        ),
        migrations.AddConstraint(
            model_name='accesstoken',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('replaced_at__isnull', True)), name='token_one_is_current'),
        ),
        migrations.AddConstraint(
            model_name='accesstoken',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_at__isnull', True), ('sealed_secret', ''), _connector='OR'), name='token_replaced_is_erased'),
        ),
        migrations.AddConstraint(
            model_name='device',
            constraint=models.CheckConstraint(condition=models.Q(('cut_off_at__isnull', True), models.Q(('code_hash', ''), ('secret_hash', '')), _connector='OR'), name='device_cut_off_has_no_secret'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='letter_waiting'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organization', 'cidr'), name='network_once_an_organization'),
        ),
        migrations.AddConstraint(
            model_name='passwordchange',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('changed_by')), _negated=True), _connector='OR'), name='change_confirmed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='passwordholder',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('user',), name='holder_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='passwordtask',
            constraint=models.CheckConstraint(condition=models.Q(('dismissed_at__isnull', True), models.Q(('dismissal_reason', ''), _negated=True), _connector='OR'), name='password_task_dismissed_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(fields=('user', 'fiscal_year'), name='acknowledged_once_a_year'),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop, elidable=False),
    ]
