from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='最後に確かめた日時')),
                ('called_at', models.DateTimeField(null=True, verbose_name='最後に呼ばれた日時')),
                ('trusted_at', models.DateTimeField(verbose_name='時計を信じられた最後の日時')),
                ('doubted_since', models.DateTimeField(null=True, verbose_name='時計を疑い始めた日時')),
                ('stopped_from', models.DateTimeField(null=True, verbose_name='止まり始めた日時')),
                ('stopped_until', models.DateTimeField(null=True, verbose_name='再び動き出した日時')),
            ],
            options={
                'verbose_name': 'システムの鼓動',
                'verbose_name_plural': 'システムの鼓動',
            },
        ),
    ]
