import django.db.models.deletion
import django_fsm
import outbox.clock
import posts.drafting.models.links
import uuid
import security.office.words
from django.conf import settings
from django.db import migrations, models

# Words are looked up by their letters and pairs of letters (security/office/words.py): a trigram says nothing of a word
# of two letters, as most are in Japanese, and an extension is not everybody's to create.
PIECES = [
    """
    CREATE FUNCTION office_pieces(said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_agg(DISTINCT piece) FROM (
            SELECT letter AS piece FROM unnest(string_to_array(said, NULL)) AS one(letter)
            UNION ALL
            SELECT letter || following
            FROM unnest(string_to_array(said, NULL), (string_to_array(said, NULL))[2:]) AS two(letter, following)
            WHERE following IS NOT NULL
        ) AS pieces
    $$
    """,
    "CREATE INDEX post_by_pieces ON posts_post USING gin (office_pieces(sought))",
    "CREATE INDEX photo_by_pieces ON posts_photo USING gin (office_pieces(sought))",
]


def index_pieces(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in PIECES:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('approvals', '0001_release_0_2'),
        ('security', '0001_release_0_2'),
        ('security', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('holder', '権利者の許諾'), ('people', '写っている方の同意')], default='holder', max_length=10, verbose_name='種類')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='写真の出どころ')),
                ('given_by', models.CharField(max_length=100, verbose_name='誰から')),
                ('purpose', models.CharField(max_length=200, verbose_name='何について')),
                ('how', models.CharField(max_length=200, verbose_name='いつ、どのように')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('credit', models.CharField(blank=True, max_length=100, verbose_name='クレジット表記')),
                ('evidence_file', models.CharField(blank=True, max_length=64, verbose_name='資料')),
                ('evidence_name', models.CharField(blank=True, max_length=100, verbose_name='資料の名前')),
                ('withdrawn_on', models.DateField(editable=False, null=True, verbose_name='取り消された日')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.organization', verbose_name='許諾・同意を得た組織')),
            ],
            options={
                'verbose_name': '許諾・同意',
                'verbose_name_plural': '許諾・同意',
                'ordering': ['given_by', 'pk'],
                'indexes': [models.Index(fields=['given_by', 'id'], name='consent_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Expression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(error_messages={'unique': 'この表現は、すでに登録されています。'}, help_text='全角・半角、大文字・小文字、ひらがな・カタカナは区別しません。', max_length=50, unique=True, verbose_name='表現')),
                ('instead', models.CharField(help_text='例: 「〜の方」と書きます。', max_length=200, verbose_name='わけ、言い換え')),
            ],
            options={
                'verbose_name': '気を付ける表現',
                'verbose_name_plural': '気を付ける表現',
                'ordering': ['word', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hashtags', 'ハッシュタグの組'), ('text', '定型文')], default='hashtags', max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=50, verbose_name='名前')),
                ('text', models.TextField(max_length=2200, verbose_name='本文に入る文')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.organization', verbose_name='組織')),
            ],
            options={
                'verbose_name': '定型文・ハッシュタグの組',
                'verbose_name_plural': '定型文・ハッシュタグの組',
                'ordering': ['kind', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'kind', 'name'), name='phrase_name_once_a_side', violation_error_message='同じ名前のものが、すでにあります。')],
            },
        ),
        migrations.CreateModel(
            name='SiteAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(help_text='例: www.example.jp', max_length=253, verbose_name='サイトのホスト名')),
                ('agreed_with', models.CharField(max_length=100, verbose_name='了解を得た相手')),
                ('agreed_on', models.DateField(verbose_name='了解を得た日')),
                ('agreed_how', models.CharField(help_text='例: 電話、メール、文書', max_length=100, verbose_name='了解の方法')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='了解の期限')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.organization', verbose_name='了解を得た組織')),
            ],
            options={
                'verbose_name': 'サイトの了解',
                'verbose_name_plural': 'サイトの了解',
                'ordering': ['host', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('host', 'organization'), name='site_agreement_once_a_side', violation_error_message='このサイトの了解は、すでに登録されています。一覧から変更してください。')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, unique=True, verbose_name='名称')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'verbose_name': '話題',
                'verbose_name_plural': '話題',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sought', security.office.words.SoughtField(default='', editable=False)),
                ('state', django_fsm.FSMField(choices=[('draft', '下書き'), ('pending', '承認待ち'), ('approved', '承認済'), ('publishing', '投稿中'), ('published', '投稿済'), ('unconfirmed', '要確認'), ('failed', '投稿失敗'), ('expired', '期限切れ'), ('withdrawn', '取下げ'), ('rejected', '却下'), ('removed', '削除済')], db_index=True, default='draft', max_length=50, protected=True, verbose_name='状態')),
                ('category', models.CharField(choices=[('1', '(1) 移住・定住、関係人口、北海道の魅力、イベント等の情報'), ('2', '(2) その他、移住交流担当課長が適当と認めた情報')], default='1', max_length=1, verbose_name='内容の区分')),
                ('publish_at', models.DateTimeField(blank=True, null=True, verbose_name='投稿する日時')),
                ('is_returned', models.BooleanField(default=False, editable=False, verbose_name='差戻し')),
                ('unnoted', models.CharField(blank=True, choices=[('authors', '起案した方、担当の方'), ('office', '関係する方'), ('technical', '関係する方とシステム管理者')], editable=False, max_length=10, verbose_name='確認されていない')),
                ('version', models.PositiveIntegerField(default=1)),
                ('form_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(default=outbox.clock.now, verbose_name='起案日時')),
                ('edited_at', models.DateTimeField(default=outbox.clock.now, verbose_name='最終変更日時')),
                ('title', models.CharField(help_text='庁内での呼び名です。Instagramには出ません。', max_length=100, verbose_name='件名')),
                ('caption', models.TextField(blank=True, verbose_name='本文')),
                ('sponsorship', models.CharField(choices=[('none', '依頼や謝礼はない'), ('requested', '依頼を受けた内容である(謝礼なし)'), ('paid', '謝礼・提供・タイアップがある')], default='none', max_length=20, verbose_name='依頼・謝礼')),
                ('sponsorship_note', models.CharField(blank=True, max_length=200, verbose_name='依頼元と内容')),
                ('generated', models.CharField(blank=True, choices=[('no', '生成AIで作成・加工した写真はない'), ('yes', '生成AIで作成・加工した写真がある(InstagramでAIラベルが付きます)')], max_length=10, verbose_name='生成AIの利用')),
                ('frame', models.CharField(choices=[('tall', '縦長 3:4'), ('portrait', '縦長 4:5'), ('square', '正方形 1:1'), ('landscape', '横長 1.91:1'), ('first', '1枚目の写真の形')], default='first', max_length=20, verbose_name='写真の形')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起案者')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.dossier', verbose_name='起案文書')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='最終変更者')),
                ('in_charge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='引き継いだ人')),
                ('copied_from', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post', verbose_name='複写元')),
                ('kept_as', models.CharField(blank=True, editable=False, max_length=50, verbose_name='定型の名前')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='security.organization', verbose_name='起案した組織')),
                ('submission', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.submission', verbose_name='効力のある版')),
                ('topics', models.ManyToManyField(blank=True, related_name='posts', to='posts.topic', verbose_name='話題')),
            ],
            options={
                'verbose_name': '投稿',
                'verbose_name_plural': '投稿',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublishJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mac', models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='真正の印')),
                ('state', models.CharField(choices=[('queued', '順番待ち'), ('running', '処理中'), ('done', '完了'), ('failed', '失敗'), ('unconfirmed', '要確認'), ('cancelled', '取りやめ')], default='queued', max_length=20, verbose_name='状態')),
                ('due_at', models.DateTimeField(default=outbox.clock.now, verbose_name='処理する時刻')),
                ('asked_for', models.DateTimeField(default=outbox.clock.now, verbose_name='投稿する時刻')),
                ('token', models.UUIDField(null=True, verbose_name='処理の印')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='処理の期限')),
                ('woken_at', models.DateTimeField(null=True, verbose_name='知らせた日時')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='試行回数')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='依頼した日時')),
                ('requests', models.PositiveSmallIntegerField(default=0, verbose_name='依頼した回数')),
                ('first_asked_at', models.DateTimeField(null=True, verbose_name='最初に依頼した日時')),
                ('is_doubtful', models.BooleanField(default=False, verbose_name='結果が分からないことがあった')),
                ('problem', models.TextField(blank=True, verbose_name='できごと')),
                ('is_tried', models.BooleanField(default=False, verbose_name='試みた')),
                ('ending', models.TextField(blank=True, verbose_name='時間切れのときの理由')),
                ('is_technical', models.BooleanField(default=False, verbose_name='システムに原因がある')),
                ('course', models.JSONField(default=list, verbose_name='経過')),
                ('created_at', models.DateTimeField(default=outbox.clock.now, verbose_name='受付日時')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='終了日時')),
                ('compare_at', models.DateTimeField(null=True, verbose_name='版と照合する時刻')),
                ('children', models.JSONField(default=list, verbose_name='写真の受付番号')),
                ('container', models.CharField(blank=True, max_length=40, verbose_name='受付番号')),
                ('container_at', models.DateTimeField(null=True, verbose_name='受付日時')),
                ('missing_since', models.DateTimeField(null=True, verbose_name='投稿の一覧にないことを確かめた日時')),
                ('links_opened_at', models.DateTimeField(null=True, verbose_name='リンク先を確かめた日時')),
                ('links_silent', models.PositiveSmallIntegerField(default=0, verbose_name='リンク先から返事がなかった回数')),
                ('links_dead_since', models.DateTimeField(null=True, verbose_name='リンク先が開けず待っている日時')),
                ('media_id', models.CharField(blank=True, max_length=40, verbose_name='投稿番号')),
                ('permalink', models.CharField(blank=True, max_length=300, verbose_name='投稿のアドレス')),
                ('shortcode', models.CharField(blank=True, max_length=60, verbose_name='投稿のアドレスの符号')),
                ('unseen_since', models.DateTimeField(null=True, verbose_name='公式アカウントに見当たらなくなった日時')),
                ('in_hand_at', models.DateTimeField(null=True, verbose_name='手動での投稿を始めた日時')),
                ('in_hand_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='手動で投稿する人')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='posts.post', verbose_name='投稿')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='approvals.submission', verbose_name='版')),
            ],
            options={
                'verbose_name': '投稿の処理',
                'verbose_name_plural': '投稿の処理',
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LiveDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('words', '本文が違います'), ('count', '写真の枚数が違います'), ('order', '写真の順番が違います'), ('label', 'AIラベルが付いていません'), ('kind', '写真でないものが入っています'), ('gone', '公式アカウントに見当たりません'), ('against', '投稿してはならないときに、手動で投稿されました')], max_length=20, verbose_name='違うところ')),
                ('found_at', models.DateTimeField(default=outbox.clock.now, verbose_name='気づいた日時')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='確かめた日時')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='posts.publishjob', verbose_name='投稿の処理')),
            ],
            options={
                'verbose_name': '承認された版との違い',
                'verbose_name_plural': '承認された版との違い',
                'ordering': ['found_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='順番')),
                ('url', models.CharField(max_length=500, verbose_name='アドレス')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='リンク先の名称')),
                ('related', models.BooleanField(default=False, verbose_name='ア 投稿内容に関係する')),
                ('decent', models.BooleanField(default=False, verbose_name='イ 公序良俗に反しない')),
                ('agreed', models.BooleanField(default=False, verbose_name='ウ 相手方に事前に了解を得た')),
                ('agreed_with', models.CharField(blank=True, max_length=100, verbose_name='了解を得た相手')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='了解を得た日')),
                ('agreed_how', models.CharField(blank=True, max_length=100, verbose_name='了解の方法')),
                ('is_automatic', models.BooleanField(default=False, editable=False, verbose_name='本文から登録した')),
                ('title', models.CharField(blank=True, editable=False, max_length=100, verbose_name='ページの題名')),
                ('title_asked_at', models.DateTimeField(editable=False, null=True, verbose_name='題名を調べた日時')),
                ('title_problem', models.CharField(blank=True, editable=False, max_length=300, verbose_name='題名を調べられなかった理由')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='リンクを確かめた日時')),
                ('dead_since', models.DateTimeField(null=True, verbose_name='開けなくなった日時')),
                ('dead_nights', models.PositiveSmallIntegerField(default=0, verbose_name='続けて開けなかった夜の数')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='確かめた結果')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='人が開いて確かめた日時')),
                ('taken_off_at', models.DateTimeField(null=True, verbose_name='人がリンク集から外した日時')),
                ('agreement_until', models.DateField(editable=False, null=True, verbose_name='承認を求めたときの了解の期限')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='posts.post', verbose_name='投稿')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='posts.siteagreement', verbose_name='登録済みの了解')),
            ],
            options={
                'verbose_name': 'リンク',
                'verbose_name_plural': 'リンク',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(condition=models.Q(('label', ''), ('title_asked_at__isnull', True)), fields=['id'], name='link_title_to_ask')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='順番')),
                ('original', models.CharField(max_length=64, verbose_name='元の写真')),
                ('original_name', models.CharField(max_length=100, verbose_name='ファイル名')),
                ('width', models.PositiveIntegerField(verbose_name='幅')),
                ('height', models.PositiveIntegerField(verbose_name='高さ')),
                ('taken_on', models.DateField(null=True, verbose_name='撮影日')),
                ('had_position', models.BooleanField(default=False, verbose_name='位置情報があった')),
                ('looks_damaged', models.BooleanField(default=False, verbose_name='一部が壊れている疑い')),
                ('turn', models.PositiveSmallIntegerField(default=0, verbose_name='右に回した角度')),
                ('focus_x', models.PositiveSmallIntegerField(default=50, verbose_name='切り抜きの中心(横)')),
                ('focus_y', models.PositiveSmallIntegerField(default=50, verbose_name='切り抜きの中心(縦)')),
                ('upload_key', models.UUIDField(editable=False, null=True)),
                ('added_in', models.PositiveIntegerField(editable=False, null=True)),
                ('rendition', models.CharField(max_length=64, verbose_name='投稿用の画像')),
                ('rendition_width', models.PositiveIntegerField()),
                ('rendition_height', models.PositiveIntegerField()),
                ('alt_text', models.TextField(blank=True, verbose_name='写真の説明(代替テキスト)')),
                ('relation_confirmed', models.BooleanField(default=False, verbose_name='記事に関連する写真である')),
                ('own_rights', models.BooleanField(default=False, verbose_name='権利と人物を、この写真だけ別に書く')),
                ('licence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='licensed', to='posts.consent', verbose_name='台帳の許諾')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='portrayed', to='posts.consent', verbose_name='台帳の同意')),
                ('source', models.CharField(blank=True, choices=[('own', '地域政策課で撮影'), ('contractor', '受託事業者で撮影'), ('provided', '市町村・団体・個人から提供'), ('licensed', '購入・素材の利用許諾'), ('user', '利用者の投稿の転載許諾'), ('generated', '描画・生成した画像')], max_length=20, verbose_name='出どころ')),
                ('right_holder', models.CharField(blank=True, max_length=100, verbose_name='権利者')),
                ('evidence_note', models.TextField(blank=True, verbose_name='権利確認の記録')),
                ('evidence_file', models.CharField(blank=True, max_length=64, verbose_name='権利確認の資料')),
                ('evidence_name', models.CharField(blank=True, max_length=100, verbose_name='資料の名前')),
                ('people', models.CharField(blank=True, choices=[('none', '人物は写っていない'), ('unidentifiable', '写っているが、誰かは分からない'), ('consented', '写っている方全員の同意を得た')], max_length=20, verbose_name='写っている人')),
                ('consent_note', models.CharField(blank=True, max_length=200, verbose_name='同意の記録')),
                ('has_minors', models.BooleanField(default=False, verbose_name='未成年の方が写っている')),
                ('guardian_consent', models.BooleanField(default=False, verbose_name='保護者の同意を得た')),
                ('credit', models.CharField(blank=True, max_length=100, verbose_name='クレジット表記')),
                ('permission_until', models.DateField(blank=True, null=True, verbose_name='使用できる期限')),
                ('permission_withdrawn_on', models.DateField(blank=True, null=True, verbose_name='許可が取り消された日')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='posts.post', verbose_name='投稿')),
            ],
            options={
                'verbose_name': '写真',
                'verbose_name_plural': '写真',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['original'], name='photo_by_original'), models.Index(condition=models.Q(('permission_until__isnull', False)), fields=['permission_until'], name='photo_permission_ends'), models.Index(condition=models.Q(('permission_withdrawn_on__isnull', False)), fields=['permission_withdrawn_on'], name='photo_permission_withdrawn')],
                'constraints': [models.CheckConstraint(condition=models.Q(('focus_x__lte', 100), ('focus_y__lte', 100)), name='photo_focus_is_in_percent', violation_error_message='写す範囲の位置は、0から100までの数で入力してください。'), models.CheckConstraint(condition=models.Q(('turn__in', [0, 90, 180, 270])), name='photo_turn_is_in_quarters'), models.UniqueConstraint(fields=('post', 'upload_key'), name='photo_is_added_once')],
            },
        ),
        migrations.CreateModel(
            name='DamagedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shelf', models.CharField(choices=[('rendition', '投稿用の画像'), ('original', '元の写真・資料')], max_length=10, verbose_name='種類')),
                ('digest', models.CharField(max_length=64, verbose_name='ファイルのハッシュ')),
                ('found_at', models.DateTimeField(default=outbox.clock.now, verbose_name='気づいた日時')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='元に戻った日時')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post', verbose_name='気づいたときの投稿')),
            ],
            options={
                'verbose_name': '保存されたファイルの異常',
                'verbose_name_plural': '保存されたファイルの異常',
                'ordering': ['found_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('shelf', 'digest'), name='damaged_file_is_noted_once')],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trouble', models.CharField(choices=[('names', 'サイトの名前を調べられません(DNS)'), ('route', 'サイトまでつながりません(経路、ファイアウォール)'), ('issuer', 'サイトの証明書の発行者を確かめられません(通信を検査する装置など)'), ('proxy', 'プロキシが通しません'), ('filter', 'どのサイトも同じように断られます(フィルタリングなど)')], max_length=10, verbose_name='様子')),
                ('began_at', models.DateTimeField(default=outbox.clock.now, verbose_name='気づいた日時')),
                ('looked_at', models.DateTimeField(default=outbox.clock.now, verbose_name='最後に試した日時')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='直った日時')),
            ],
            options={
                'verbose_name': '外に出られない状態',
                'verbose_name_plural': '外に出られない状態',
                'ordering': ['began_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('trouble',), name='outage_is_noted_once')],
            },
        ),
        migrations.AddIndex(
            model_name='publishjob',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['due_at'], name='publishjob_open_by_time'),
        ),
        migrations.AddIndex(
            model_name='publishjob',
            index=models.Index(condition=models.Q(('compare_at__isnull', False)), fields=['compare_at'], name='publishjob_to_compare'),
        ),
        migrations.AddIndex(
            model_name='publishjob',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['-finished_at', '-id'], name='job_done_latest_first'),
        ),
        migrations.AddIndex(
            model_name='publishjob',
            index=models.Index(condition=models.Q(('in_hand_at__isnull', False), ('state', 'running')), fields=['in_hand_at'], name='job_in_hand'),
        ),
        migrations.AddConstraint(
            model_name='publishjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('in_hand_at__isnull', True), ('in_hand_of__isnull', True)), models.Q(('in_hand_at__isnull', False), ('in_hand_of__isnull', False), ('lease_until__isnull', True)), _connector='OR'), name='job_in_hand_is_somebodys_and_no_workers'),
        ),
        migrations.AddConstraint(
            model_name='publishjob',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('first_asked_at__isnull', False), _connector='OR'), name='publishjob_sent_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='publishjob',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'unconfirmed'])), fields=('submission',), name='publishjob_one_open_a_version'),
        ),
        migrations.AddConstraint(
            model_name='publishjob',
            constraint=models.UniqueConstraint(condition=models.Q(('media_id', ''), _negated=True), fields=('media_id',), name='job_media_belongs_to_one'),
        ),
        migrations.AddConstraint(
            model_name='publishjob',
            constraint=models.UniqueConstraint(condition=models.Q(('shortcode', ''), _negated=True), fields=('shortcode',), name='job_address_belongs_to_one'),
        ),
        migrations.AddIndex(
            model_name='livedifference',
            index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['found_at'], name='difference_unseen'),
        ),
        migrations.AddConstraint(
            model_name='livedifference',
            constraint=models.UniqueConstraint(fields=('job', 'what'), name='difference_is_found_once'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['-edited_at', '-id'], name='post_latest_first'),
        ),
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
            model_name='post',
            index=models.Index(fields=['state', 'publish_at'], name='post_waiting_by_time'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('kept_as', ''), _negated=True), fields=['organization', 'kept_as'], name='post_kept_as'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'pending', 'approved', 'publishing', 'published', 'unconfirmed', 'failed', 'expired', 'withdrawn', 'rejected', 'removed'])), name='post_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['pending', 'approved', 'publishing', 'published', 'unconfirmed', 'removed']), _negated=True), ('submission__isnull', False), _connector='OR'), name='post_stands_on_a_sealed_version'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('is_returned', False), ('state', 'draft'), _connector='OR'), name='post_returned_is_a_draft'),
        ),
        migrations.AddField(
            model_name='publishjob',
            name='looked_at',
            field=models.DateTimeField(null=True, verbose_name='結果を確かめた日時'),
        ),
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=40, unique=True, verbose_name='Instagramのアカウント番号')),
                ('began_at', models.DateTimeField(default=outbox.clock.now, verbose_name='照合を始めた日時')),
                ('taken_over', models.PositiveIntegerField(default=0, verbose_name='始める前からあった投稿')),
                ('read_at', models.DateTimeField(null=True, verbose_name='一覧を読み取った日時')),
                ('profile_read_at', models.DateTimeField(null=True, verbose_name='プロフィールを読み取った日時')),
                ('profile_lacks_since', models.DateTimeField(null=True, verbose_name='プロフィールの一部が返らない日時')),
            ],
            options={
                'verbose_name': '公式アカウントの照合',
                'verbose_name_plural': '公式アカウントの照合',
            },
        ),
        migrations.CreateModel(
            name='AccountProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('waiting', '投稿の結果を確かめています'), ('open', '承認の記録がありません'), ('explained', '承認された文書があります'), ('before', '要領より前のもの'), ('first', '最初に読み取ったもの'), ('back', '元の内容に戻ったもの'), ('confirmed', '確かめたもの'), ('case', '事案として対応')], max_length=10, verbose_name='扱い')),
                ('found_at', models.DateTimeField(default=outbox.clock.now, verbose_name='気づいた日時')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='確かめた日時')),
                ('note', models.TextField(blank=True, verbose_name='確かめたこと')),
                ('case_url', models.CharField(blank=True, max_length=100, verbose_name='事案のページ')),
                ('username', models.CharField(blank=True, max_length=100, verbose_name='ユーザーネーム')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='名前')),
                ('biography', models.TextField(blank=True, verbose_name='自己紹介')),
                ('website', models.CharField(blank=True, max_length=500, verbose_name='リンク')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='変わったことに気づいた日時')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='posts.register', verbose_name='アカウント')),
            ],
            options={
                'verbose_name': '公式アカウントのプロフィール',
                'verbose_name_plural': '公式アカウントのプロフィール',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('standing', 'open')), fields=['standing'], name='account_profile_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('register',), name='account_profile_stands_once')],
            },
        ),
        migrations.CreateModel(
            name='AccountPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('waiting', '投稿の結果を確かめています'), ('open', '承認の記録がありません'), ('explained', '承認された文書があります'), ('before', '要領より前のもの'), ('first', '最初に読み取ったもの'), ('back', '元の内容に戻ったもの'), ('confirmed', '確かめたもの'), ('case', '事案として対応')], max_length=10, verbose_name='扱い')),
                ('found_at', models.DateTimeField(default=outbox.clock.now, verbose_name='気づいた日時')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='確かめた日時')),
                ('note', models.TextField(blank=True, verbose_name='確かめたこと')),
                ('case_url', models.CharField(blank=True, max_length=100, verbose_name='事案のページ')),
                ('media_id', models.CharField(max_length=40, unique=True, verbose_name='Instagramの投稿番号')),
                ('shortcode', models.CharField(blank=True, max_length=60, verbose_name='投稿のアドレスの符号')),
                ('permalink', models.CharField(blank=True, max_length=300, verbose_name='投稿のアドレス')),
                ('caption', models.TextField(blank=True, verbose_name='本文')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='形式')),
                ('pictures', models.PositiveSmallIntegerField(default=0, verbose_name='写真の枚数')),
                ('posted_at', models.DateTimeField(verbose_name='投稿日時')),
                ('gone_at', models.DateTimeField(null=True, verbose_name='なくなったことに気づいた日時')),
                ('preview', models.CharField(blank=True, max_length=64, verbose_name='画像のハッシュ')),
                ('preview_tries', models.PositiveSmallIntegerField(default=0, verbose_name='画像を取得した回数')),
                ('preview_at', models.DateTimeField(default=outbox.clock.now, null=True, verbose_name='次に画像を取得する日時')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account_posts', to='posts.post', verbose_name='文書')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
                ('register', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='posts.register', verbose_name='アカウント')),
            ],
            options={
                'verbose_name': '公式アカウントの投稿',
                'verbose_name_plural': '公式アカウントの投稿',
                'ordering': ['-posted_at', '-pk'],
                'indexes': [models.Index(fields=['-posted_at', '-id'], name='account_post_latest_first'), models.Index(condition=models.Q(('standing__in', ['waiting', 'open'])), fields=['standing', '-posted_at', '-id'], name='account_post_unsettled'), models.Index(condition=models.Q(('preview_at__isnull', False)), fields=['preview_at'], name='account_post_unpictured')],
            },
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['publish_at'], name='post_by_time'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('publish_at__isnull', True), ('state', 'draft')), fields=['-edited_at', '-id'], name='post_without_a_day'),
        ),
        migrations.AddField(
            model_name='link',
            name='host',
            field=posts.drafting.models.links.HostField(db_index=True, default='', editable=False, max_length=253),
        ),
        migrations.AddField(
            model_name='photo',
            name='sought',
            field=security.office.words.SoughtField(default='', editable=False),
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=outbox.clock.now, verbose_name='作成した日時')),
                ('read_at', models.DateTimeField(null=True, verbose_name='最後に読み込まれた日時')),
                ('hour_began', models.DateTimeField(null=True)),
                ('reads', models.PositiveIntegerField(default=0)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='利用者')),
            ],
            options={
                'verbose_name': '予定表の配信',
                'verbose_name_plural': '予定表の配信',
            },
        ),
        migrations.RunPython(index_pieces, migrations.RunPython.noop, elidable=False),
    ]
