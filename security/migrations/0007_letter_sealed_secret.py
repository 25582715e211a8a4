from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("security", "0006_shared_cache")]
    operations = [
        migrations.AddField(
            model_name="letter",
            name="sealed_secret",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
    ]
