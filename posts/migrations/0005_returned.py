"""差戻し stands in the row: lists and the first page asked the decisions of every draft for it."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def note_returned(apps, schema_editor):
    Post = apps.get_model("posts", "Post")
    Submission = apps.get_model("approvals", "Submission")
    later = Submission.objects.filter(dossier=OuterRef("dossier"), number__gt=OuterRef("number"))
    sent_back = Submission.objects.filter(
        ~Exists(later), decisions__verdict__in=["returned", "revoked"]
    ).values("dossier")
    Post.objects.using(schema_editor.connection.alias).filter(state="draft", dossier__in=sent_back).update(
        is_returned=True
    )


class Migration(migrations.Migration):
    dependencies = [("posts", "0004_indexes_of_lists"), ("approvals", "0002_seen_after")]

    operations = [
        migrations.AddField(
            "post", "is_returned", models.BooleanField(default=False, editable=False, verbose_name="差戻し")
        ),
        migrations.RunPython(note_returned, migrations.RunPython.noop),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=Q(is_returned=False) | Q(state="draft"), name="post_returned_is_a_draft"
            ),
        ),
    ]
