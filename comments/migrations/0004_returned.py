"""差戻し stands in the row: lists and the first page asked the decisions of every draft for it."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def note_returned(apps, schema_editor):
    Submission = apps.get_model("approvals", "Submission")
    later = Submission.objects.filter(dossier=OuterRef("dossier"), number__gt=OuterRef("number"))
    sent_back = Submission.objects.filter(
        ~Exists(later), decisions__verdict__in=["returned", "revoked"]
    ).values("dossier")
    for name in ("Reply", "Policy"):
        rows = apps.get_model("comments", name).objects.using(schema_editor.connection.alias)
        rows.filter(state="draft", dossier__in=sent_back).update(is_returned=True)


def columns(name):
    model = name.lower()
    return [
        migrations.AddField(
            model, "is_returned", models.BooleanField(default=False, editable=False, verbose_name="差戻し")
        ),
        migrations.AddConstraint(
            model,
            models.CheckConstraint(
                condition=Q(is_returned=False) | Q(state="draft"), name=f"{model}_returned_is_a_draft"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_indexes_of_lists"), ("approvals", "0002_seen_after")]

    operations = [
        *columns("Reply"),
        *columns("Policy"),
        migrations.RunPython(note_returned, migrations.RunPython.noop),
    ]
